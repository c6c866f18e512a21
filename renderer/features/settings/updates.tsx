/** Uppdateringar: how this installation comes by a new version, what was found, and what somebody can press. */
import { Button, Code, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FoundUpdate, UpdateState } from '../../../shared/contract/updates.ts';
import { desktopShell } from '../../base/desktop.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { useInstallUpdate, useUpdates } from '../../base/updates.ts';
import { CopyValue } from '../../components/copy-value.tsx';
import { Trouble } from '../../components/trouble.tsx';

export function Updates() {
  const { t } = useLanguage();
  const { state, ask } = useUpdates();
  const set = useMutation({
    mutationFn: async (on: boolean) => (await desktopShell())?.updates.setOn({ on }),
    onSettled: ask,
  });
  // It answers when all of it is here: how far it is, the state says.
  const look = useMutation({
    mutationFn: async () => void (await (await desktopShell())?.updates.look()),
    onSettled: ask,
  });
  if (state === null) return null;
  if (state.way === 'none') return <Text size="sm">{t('window.updates.none')}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t(state.way === 'command' ? 'window.updates.aboutCommand' : 'window.updates.about')}
      </Text>
      <Switch
        label={t('window.updates.on')}
        description={t('window.updates.onAbout')}
        checked={state.isOn}
        disabled={set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
      <div role="status">
        <Standing state={state} />
      </div>
      <Group>
        <Button
          variant="default"
          loading={look.isPending || state.doing === 'looking'}
          onClick={() => look.mutate()}
        >
          {t('window.updates.look')}
        </Button>
      </Group>
      {set.isError ? <Trouble error={set.error} /> : null}
      {look.isError ? <Trouble error={look.error} /> : null}
    </>
  );
}

/** What was found, or why nothing was. */
function Standing({ state }: { readonly state: UpdateState }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const { found, trouble, lookedAt, doing } = state;
  if (doing === 'installing') return <Text size="sm">{t('window.updates.installing')}</Text>;
  const isNewest = found === null && trouble === null && lookedAt !== null;
  return (
    <Stack gap="xs">
      {found === null ? null : <Found found={found} isByItself={state.isOn && trouble === null} />}
      {trouble === null ? null : (
        <Text size="sm">{t('window.updates.failed', { why: t(`window.updates.trouble.${trouble}`) })}</Text>
      )}
      {isNewest ? <Text size="sm">{t('window.updates.newest')}</Text> : null}
      {lookedAt === null ? null : (
        <Text size="xs" c="dimmed">
          {t('window.updates.lookedAt', { when: formats.moment(lookedAt, now) })}
        </Text>
      )}
    </Stack>
  );
}

interface FoundProps {
  readonly found: FoundUpdate;
  /** The next start puts it in place: not where updates are off, or one has tried in vain. */
  readonly isByItself: boolean;
}

function Found({ found, isByItself }: FoundProps) {
  const { t } = useLanguage();
  const install = useInstallUpdate();
  const { version } = found;
  if (found.is === 'ready')
    return (
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <strong>{t('window.updates.ready', { version })}</strong>{' '}
          {t(isByItself ? 'window.updates.readyAbout' : 'window.updates.readyByHand')}
        </Text>
        <Button loading={install.isPending} onClick={() => install.mutate()}>
          {t('window.updates.install')}
        </Button>
      </Stack>
    );
  if (found.is === 'command')
    return (
      <Stack gap={4}>
        <Text size="sm">
          <strong>{t('window.updates.available', { version })}</strong> {t('window.updates.command')}
        </Text>
        <Group wrap="nowrap" gap="xs" align="flex-start">
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 }}>
            {found.command}
          </Code>
          <CopyValue value={found.command} label={t('window.updates.commandCopy')} />
        </Group>
      </Stack>
    );
  if (found.is === 'byHand')
    return <Text size="sm">{t('window.updates.byHand', { version, address: found.address })}</Text>;
  if (found.is === 'systemTooOld')
    return <Text size="sm">{t('window.updates.systemTooOld', { version })}</Text>;
  return <Text size="sm">{t('window.updates.fetching', { version, percent: found.percent })}</Text>;
}
