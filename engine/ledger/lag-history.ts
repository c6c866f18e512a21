import type { History } from '../../shared/contract/activity.ts';
import { epochMs, later, msBetween, type OurTime, ourTime } from '../../shared/words/time.ts';
import { stockholmDay } from '../rules/days.ts';
import type { Reader, Writer } from './database.ts';
import { oldestDirtySince } from './queue.ts';

const QUARTER = 15 * 60_000;
const DAY = 96 * QUARTER;
const DAYS = 30;

const quarterOf = (instant: OurTime) => Math.floor(epochMs(instant) / QUARTER) * QUARTER;

/** Notes how long the oldest unsent change has waited by now. Written only when it is the longest of its quarter so far. */
export function noteLag(ledger: Writer, now: OurTime): void {
  const since = oldestDirtySince(ledger);
  const waited = since === null ? 0 : Math.max(0, msBetween(since, now));
  const quarter = quarterOf(now);
  const held = ledger.get<{ oldest: number }>(
    'SELECT oldest_unsent AS oldest FROM pulse WHERE at = ?',
    quarter,
  );
  if (held !== undefined && held.oldest >= waited) return;
  ledger.run(
    `INSERT INTO pulse (at, oldest_unsent) VALUES (?, ?)
     ON CONFLICT (at) DO UPDATE SET oldest_unsent = excluded.oldest_unsent`,
    quarter,
    waited,
  );
}

/** Notes how many positions a comparison found to differ. Those that were on their way are not among them. */
export function noteComparison(ledger: Writer, now: OurTime, differing: number): void {
  ledger.run(
    `INSERT INTO pulse (at, oldest_unsent, differing) VALUES (?, 0, ?)
     ON CONFLICT (at) DO UPDATE SET differing = max(coalesce(differing, 0), excluded.differing)`,
    quarterOf(now),
    differing,
  );
}

/** The 24 hours and the 30 days that end with `now`; times in which nothing was noted are there too. */
export function historyOf(ledger: Reader, now: OurTime): History {
  const from = later(now, -DAYS * DAY);
  const noted = ledger.all<{ at: number; oldest: number; differing: number | null }>(
    'SELECT at, oldest_unsent AS oldest, differing FROM pulse WHERE at >= ? ORDER BY at',
    from,
  );
  const oldest = new Map(noted.map((one) => [one.at, one.oldest]));
  const first = quarterOf(now) - DAY + QUARTER;
  const waits = Array.from({ length: DAY / QUARTER }, (_, quarter) => {
    const at = first + quarter * QUARTER;
    return { at: ourTime(at), longest: oldest.get(at) ?? null };
  });
  const found = new Map<string, number>();
  for (const { at, differing } of noted) {
    if (differing === null) continue;
    const day = stockholmDay(ourTime(at));
    found.set(day, Math.max(found.get(day) ?? 0, differing));
  }
  const names = Array.from({ length: DAYS }, (_, ago) =>
    stockholmDay(later(noonOf(now), -ago * DAY)),
  ).reverse();
  return { waits, days: names.map((day) => ({ day, differing: found.get(day) ?? null })) };
}

/** Midday of the shop's day: a step of 24 hours from it never leaves out a day that summer time made shorter. */
function noonOf(instant: OurTime): OurTime {
  return ourTime(Date.parse(`${stockholmDay(instant)}T11:00:00Z`));
}
