import { expect, it } from 'vitest';
import { later, type OurTime, ourTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import { lastAbsence } from './absence.ts';
import { writeLog } from './log-lines.ts';

const HOUR = 3_600_000;
const monday = ourTime(Date.UTC(2026, 10, 30, 7));

function away(ledger: ReturnType<typeof openTestLedger>, hours: number, endedAt = monday): void {
  const args = { orders: 3, minutes: hours * 60 };
  writeLog(ledger, { at: endedAt, event: 'caughtUp', cause: 'system', result: 'ok', args });
}

it('counts what was placed meanwhile and what was sent after it, and nothing of before and later', () => {
  const ledger = openTestLedger();
  away(ledger, 62);
  const order = (n: number, at: OurTime, state = 'open') =>
    ledger.run(
      `INSERT INTO shop_order (order_id, name, created_at, updated_at, state, looked_at, looks) VALUES (?, ?, ?, 0, ?, 0, 1)`,
      `gid://shopify/Order/${n}`,
      `#${n}`,
      at,
      state,
    );
  order(1, later(monday, -70 * HOUR));
  order(2, later(monday, -50 * HOUR));
  order(3, later(monday, -HOUR));
  order(4, later(monday, -HOUR), 'test');
  order(5, later(monday, 1_000));
  const pushed = (at: OurTime) => writeLog(ledger, { at, event: 'pushed', cause: 'sale', result: 'ok' });
  pushed(later(monday, -63 * HOUR));
  // The minutes are rounded: this one was sent before it began.
  pushed(later(monday, -62 * HOUR + 20_000));
  pushed(later(monday, -2_000));
  pushed(later(monday, 60_000));
  pushed(later(monday, HOUR));
  expect(lastAbsence(ledger, later(monday, 2 * HOUR))).toEqual({
    since: later(monday, -62 * HOUR),
    until: monday,
    orders: 2,
    pushes: 2,
  });
});

it('is none where it was short, or is no news any more', () => {
  const ledger = openTestLedger();
  expect(lastAbsence(ledger, monday)).toBeNull();
  away(ledger, 0.5);
  expect(lastAbsence(ledger, later(monday, 1_000))).toBeNull();
  away(ledger, 3, later(monday, 1_000));
  away(ledger, 0.2, later(monday, 2_000));
  expect(lastAbsence(ledger, later(monday, HOUR))).toMatchObject({ until: later(monday, 1_000) });
  expect(lastAbsence(ledger, later(monday, 13 * HOUR))).toBeNull();
});

it('is found by its index', () => {
  const plan = openTestLedger().all<{ detail: string }>(
    "EXPLAIN QUERY PLAN SELECT at FROM log WHERE event = 'caughtUp' AND at BETWEEN 1 AND 2 ORDER BY at DESC LIMIT 1",
  );
  expect(plan.map(({ detail }) => detail).join()).toContain('log_caught_up');
});
