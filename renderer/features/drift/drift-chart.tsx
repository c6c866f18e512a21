import { BarChart } from '@mantine/charts';
import type { History } from '../../../shared/contract/activity.ts';
import { useLanguage } from '../../base/locale.tsx';

/** The most that differed on each day; a day without a comparison has no bar, one without a difference a thin one. */
export function DriftChart({ days }: { readonly days: History['days'] }) {
  const { t, formats } = useLanguage();
  const label = t('window.drift.historyLabel');
  return (
    <BarChart
      h={150}
      aria-hidden
      data={days.map(({ day, differing }) => ({ day: formats.day(day), [label]: differing }))}
      dataKey="day"
      series={[{ name: label, color: 'orange.6' }]}
      tickLine="none"
      valueFormatter={(value) => formats.number(value)}
      xAxisProps={{ interval: 6 }}
      yAxisProps={{ allowDecimals: false, width: 40 }}
      barProps={{ isAnimationActive: false, radius: 2, minPointSize: 2 }}
      // Its sentence says it: the drawing is for the eye, and nowhere to go with the keyboard.
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
