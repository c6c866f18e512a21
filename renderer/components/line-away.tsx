/** Said over whatever is on screen when the engine has been away for longer than a start takes: what is shown may be old. */
import { Affix, Alert, Button, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { awayWords, useLine } from '../base/engine.tsx';
import { useFailingEngine } from '../base/failing-engine.ts';
import { useLanguage } from '../base/locale.tsx';

/** Between two worlds the line is gone for a moment, and nobody needs to hear of it. */
const PATIENCE_MS = 3_000;

export function LineAway() {
  const { t } = useLanguage();
  const { state } = useLine();
  const isAway = state !== 'open';
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isAway) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isAway]);
  const isFailing = useFailingEngine() !== null;
  if (!isAway || !isLong) return null;
  const away = awayWords(state);
  const words = isFailing
    ? ([t('desktop.cannotStart'), t('window.engine.stock'), t('window.engine.seeWhy')] as const)
    : ([t(away.what), t(away.stock), t(away.next)] as const);
  const [what, stock, next] = words;
  return (
    <Affix position={{ bottom: 16, left: 16 }} maw={460}>
      <Alert
        role="alert"
        color={isFailing ? 'red' : 'yellow'}
        bg="var(--mantine-color-body)"
        variant="outline"
        icon={<IconPlugConnectedX aria-hidden />}
        title={what}
      >
        <Text size="sm">{stock}</Text>
        <Text size="sm">{next}</Text>
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => location.reload()}>
          {t('window.trouble.again')}
        </Button>
      </Alert>
    </Affix>
  );
}
