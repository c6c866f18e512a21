/** The first screen, while nothing is connected: practise, or connect one's own shop. */
import { Alert, Button, Group, Text, Title } from '@mantine/core';
import { IconBuildingStore, IconKeyOff, IconSchool } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { acrossWorlds, useEngine, useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { KeychainClosed } from '../../components/keychain-closed.tsx';
import { LanguageSwitch } from '../../components/language-switch.tsx';
import { SchemeSwitch } from '../../components/scheme-switch.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { UpdateLine } from '../../components/update-line.tsx';
import classes from './welcome.module.css';

export function Welcome({ onReal }: { readonly onReal: () => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const practise = useMutation({
    ...acrossWorlds,
    mutationFn: () => engine.host.enterPractice({}),
    onSuccess: () => {
      location.hash = '#/webshop';
    },
  });
  const title = t('window.title');
  useEffect(() => {
    document.title = title;
  }, [title]);
  const connect = () => {
    location.hash = '#/webshop';
    onReal();
  };
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <img src="icon.svg" alt="" width={28} height={28} />
        <Text fw={650} className={classes.name}>
          {title}
        </Text>
        <LanguageSwitch size="sm" />
        <SchemeSwitch />
      </header>
      <UpdateLine />
      <main className={classes.middle}>
        <Title order={1} size="h2">
          {t('window.welcome.title')}
        </Title>
        <Text size="lg" mt={6}>
          {t('window.welcome.what')}
        </Text>
        <div className={classes.choices}>
          <section className={classes.choice} data-practice aria-labelledby="welcome-practice">
            <Group gap="xs">
              <IconSchool
                size={26}
                stroke={1.6}
                color="var(--mantine-color-violet-light-color)"
                aria-hidden
              />
              <Title order={2} size="h4" id="welcome-practice">
                {t('window.welcome.practiceTitle')}
              </Title>
            </Group>
            <ul className={classes.points}>
              <li>{t('window.welcome.practice1')}</li>
              <li>{t('window.welcome.practice2')}</li>
              <li>{t('window.welcome.practice3')}</li>
            </ul>
            <Button
              size="lg"
              color="violet.8"
              data-primary
              onClick={() => practise.mutate()}
              loading={practise.isPending || practise.isSuccess}
            >
              {t('window.welcome.practise')}
            </Button>
          </section>
          <section className={classes.choice} aria-labelledby="welcome-real">
            <Group gap="xs">
              <IconBuildingStore
                size={26}
                stroke={1.6}
                color="var(--mantine-primary-color-filled)"
                aria-hidden
              />
              <Title order={2} size="h4" id="welcome-real">
                {t('window.welcome.realTitle')}
              </Title>
            </Group>
            <ul className={classes.points}>
              <li>{t('window.welcome.real1')}</li>
              <li>{t('window.welcome.real2')}</li>
              <li>{t('window.welcome.real3')}</li>
            </ul>
            <Button size="lg" onClick={connect}>
              {t('window.welcome.connect')}
            </Button>
          </section>
        </div>
        {practise.isError ? <Trouble error={practise.error} /> : null}
        <NoKeychain />
        <KeychainClosed mt="lg" />
      </main>
    </div>
  );
}

/** Said before anybody types a password that could not be kept. */
function NoKeychain() {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const host = useHost();
  const keep = useMutation({
    mutationFn: () => engine.host.keepSecretsForSession(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['host'] }),
  });
  if (host?.secrets !== 'none') return null;
  return (
    <Alert
      mt="lg"
      variant="light"
      color="yellow"
      icon={<IconKeyOff aria-hidden />}
      title={t('window.welcome.noKeychain')}
    >
      <Text size="sm" mb="xs">
        {t('window.welcome.noKeychainMeans')}
      </Text>
      <Button size="xs" variant="default" onClick={() => keep.mutate()} loading={keep.isPending}>
        {t('window.secrets.keepForSession')}
      </Button>
      {keep.isError ? <Trouble error={keep.error} /> : null}
    </Alert>
  );
}
