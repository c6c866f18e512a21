/** Said over whatever is on screen when the engine has been away for longer than a start takes: what is shown may be old. */
import { Affix, Alert, Button, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';

/** Between two worlds the line is gone for a moment, and nobody needs to hear of it. */
const PATIENCE_MS = 3_000;

export function LineAway() {
  const { t } = useLanguage();
  const isAway = useLine().state !== 'open';
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isAway) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isAway]);
  if (!isAway || !isLong) return null;
  return (
    <Affix position={{ bottom: 16, left: 16 }} maw={460}>
      <Alert
        role="alert"
        color="yellow"
        bg="var(--mantine-color-body)"
        variant="outline"
        icon={<IconPlugConnectedX aria-hidden />}
        title={t('window.trouble.away.what')}
      >
        <Text size="sm">{t('window.trouble.away.stock')}</Text>
        <Text size="sm">{t('window.trouble.away.next')}</Text>
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => location.reload()}>
          {t('window.trouble.again')}
        </Button>
      </Alert>
    </Affix>
  );
}
