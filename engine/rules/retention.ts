import { later, type OurTime } from '../../shared/words/time.ts';

/** 13 months and some days, ms. */
const KEPT_MS = 400 * 24 * 3_600_000;

/** Log lines, receipts, movements and closed bookings are kept at least 13 months: since this instant all of it is there. */
export function keptSince(now: OurTime): OurTime {
  return later(now, -KEPT_MS);
}
