/** A quiet line on every screen while a newer version waits for somebody; nothing comes before what they do. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { isDesktop } from '../base/desktop.ts';
import { useLanguage } from '../base/locale.tsx';
import { useInstallUpdate, useUpdates } from '../base/updates.ts';
import { LinkTo } from './link-to.tsx';
import { TopLine } from './top-line.tsx';

export function UpdateLine() {
  const { t } = useLanguage();
  const { state } = useUpdates();
  const install = useInstallUpdate();
  if (!isDesktop()) return null;
  const found = state?.found ?? null;
  if (found === null || !['ready', 'command', 'byHand'].includes(found.is))
    return <TopLine icon={IconDownload} said={null} act={null} />;
  const isReady = found.is === 'ready';
  const press = (
    <Button
      size="compact-sm"
      variant="default"
      loading={install.isPending || state?.doing === 'installing'}
      onClick={() => install.mutate()}
    >
      {t('window.updates.install')}
    </Button>
  );
  return (
    <TopLine
      icon={IconDownload}
      said={t('window.updates.available', { version: found.version })}
      act={isReady ? press : <LinkTo to="/settings">{t('window.updates.how')}</LinkTo>}
    />
  );
}
