import {
  Button,
  Collapse,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useEngine, useHost, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { SecretTrouble } from '../../components/secret-trouble.tsx';
import { useConnectionChanged } from '../../components/use-connection.ts';
import { ConnectedCard } from './connected-card.tsx';
import classes from './guide.module.css';

const ADDRESS = 'https://backoffice.easycashier.se';

interface Found {
  readonly articles: number;
  readonly stores: number;
}

export function EasyCashierCard({ isConnected }: { readonly isConnected: boolean }) {
  const { t } = useLanguage();
  const company = useStatus()?.company ?? null;
  const [found, setFound] = useState<Found | null>(null);
  return (
    <ConnectedCard
      title={t('window.guide.easycashier.title')}
      about={t('window.guide.easycashier.about')}
      isConnected={isConnected}
      name={company}
      changeLabel={t('window.guide.easycashier.change')}
      found={
        found === null ? null : (
          <Text size="sm" role="status">
            {t('window.guide.easycashier.found', { articles: found.articles, stores: found.stores })}
          </Text>
        )
      }
      form={(onDone) => (
        <EasyCashierForm
          onConnected={(answer) => {
            setFound(answer);
            onDone();
          }}
        />
      )}
    />
  );
}

function EasyCashierForm({ onConnected }: { readonly onConnected: (found: Found) => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const given = useHost()?.practice?.credentials.easycashier;
  const known = useStatus()?.company;
  const [url, setUrl] = useState(given?.url ?? ADDRESS);
  const [company, setCompany] = useState(given?.company ?? known ?? '');
  const [username, setUsername] = useState(given?.username ?? '');
  const [password, setPassword] = useState(given?.password ?? '');
  const [showsAddress, setShowsAddress] = useState(false);
  const connect = useMutation({
    mutationFn: () => engine.connection.connectEasyCashier({ url, company, username, password }),
    onSuccess: async (answer) => {
      setPassword('');
      await changed();
      onConnected(answer);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  const isFilled = company.trim() !== '' && username.trim() !== '' && password !== '';
  return (
    <form onSubmit={submit} aria-label={t('window.guide.easycashier.title')}>
      <Stack gap="sm">
        <div className={classes.fields}>
          <TextInput
            label={t('window.guide.easycashier.company')}
            placeholder="556677-8899"
            value={company}
            onChange={(event) => setCompany(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            label={t('window.guide.easycashier.username')}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            autoComplete="off"
          />
          <PasswordInput
            label={t('window.guide.easycashier.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('window.guide.reveal'), tabIndex: 0 }}
          />
        </div>
        <UnstyledButton onClick={() => setShowsAddress(!showsAddress)} aria-expanded={showsAddress}>
          <Text size="xs" c="dimmed" td="underline">
            {t('window.guide.easycashier.otherAddress', { url })}
          </Text>
        </UnstyledButton>
        <Collapse expanded={showsAddress}>
          <TextInput
            label={t('window.guide.easycashier.url')}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
        </Collapse>
        {connect.isError ? <SecretTrouble error={connect.error} onAgain={() => connect.mutate()} /> : null}
        <Group>
          <Button type="submit" data-primary disabled={!isFilled} loading={connect.isPending}>
            {t('window.guide.easycashier.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
