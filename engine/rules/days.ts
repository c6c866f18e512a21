import { epochMs, type OurTime, type TillTime } from '../../shared/words/time.ts';

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The shop's day, `2026-11-23`, of an instant: EasyCashier reports sales by it. */
export function stockholmDay(instant: OurTime | TillTime): string {
  return stockholm.format(epochMs(instant));
}
