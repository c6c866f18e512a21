import { BarChart } from '@mantine/charts';
import type { Traffic } from '../../../shared/contract/activity.ts';
import { epochMs, type OurTime } from '../../../shared/words/time.ts';
import { useLanguage } from '../../base/locale.tsx';

/** Numbers sent and orders booked, hour by hour; the same as a list for those who cannot see it. */
export function TrafficChart({ traffic }: { readonly traffic: Traffic }) {
  const { t, formats } = useLanguage();
  const hour = (at: OurTime) => `${String(new Date(epochMs(at)).getHours()).padStart(2, '0')}`;
  const [pushed, booked] = [t('window.overview.chartPushed'), t('window.overview.chartBooked')];
  const summary = traffic.hours
    .filter((one) => one.pushed + one.booked > 0)
    .map((one) =>
      t('window.overview.chartTable', { hour: hour(one.at), pushed: one.pushed, booked: one.booked }),
    )
    .join('; ');
  return (
    <figure style={{ margin: 0 }} aria-label={summary}>
      <BarChart
        h={200}
        aria-hidden
        data={traffic.hours.map((one) => ({
          hour: hour(one.at),
          [pushed]: one.pushed,
          [booked]: one.booked,
        }))}
        dataKey="hour"
        series={[
          { name: pushed, color: 'petrol.6' },
          { name: booked, color: 'orange.6' },
        ]}
        withLegend
        tickLine="none"
        valueFormatter={(value) => formats.number(value)}
        barProps={{ isAnimationActive: false, radius: 2 }}
        // Its sentence is the figure's name: the drawing is for the eye, and nowhere to go with the keyboard.
        barChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
