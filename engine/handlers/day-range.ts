import { Refusal } from '../refusal.ts';
import { dayAfter, firstInstant, isDay } from '../rules/days.ts';

/** From the first of these instants on and before the second, milliseconds since 1970; null: from the beginning, to the end. */
export interface Span {
  readonly from: number | null;
  readonly before: number | null;
}

/**
 * Days of the shop, both included, as instants. Which day it is EasyCashier and the tills say by Stockholm's clock.
 * @throws Refusal `badDate`
 */
export function spanOf({ since, until }: { since?: string | undefined; until?: string | undefined }): Span {
  for (const date of [since, until])
    if (date !== undefined && !isDay(date)) throw new Refusal('badDate', { date, why: 'notADay' });
  if (since !== undefined && until !== undefined && since > until)
    throw new Refusal('badDate', { date: until, why: 'beforeSince', since });
  return {
    from: since === undefined ? null : firstInstant(since),
    before: until === undefined ? null : firstInstant(dayAfter(until)),
  };
}
