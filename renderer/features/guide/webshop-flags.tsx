/** How many articles are ticked Webshop; where none is, all stocked ones can be ticked from here. */
import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { CheckLine } from '../../../shared/contract/connection.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useProgress } from '../../base/progress.tsx';
import { LinkTo } from '../../components/link-to.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { useConnectionChanged } from '../../components/use-connection.ts';

export function WebshopFlags({ line }: { readonly line: CheckLine | undefined }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const tick = useMutation({
    mutationFn: (boxes: number) => engine.articles.setWebshop({ on: true, all: true, confirmBoxes: boxes }),
    onSettled: changed,
  });
  const isNoneTicked = line !== undefined && Number(line.args.webshop ?? 0) === 0;
  const counted = useQuery({
    queryKey: ['boxes', 'all'],
    queryFn: ({ signal }) => engine.articles.countWebshop({ on: true, all: true }, { signal }),
    enabled: isNoneTicked,
  });
  if (line === undefined) return null;
  const ticked = Number(line.args.webshop ?? 0);
  const all = Number(line.args.articles ?? 0);
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Text size="sm">
            {ticked === 0
              ? t('window.guide.flags.none')
              : t('window.guide.flags.some', { ticked, articles: all })}
          </Text>
          <LinkTo to="/articles">{t('window.guide.flags.choose')}</LinkTo>
        </Group>
        {isNoneTicked && !tick.isPending ? (
          <Group>
            <Button
              variant="default"
              disabled={counted.data === undefined}
              onClick={() => tick.mutate(counted.data?.changing ?? 0)}
            >
              {t('window.guide.flags.tickAll', { count: counted.data?.changing ?? all })}
            </Button>
          </Group>
        ) : null}
        {tick.isPending ? <Ticking /> : null}
        {tick.isError ? <Trouble error={tick.error} /> : null}
        {tick.data !== undefined ? (
          <Text size="sm" role="status">
            {t('window.articles.bulkDone', { count: tick.data.changed, same: tick.data.unchanged })}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  );
}

function Ticking() {
  const { t } = useLanguage();
  const progress = useProgress();
  const isOurs = progress?.runId === null && progress.phase === 'writing';
  const [done, total] = isOurs ? [progress.done, progress.total] : [0, 0];
  const words = t('window.articles.bulkRunning', { done, total });
  return (
    <div role="status">
      <Text size="sm" className="numbers">
        {words}
      </Text>
      <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label={words} />
    </div>
  );
}
