/** How much the two have differed, day by day: the program compares by itself every fifteen minutes. */
import { Paper, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';

const REFRESH_MS = 30_000;
const DriftChart = lazy(() => import('./drift-chart.tsx').then((module) => ({ default: module.DriftChart })));

export function DriftHistory() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const days = useQuery({
    queryKey: ['history'],
    queryFn: ({ signal }) => engine.activity.history(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  }).data?.days;
  if (days === undefined) return <Skeleton h={220} />;
  const compared = days.flatMap(({ day, differing }) => (differing === null ? [] : [{ day, differing }]));
  const most = compared.reduce((held, one) => (one.differing > held.differing ? one : held), {
    day: '',
    differing: 0,
  });
  const words =
    compared.length === 0
      ? t('window.drift.historyEmpty')
      : most.differing === 0
        ? t('window.drift.historyNone')
        : t('window.drift.historyMost', { count: most.differing, day: formats.day(most.day) });
  const summary = compared
    .filter(({ differing }) => differing > 0)
    .map(({ day, differing }) => t('window.drift.historyTable', { day: formats.day(day), count: differing }))
    .join('; ');
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.drift.history')}>
      <Text fw={600}>{t('window.drift.history')}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {words}
      </Text>
      {compared.length === 0 ? null : (
        <figure style={{ margin: 0 }} aria-label={summary === '' ? words : summary}>
          <Suspense fallback={<Skeleton h={150} />}>
            <DriftChart days={days} />
          </Suspense>
        </figure>
      )}
    </Paper>
  );
}
