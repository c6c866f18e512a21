import { BarChart } from '@mantine/charts';
import type { History } from '../../../shared/contract/activity.ts';
import { epochMs, type OurTime } from '../../../shared/words/time.ts';
import { useLanguage } from '../../base/locale.tsx';
import { ticksTo } from './time-ticks.ts';

/** The longest that a change has waited to be sent, a bar a quarter; none where the program did not run. */
export function WaitChart({ waits }: { readonly waits: History['waits'] }) {
  const { t, formats } = useLanguage();
  const label = t('window.overview.wait');
  const ticks = ticksTo(Math.max(...waits.map(({ longest }) => longest ?? 0)));
  const isThirdHour = (at: OurTime) =>
    new Date(epochMs(at)).getMinutes() === 0 && new Date(epochMs(at)).getHours() % 3 === 0;
  return (
    <BarChart
      h={170}
      aria-hidden
      data={waits.map(({ at, longest }) => ({ at: formats.minute(at), [label]: longest }))}
      dataKey="at"
      series={[{ name: label, color: 'petrol.6' }]}
      tickLine="none"
      valueFormatter={(value) => formats.age(value)}
      xAxisProps={{
        ticks: waits.filter(({ at }) => isThirdHour(at)).map(({ at }) => formats.minute(at)),
        interval: 0,
      }}
      yAxisProps={{ ticks, domain: [0, ticks.at(-1) ?? 0], width: 56 }}
      barProps={{ isAnimationActive: false, minPointSize: 2 }}
      // Its sentence says it: the drawing is for the eye, and nowhere to go with the keyboard.
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
