import { Paper, Progress, Stack, Text } from '@mantine/core';
import { useLanguage } from '../../base/locale.tsx';
import { useProgress } from '../../base/progress.tsx';

/** Both sides are being read: how far it has come, where that is known. */
export function Working() {
  const { t } = useLanguage();
  const progress = useProgress();
  const words =
    progress === null
      ? t('window.sync.reading')
      : t('window.sync.working', {
          phase: t(`phase.${progress.phase}`),
          done: progress.done,
          total: progress.total,
        });
  const share = progress === null || progress.total === 0 ? null : (100 * progress.done) / progress.total;
  return (
    <Paper withBorder p="lg" role="status">
      <Stack gap="xs">
        <Text fw={600}>{words}</Text>
        <Progress
          value={share ?? 100}
          animated={share === null}
          striped={share === null}
          aria-label={words}
        />
      </Stack>
    </Paper>
  );
}
