/** Whether a shop's computer has been away for too long, in its opening hours. Pure. */
import type { SilenceAlerts } from '../../shared/contract/relay.ts';

const MINUTE_MS = 60_000;
/** Who has asked within so long is there. */
const THERE_MS = 2 * MINUTE_MS;

const stockholm = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Stockholm',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** For how long the shop has been open today, in milliseconds, to the minute; null: it is closed. */
export function openFor(hours: SilenceAlerts['hours'], now: number): number | null {
  const parts = new Map(stockholm.formatToParts(now).map(({ type, value }) => [type, value]));
  const day = hours[weekdays.indexOf(parts.get('weekday') ?? '')];
  const time = minutesOf(`${parts.get('hour')}:${parts.get('minute')}`);
  if (day == null || time < minutesOf(day.from) || time >= minutesOf(day.to)) return null;
  return (time - minutesOf(day.from)) * MINUTE_MS;
}

export interface Sight {
  readonly now: number;
  /** When the computer last asked. */
  readonly lastCameAt: number;
  /** When it was told that it does not come; null: it has not been. */
  readonly toldAt: number | null;
  /** Since when this relay can be asked, as far as it knows: nobody can come before. */
  readonly reachableSince: number;
}

/** What is to be told now: nothing outside opening hours, and of a silence only what falls into them. */
export function dueOf(
  { hours, afterMinutes }: Pick<SilenceAlerts, 'hours' | 'afterMinutes'>,
  { now, lastCameAt, toldAt, reachableSince }: Sight,
): 'silent' | 'back' | null {
  const open = openFor(hours, now);
  if (open === null) return null;
  if (toldAt !== null) return lastCameAt > toldAt && now - lastCameAt < THERE_MS ? 'back' : null;
  const since = Math.max(lastCameAt, reachableSince, now - open);
  return now - since >= afterMinutes * MINUTE_MS ? 'silent' : null;
}
