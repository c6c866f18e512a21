import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useEngine, useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { SecretTrouble } from '../../components/secret-trouble.tsx';
import { useConnectionChanged } from '../../components/use-connection.ts';
import classes from './guide.module.css';

/** The relay's address and the code that pairs this computer with it. */
export function RelayForm({ onDone }: { readonly onDone?: () => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const changed = useConnectionChanged();
  const given = useHost()?.practice?.credentials.relay;
  const [relayUrl, setRelayUrl] = useState(given?.url ?? '');
  const [code, setCode] = useState(given?.pairingCode ?? '');
  const create = useMutation({
    mutationFn: () =>
      engine.webhooks.create({
        relayUrl: relayUrl.trim(),
        ...(code.trim() === '' ? {} : { pairingCode: code.trim() }),
      }),
    onSuccess: (view) => {
      queries.setQueryData(['webhooks'], view);
      onDone?.();
    },
    onSettled: changed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={t('window.guide.webhooks.title')}>
      <Stack gap="sm">
        <div className={classes.fields}>
          <TextInput
            label={t('window.guide.relay.url')}
            description={t('window.guide.relay.urlWhat')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder="https://"
            value={relayUrl}
            onChange={(event) => setRelayUrl(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            label={t('window.guide.relay.code')}
            description={t('window.guide.relay.codeWhat')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="off"
          />
        </div>
        {create.isError ? <SecretTrouble error={create.error} onAgain={() => create.mutate()} /> : null}
        <Group>
          <Button
            type="submit"
            data-primary
            disabled={relayUrl.trim() === '' || code.trim().length < 8}
            loading={create.isPending}
          >
            {t('window.guide.webhooks.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
