import type { OpeningHours } from '../../shared/contract/alerts.ts';
import { epochMs, type OurTime } from '../../shared/words/time.ts';

const weekdayAndTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Stockholm',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Is the shop open, by its own clock? A day that ends at 24:00 goes on into the next. */
export function isOpenAt(hours: OpeningHours, instant: OurTime): boolean {
  const parts = new Map(
    weekdayAndTime.formatToParts(epochMs(instant)).map(({ type, value }) => [type, value]),
  );
  const day = hours[weekdays.indexOf(parts.get('weekday') ?? '')];
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  return day != null && day.from <= time && time < day.to;
}
