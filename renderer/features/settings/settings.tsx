/** Inställningar: the window, the pace and the guards, the keys, practice mode, what the program is built of. */
import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { isDesktop } from '../../base/desktop.ts';
import { useEngine, useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { LanguageSwitch } from '../../components/language-switch.tsx';
import { Page } from '../../components/page.tsx';
import { SaveReport } from '../../components/save-report.tsx';
import { SchemeSwitch } from '../../components/scheme-switch.tsx';
import { StartAtLogin } from '../../components/start-at-login.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { Alerts } from './alerts.tsx';
import { Keys } from './keys.tsx';
import { Move } from './move.tsx';
import { PracticeMode } from './practice-mode.tsx';
import { SettingForm } from './setting-form.tsx';
import classes from './settings.module.css';
import { Shadow } from './shadow.tsx';
import { Updates } from './updates.tsx';

export function Settings() {
  const { t } = useLanguage();
  const engine = useEngine();
  const host = useHost();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => engine.activity.settings(undefined, { signal }),
  });
  return (
    <Page title={t('window.nav.settings')}>
      <div className={classes.sections}>
        <Stack gap="md">
          <Section title={t('window.settings.window')}>
            <Row label={t('window.top.language')}>
              <LanguageSwitch size="sm" />
            </Row>
            <Row label={t('window.top.scheme')}>
              <SchemeSwitch />
            </Row>
            <StartAtLogin />
          </Section>
          <Section title={t('window.settings.pace')}>
            {settings.isError ? (
              <Trouble error={settings.error} onRetry={() => void settings.refetch()} />
            ) : settings.data === undefined ? (
              <Skeleton h={180} />
            ) : (
              <SettingForm settings={settings.data} />
            )}
          </Section>
          <Section title={t('window.alerts.title')} about={t('window.alerts.about')}>
            <Alerts />
          </Section>
        </Stack>
        <Stack gap="md">
          <Section title={t('window.settings.keys')} about={t('window.settings.keysAbout')}>
            <Keys />
          </Section>
          <Section title={t('setting.shadow')}>
            {settings.data === undefined ? <Skeleton h={50} /> : <Shadow isOn={settings.data.shadow} />}
          </Section>
          <Section title={t('window.settings.practice')}>
            <PracticeMode />
          </Section>
          {host?.world === 'practice' ? null : (
            <Section title={t('window.move.title')}>
              <Move />
            </Section>
          )}
          {isDesktop() ? (
            <Section title={t('window.updates.title')}>
              <Updates />
            </Section>
          ) : null}
          <Section title={t('window.settings.support')} about={t('window.settings.supportAbout')}>
            <SaveReport />
          </Section>
          <About version={host?.version ?? '…'} />
        </Stack>
      </div>
    </Page>
  );
}

/** Seldom read, and long. */
const Licences = lazy(() => import('./licences.tsx').then((module) => ({ default: module.Licences })));

function About({ version }: { readonly version: string }) {
  const { t } = useLanguage();
  const [isReading, setReading] = useState(false);
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('window.settings.version', { version })}
      </Text>
      <Button size="compact-sm" variant="subtle" onClick={() => setReading(true)}>
        {t('window.settings.licences')}
      </Button>
      {isReading ? (
        <Suspense>
          <Licences onClose={() => setReading(false)} />
        </Suspense>
      ) : null}
    </Group>
  );
}

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

function Section({ title, about, children }: SectionProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {about === undefined ? null : (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={classes.row}>
      <Text size="sm">{label}</Text>
      {children}
    </div>
  );
}
