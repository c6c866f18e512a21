import { expect, it } from 'vitest';
import { monotonicTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import { bookingsIn, countBookings, nextBookings, unansweredBookings } from './bookings.ts';
import type { Reader, SqlValue } from './database.ts';

it('finds open bookings without going through all there ever were', () => {
  const ledger = openTestLedger();
  const plans: string[] = [];
  const explain = (sql: string, values: readonly SqlValue[]) => {
    for (const { detail } of ledger.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)) {
      if (/\bbooking\b/.test(detail)) plans.push(detail);
    }
  };
  const watched: Reader = {
    changes: 0,
    all: (sql, ...values) => {
      explain(sql, values);
      return [];
    },
    get: (sql, ...values) => {
      explain(sql, values);
      return undefined;
    },
    each: () => [].values(),
  };
  nextBookings(watched, monotonicTime(1), 10);
  bookingsIn(watched, 'sent');
  unansweredBookings(watched, monotonicTime(1));
  countBookings(watched);
  expect(plans).toHaveLength(4);
  for (const plan of plans) expect(plan).toMatch(/^SEARCH booking USING (COVERING )?INDEX booking_open/);
  ledger.close();
});
