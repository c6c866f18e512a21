import type { Week } from '../../shared/contract/activity.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { dayAfter, dayBefore, firstInstant, stockholmDay } from '../rules/days.ts';
import type { Reader } from './database.ts';

const DAYS = 7;

type Figures = NonNullable<Week['days'][number]['figures']>;

/** The seven days of the shop that end with the one of `now`. */
export function weekOf(ledger: Reader, now: OurTime): Week {
  const days = [stockholmDay(now)];
  while (days.length < DAYS) days.unshift(dayBefore(days[0] ?? ''));
  const begun = ledger.get<{ at: number | null }>('SELECT min(at) AS at FROM log')?.at ?? null;
  return {
    days: days.map((day) => {
      const [from, until] = [firstInstant(day), firstInstant(dayAfter(day))];
      return { day, figures: begun === null || until <= begun ? null : figuresOf(ledger, from, until) };
    }),
  };
}

function figuresOf(ledger: Reader, from: number, until: number): Figures {
  const sold = ledger.get<{ units: number | null }>(
    `SELECT sum(before - after) AS units FROM log INDEXED BY log_sold
     WHERE event = 'balanceChanged' AND cause = 'sale' AND at >= ? AND at < ?`,
    from,
    until,
  );
  const orders = ledger.get<{ n: number }>(
    `SELECT count(*) AS n FROM shop_order
     WHERE created_at >= ? AND created_at < ? AND state NOT IN ('test', 'beforeActivation')`,
    from,
    until,
  );
  const others = ledger.get<{ found: number | null; mended: number | null }>(
    `SELECT sum(event = 'foreignChange') AS found, sum(event = 'pushed') AS mended FROM log INDEXED BY log_other
     WHERE cause = 'changedByOther' AND at >= ? AND at < ?`,
    from,
    until,
  );
  return {
    // Sums of parts of units are no better than the thousandths that they are made of.
    sold: Math.round((sold?.units ?? 0) * 1000) / 1000,
    orders: orders?.n ?? 0,
    found: others?.found ?? 0,
    mended: others?.mended ?? 0,
  };
}
