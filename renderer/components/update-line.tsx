/** A quiet line on every screen while a newer version waits for somebody; nothing comes before what they do. */
import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { isDesktop } from '../base/desktop.ts';
import { useLanguage } from '../base/locale.tsx';
import { useInstallUpdate, useUpdates } from '../base/updates.ts';
import { LinkTo } from './link-to.tsx';
import classes from './update-line.module.css';

export function UpdateLine() {
  const { t } = useLanguage();
  const { state } = useUpdates();
  const install = useInstallUpdate();
  if (!isDesktop()) return null;
  const found = state?.found ?? null;
  const isForPeople = found !== null && ['ready', 'command', 'byHand'].includes(found.is);
  return (
    <div role="status" className={classes.line} data-shown={isForPeople || undefined}>
      {isForPeople ? (
        <Group wrap="nowrap" gap="sm" px="md" py={4}>
          <IconDownload size={16} aria-hidden className={classes.icon} />
          <Text size="sm" className={classes.said}>
            {t('window.updates.available', { version: found.version })}
          </Text>
          {found.is === 'ready' ? (
            <Button
              size="compact-sm"
              variant="default"
              loading={install.isPending || state?.doing === 'installing'}
              onClick={() => install.mutate()}
            >
              {t('window.updates.install')}
            </Button>
          ) : (
            <LinkTo to="/settings">{t('window.updates.how')}</LinkTo>
          )}
        </Group>
      ) : null}
    </div>
  );
}
