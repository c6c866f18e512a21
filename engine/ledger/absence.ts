import type { Status } from '../../shared/contract/activity.ts';
import { later, type OurTime } from '../../shared/words/time.ts';
import type { Reader } from './database.ts';

const MINUTE = 60_000;
/** Shorter ones are of the everyday, and stand in the log. */
const LEAST_MINUTES = 60;
/** So long after it is over an absence is still news. */
const NEWS_MS = 12 * 60 * MINUTE;
/** Until then everything has been read once: a scan of a large shop comes round in less. */
const CATCHING_UP_MS = 15 * MINUTE;

/**
 * The last time that nobody looked for an hour or more, if it ended less than twelve hours ago: the program was off, slept, or reached nobody.
 * Orders are those placed meanwhile; numbers those sent until everything had been read once.
 */
export function lastAbsence(ledger: Reader, now: OurTime): Status['absence'] {
  const row = ledger.get<{ until: OurTime; minutes: number }>(
    `SELECT at AS until, json_extract(args, '$.minutes') AS minutes FROM log
     WHERE event = 'caughtUp' AND at BETWEEN ? AND ? AND json_extract(args, '$.minutes') >= ${LEAST_MINUTES} ORDER BY at DESC LIMIT 1`,
    later(now, -NEWS_MS),
    now,
  );
  if (row === undefined) return null;
  const { until, minutes } = row;
  const since = later(until, -minutes * MINUTE);
  const count = (sql: string, from: OurTime, to: OurTime) =>
    ledger.get<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, from, to)?.n ?? 0;
  return {
    since,
    until,
    // Shopify's clock: seconds from ours, where minutes are told.
    orders: count(
      "shop_order WHERE created_at BETWEEN ? AND ? AND state NOT IN ('test', 'beforeActivation')",
      since,
      until,
    ),
    // The minutes are rounded: what was sent just before it began is none of them.
    pushes: count(
      "log WHERE event = 'pushed' AND at BETWEEN ? AND ?",
      later(since, MINUTE),
      later(until, CATCHING_UP_MS),
    ),
  };
}
