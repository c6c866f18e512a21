/** The last 24 hours in one of two charts: what was sent and booked, or how long changes waited. */

import { Group, Paper, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { History } from '../../../shared/contract/activity.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import classes from './overview.module.css';
import { useTraffic } from './use-traffic.ts';

const REFRESH_MS = 30_000;
/** The charts' library is as large as the rest of the window: it comes after the first screen. */
const TrafficChart = lazy(() =>
  import('./traffic-chart.tsx').then((module) => ({ default: module.TrafficChart })),
);
const WaitChart = lazy(() => import('./wait-chart.tsx').then((module) => ({ default: module.WaitChart })));

type Show = 'chartTraffic' | 'chartWait';

export function DayCard() {
  const { t } = useLanguage();
  const [show, setShow] = useState<Show>('chartTraffic');
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-label={t('window.overview.chart')}
      className={classes.chart}
    >
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{t('window.overview.chart')}</Text>
        <SegmentedControl
          size="xs"
          aria-label={t('window.overview.chartChoice')}
          value={show}
          onChange={(value) => setShow(value as Show)}
          data={(['chartTraffic', 'chartWait'] as const).map((value) => ({
            value,
            label: t(`window.overview.${value}`),
          }))}
        />
      </Group>
      {show === 'chartTraffic' ? <Traffic /> : <Waits />}
    </Paper>
  );
}

function Traffic() {
  const { t } = useLanguage();
  const traffic = useTraffic();
  if (traffic === undefined) return <Skeleton h={190} />;
  if (traffic.hours.every(({ pushed, booked }) => pushed + booked === 0))
    return <Nothing>{t('window.overview.chartEmpty')}</Nothing>;
  return (
    <Suspense fallback={<Skeleton h={190} />}>
      <TrafficChart traffic={traffic} />
    </Suspense>
  );
}

function Waits() {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const now = useNow(30_000);
  const waits = useQuery({
    queryKey: ['history'],
    queryFn: ({ signal }) => engine.activity.history(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  }).data?.waits;
  if (waits === undefined) return <Skeleton h={190} />;
  const longest = longestOf(waits);
  if (longest === null) return <Nothing>{t('window.overview.waitEmpty')}</Nothing>;
  return (
    <figure style={{ margin: 0 }}>
      <Text component="figcaption" size="sm" c="dimmed" mb="xs">
        {longest.ms < 60_000
          ? t('window.overview.waitNone', { age: formats.age(60_000) })
          : t('window.overview.waitMost', {
              age: formats.age(longest.ms),
              when: formats.moment(longest.at, now),
            })}
      </Text>
      <Suspense fallback={<Skeleton h={170} />}>
        <WaitChart waits={waits} />
      </Suspense>
    </figure>
  );
}

function longestOf(waits: History['waits']): { at: OurTime; ms: number } | null {
  let found: { at: OurTime; ms: number } | null = null;
  for (const { at, longest } of waits) {
    if (longest !== null && (found === null || longest > found.ms)) found = { at, ms: longest };
  }
  return found;
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" py="xl" ta="center">
      {children}
    </Text>
  );
}
