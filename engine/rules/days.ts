import { epochMs, type OurTime, type TillTime } from '../../shared/words/time.ts';

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const minutes = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** An instant as people in the shop say it, to the minute: `2026-11-23 09:05`. */
export function stockholmMinute(instant: OurTime): string {
  return minutes.format(epochMs(instant));
}

const HOUR_MS = 3_600_000;
/** A day begins with an hour there, and to ask which one it is costs more than all else that is asked of an article. */
let lastHour = { hour: Number.NaN, day: '' };

/** The shop's day, `2026-11-23`, of an instant: EasyCashier reports sales by it. */
export function stockholmDay(instant: OurTime | TillTime): string {
  const hour = Math.floor(epochMs(instant) / HOUR_MS);
  if (lastHour.hour !== hour) lastHour = { hour, day: stockholm.format(hour * HOUR_MS) };
  return lastHour.day;
}

/** The day before a day, both `2026-11-23`. */
export function dayBefore(day: string): string {
  return shifted(day, -1);
}

const shifted = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);

/** The day after a day, both `2026-11-23`. */
export const dayAfter = (day: string): string => shifted(day, 1);

/** Is the text a day of the calendar, `2026-11-23`? From 2000 to 2099. */
export function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** The first instant of the shop's day, milliseconds since 1970. Days of 23 and 25 hours included: a day begins with an hour. */
export function firstInstant(day: string): number {
  let instant = Date.parse(`${day}T00:00:00Z`) - 3 * HOUR_MS;
  while (stockholm.format(instant) < day) instant += HOUR_MS;
  return instant;
}
