import { later, type OurTime } from '../../shared/words/time.ts';

/** 13 months and some days, ms. */
const KEPT_MS = 400 * 24 * 3_600_000;

/** Log lines, receipts, movements and closed bookings are kept at least 13 months: since this instant all of it is there. */
export function keptSince(now: OurTime): OurTime {
  return later(now, -KEPT_MS);
}

/** 14 days, ms. */
const PLANS_WHOLE_MS = 14 * 24 * 3_600_000;

/** Plans made since this instant have all their rows; older ones only those of what they change. */
export function plansWholeSince(now: OurTime): OurTime {
  return later(now, -PLANS_WHOLE_MS);
}
