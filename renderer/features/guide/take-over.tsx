/** Another computer writes: this one only looks, until somebody says otherwise. */
import { Alert, Button, Text } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useConnectionChanged } from '../../components/use-connection.ts';

export function TakeOver() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const other = useStatus()?.otherComputer ?? null;
  const now = useNow(30_000);
  const [isAsked, setAsked] = useState(false);
  const takeOver = useMutation({
    mutationFn: () => engine.webhooks.takeOver(),
    onSuccess: () => setAsked(false),
    onSettled: changed,
  });
  if (other === null) return null;
  return (
    <Alert
      variant="light"
      color="violet"
      icon={<IconDeviceDesktop aria-hidden />}
      title={t('window.guide.other.title', { computer: other.name })}
    >
      <Text size="sm" mb="xs">
        {t('window.guide.other.about', { since: formats.moment(other.since, now) })}
      </Text>
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        {t('window.guide.other.takeOver')}
      </Button>
      <Confirm
        isOpen={isAsked}
        title={t('window.guide.other.takeOver')}
        action={t('window.guide.other.takeOver')}
        isPending={takeOver.isPending}
        error={takeOver.error}
        onConfirm={() => takeOver.mutate()}
        onClose={() => setAsked(false)}
      >
        {t('window.guide.other.means')}
      </Confirm>
    </Alert>
  );
}
