import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useExplain } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';

interface TroubleProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** Buttons that cure it. */
  readonly actions?: ReactNode;
}

/** What went wrong, what it means for the stock, what to do next. */
export function Trouble({ error, onRetry, actions }: TroubleProps) {
  const explain = useExplain();
  const { t } = useLanguage();
  const { what, stock, next, code } = explain(error);
  return (
    <Alert
      role="alert"
      variant="light"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={what}
      data-code={code ?? undefined}
    >
      <Text size="sm">{stock}</Text>
      <Text size="sm">{next}</Text>
      {onRetry || actions ? (
        <Group mt="sm" gap="xs">
          {onRetry ? (
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('window.trouble.again')}
            </Button>
          ) : null}
          {actions}
        </Group>
      ) : null}
    </Alert>
  );
}
