/** One side of the connection: connected, with what and where the key is kept, or its form. */
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { StateBadge } from '../../components/state-badge.tsx';

interface ConnectedCardProps {
  readonly title: string;
  readonly about: string;
  readonly isConnected: boolean;
  /** Whose shop, which company. */
  readonly name: string | null;
  readonly changeLabel: string;
  /** Shown under the line of a side that is connected. */
  readonly found?: ReactNode;
  readonly form: (onDone: () => void) => ReactNode;
}

export function ConnectedCard(props: ConnectedCardProps) {
  const { title, about, isConnected, name, changeLabel, found, form } = props;
  const { t } = useLanguage();
  const keeper = useHost()?.secrets ?? 'none';
  const [isChanging, setChanging] = useState(false);
  const showsForm = !isConnected || isChanging;
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {title}
          </Title>
          {isConnected ? <StateBadge tone="inStep" words={t('window.guide.connected')} /> : null}
        </Group>
        {isConnected ? (
          <Group justify="space-between" gap="md" wrap="nowrap" align="flex-start">
            <Text size="sm">
              <b>{name}</b> · {t('window.guide.keyKept', { where: t(`window.secrets.${keeper}`) })}
            </Text>
            {isChanging ? null : (
              <Button
                size="compact-sm"
                variant="default"
                style={{ flexShrink: 0 }}
                onClick={() => setChanging(true)}
                aria-label={changeLabel}
              >
                {t('window.guide.change')}
              </Button>
            )}
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        )}
        {isConnected ? found : null}
        {showsForm ? form(() => setChanging(false)) : null}
        {isConnected && isChanging ? (
          <Group>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setChanging(false)}>
              {t('window.common.cancel')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Paper>
  );
}
