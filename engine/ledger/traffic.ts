import type { Traffic } from '../../shared/contract/activity.ts';
import { epochMs, type OurTime, ourTime } from '../../shared/words/time.ts';
import type { Reader } from './database.ts';
import { oldestDirtySince } from './queue.ts';

const HOUR = 3_600_000;

/** The 24 hours that end with the one of `now`; hours in which nothing happened are there too. */
export function trafficOf(ledger: Reader, now: OurTime): Traffic {
  const first = Math.floor(epochMs(now) / HOUR) * HOUR - 23 * HOUR;
  const counted = ledger.all<{ hour: number; event: 'pushed' | 'booked'; n: number }>(
    `SELECT CAST((at - ?) / ${HOUR} AS INTEGER) AS hour, event, count(*) AS n FROM log
     WHERE at >= ? AND event IN ('pushed', 'booked') GROUP BY hour, event`,
    first,
    first,
  );
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    at: ourTime(first + hour * HOUR),
    pushed: 0,
    booked: 0,
  }));
  for (const { hour, event, n } of counted) {
    const bucket = hours[hour];
    if (bucket) bucket[event] = n;
  }
  return { hours, oldestWaitingAt: oldestDirtySince(ledger) };
}
