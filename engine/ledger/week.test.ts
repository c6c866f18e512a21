import { expect, it } from 'vitest';
import { ourTime, shopTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import type { Ledger } from './database.ts';
import { writeLog } from './log-lines.ts';
import { saveOrder } from './orders.ts';
import { weekOf } from './week.ts';

const HOUR = 3_600_000;
/** A Tuesday in summer time, 00:30 in the shop, still Monday by UTC. */
const now = Date.UTC(2026, 5, 15, 22, 30);

const moved = (ledger: Ledger, at: number, before: number, after: number, cause: 'sale' | 'stockChange') =>
  writeLog(ledger, { at: ourTime(at), event: 'balanceChanged', cause, result: 'info', before, after });
const byOther = (ledger: Ledger, at: number, event: 'foreignChange' | 'pushed') =>
  writeLog(ledger, { at: ourTime(at), event, cause: 'changedByOther', result: 'ok' });
const order = (ledger: Ledger, orderId: string, at: number, state: 'open' | 'test' = 'open') =>
  saveOrder(ledger, {
    orderId,
    name: '#1',
    createdAt: shopTime(at),
    updatedAt: shopTime(at),
    state,
    lookedAt: shopTime(at),
    looks: 0,
    nextLookAt: null,
    hasReturn: false,
  });

it('counts by the shop’s days what was sold, ordered, found and mended', () => {
  const ledger = openTestLedger();
  const monday = now - 1 * HOUR;
  moved(ledger, now, 5, 3, 'sale');
  moved(ledger, now, 3, 2.75, 'sale');
  moved(ledger, now, 2, 3, 'sale');
  moved(ledger, now, 9, 1, 'stockChange');
  moved(ledger, monday, 4, 0, 'sale');
  byOther(ledger, monday, 'foreignChange');
  byOther(ledger, monday, 'foreignChange');
  byOther(ledger, now, 'pushed');
  writeLog(ledger, { at: ourTime(now), event: 'pushed', cause: 'sale', result: 'ok' });
  order(ledger, 'a', now);
  order(ledger, 'b', monday);
  order(ledger, 'c', monday, 'test');
  const { days } = weekOf(ledger, ourTime(now));
  expect(days.map(({ day }) => day)).toEqual([
    '2026-06-10',
    '2026-06-11',
    '2026-06-12',
    '2026-06-13',
    '2026-06-14',
    '2026-06-15',
    '2026-06-16',
  ]);
  expect(days.slice(-2)).toEqual([
    { day: '2026-06-15', figures: { sold: 4, orders: 1, found: 2, mended: 0 } },
    { day: '2026-06-16', figures: { sold: 1.25, orders: 1, found: 0, mended: 1 } },
  ]);
});

it('knows nothing of days before it began, and of a day when nothing happened that nothing did', () => {
  const ledger = openTestLedger();
  expect(weekOf(ledger, ourTime(now)).days.map(({ figures }) => figures)).toEqual(Array(7).fill(null));
  moved(ledger, now - 49 * HOUR, 1, 0, 'sale');
  const nothing = { sold: 0, orders: 0, found: 0, mended: 0 };
  expect(weekOf(ledger, ourTime(now)).days.map(({ figures }) => figures)).toEqual([
    ...Array(3).fill(null),
    { ...nothing, sold: 1 },
    nothing,
    nothing,
    nothing,
  ]);
});

it('goes through its own lines of the log only, however long that is', () => {
  const ledger = openTestLedger();
  const asked: string[] = [];
  const spy: Ledger = {
    ...ledger,
    get: (sql, ...values) => {
      asked.push(sql);
      return ledger.get(sql, ...values);
    },
  };
  moved(ledger, now, 2, 1, 'sale');
  weekOf(spy, ourTime(now));
  const plans = [...new Set(asked)].flatMap((sql) =>
    ledger
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...Array.from(sql.matchAll(/\?/g), () => 0))
      .map(({ detail }) => detail),
  );
  expect(plans.filter((plan) => /^SCAN/.test(plan))).toEqual([]);
  for (const index of ['log_sold', 'log_other'])
    expect(plans.filter((plan) => plan.includes(`COVERING INDEX ${index}`))).toHaveLength(1);
});
