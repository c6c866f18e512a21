/** The engine dies as soon as it is started: why, as far as it has said so, and what can be done. */
import { Alert, Button, Code, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconFolderOpen } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { EngineDeath } from '../../shared/contract/shell.ts';
import { desktopShell } from '../base/desktop.ts';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { LanguageSwitch } from '../components/language-switch.tsx';
import { RestoreCopies } from '../components/restore-copies.tsx';
import { SaveReport } from '../components/save-report.tsx';
import { Alone } from './alone.tsx';

export function EngineFailure({ death }: { readonly death: EngineDeath }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const again = useMutation({ mutationFn: async () => (await desktopShell())?.startEngine() });
  const openFolder = useMutation({ mutationFn: async () => (await desktopShell())?.openFolder() });
  return (
    <Alone>
      <Stack maw={680} w="100%">
        <Title order={1} size="h3">
          {t('desktop.cannotStart')}
        </Title>
        <Alert
          role="alert"
          color="red"
          variant="light"
          title={<Cause death={death} />}
          icon={<IconAlertTriangle aria-hidden />}
        >
          <Text size="sm">{t('window.engine.stock')}</Text>
          <Text size="sm">{t('window.engine.next')}</Text>
        </Alert>
        <Group>
          <Button onClick={() => again.mutate()} loading={again.isPending} data-primary>
            {t('window.trouble.again')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} aria-hidden />}
            onClick={() => openFolder.mutate()}
          >
            {t('desktop.menu.folder')}
          </Button>
          <SaveReport />
          <LanguageSwitch />
        </Group>
        <RestoreCopies
          load={async () => (await desktopShell())?.copies() ?? { copies: [] }}
          isSecond
          restore={async (name) => (await desktopShell())?.restore({ name })}
        />
        {death.words === '' ? null : (
          <section aria-label={t('window.engine.words')}>
            <Text size="sm" c="dimmed" mb={4}>
              {t('window.engine.words')} · {formats.moment(death.at, now)}
            </Text>
            <ScrollArea.Autosize
              mah="max(80px, min(240px, 100vh - 400px))"
              type="auto"
              viewportProps={{ tabIndex: 0 }}
            >
              <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {death.words}
              </Code>
            </ScrollArea.Autosize>
          </section>
        )}
      </Stack>
    </Alone>
  );
}

function Cause({ death: { code, signal } }: { readonly death: EngineDeath }) {
  const { t } = useLanguage();
  if (code !== null) return t('window.engine.ended', { code });
  return signal === null ? t('window.engine.unstarted') : t('window.engine.killed', { signal });
}
