import { expect, it } from 'vitest';
import { monotonicTime, ourTime, shopTime, tillTime } from '../../shared/words/time.ts';
import { openTestLedger, storeNumber } from '../testing/test-ledger.ts';
import {
  addBooking,
  bookingsIn,
  countBookings,
  delayBooking,
  markSent,
  nextBookings,
  setBookingState,
  unansweredBookings,
} from './bookings.ts';
import type { Reader, SqlValue } from './database.ts';
import { saveOrder } from './orders.ts';

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

it('puts nothing back that has not been taken out yet', () => {
  const ledger = openTestLedger();
  const orderId = 'gid://shopify/Order/1';
  const [createdAt, at] = [shopTime(1), ourTime(1)];
  const seen = { name: '#1', createdAt, updatedAt: createdAt, lookedAt: createdAt, hasReturn: false };
  saveOrder(ledger, { ...seen, orderId, state: 'open', looks: 0, nextLookAt: null });
  const book = (bookingId: string, delta: number, articleNumber = '0042') => {
    const cause = delta < 0 ? ('webOrder' as const) : ('refund' as const);
    const lines = [{ articleNumber, delta }];
    const booking = {
      bookingId,
      orderId,
      storeNumber,
      cause,
      state: 'pending' as const,
      createdAt: at,
      lines,
    };
    addBooking(ledger, booking, '#1');
  };
  const sendable = () => nextBookings(ledger, monotonicTime(1), 10).map(({ bookingId }) => bookingId);
  book('a-out', -2);
  book('b-back', 2);
  book('c-other', 1, '0043');
  delayBooking(ledger, 'a-out', monotonicTime(60_000));
  expect(sendable()).toEqual(['c-other']);
  markSent(ledger, 'a-out', { at, readAt: tillTime(1) }, []);
  expect(sendable()).toEqual(['c-other']);
  setBookingState(ledger, 'a-out', 'confirmed', at);
  expect(sendable()).toEqual(['b-back', 'c-other']);
  ledger.close();
});
