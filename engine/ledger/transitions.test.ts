/** Every step that a diagram has, and none that it has not. */
import { describe, expect, it } from 'vitest';
import { monotonicTime, ourTime, shopTime, tillTime } from '../../shared/words/time.ts';
import { addTestOrder, openTestLedger, storeNumber } from '../testing/test-ledger.ts';
import { addBatch, closeBatch } from './batches.ts';
import { addBooking, type BookingState, findBooking, markSent, setBookingState } from './bookings.ts';
import { setRunState } from './runs.ts';
import { startUndo } from './start-run.ts';
import { IllegalTransition } from './transitions.ts';

const at = ourTime(1);

describe('a booking', () => {
  const open = (state: BookingState) => {
    const ledger = openTestLedger();
    addTestOrder(ledger, 'order');
    const booking = {
      bookingId: 'b',
      orderId: 'order',
      storeNumber,
      cause: 'webOrder' as const,
      createdAt: at,
    };
    addBooking(ledger, { ...booking, state, lines: [{ articleNumber: '0042', delta: -1 }] }, '#1');
    return ledger;
  };
  const sent = { at, readAt: tillTime(1) };
  const legal: Record<string, readonly string[]> = {
    pending: ['pending', 'sent', 'dropped'],
    sent: ['pending', 'unknown', 'confirmed', 'rejected', 'dropped'],
    unknown: ['pending', 'confirmed'],
    rejected: ['pending', 'dropped'],
    confirmed: [],
    dropped: [],
    baseline: [],
    question: ['baseline', 'pending', 'dropped'],
  };
  const targets = ['baseline', 'pending', 'sent', 'unknown', 'confirmed', 'rejected', 'dropped'] as const;

  it.each(Object.keys(legal) as BookingState[])('goes from %s only where the diagram leads', (from) => {
    for (const to of targets) {
      const ledger = open(from);
      const step = () =>
        to === 'sent' ? markSent(ledger, 'b', sent, []) : setBookingState(ledger, 'b', to, at);
      if (legal[from]?.includes(to)) step();
      else expect(step, `${from} → ${to}`).toThrow(IllegalTransition);
      expect(findBooking(ledger, 'b')?.state).toBe(legal[from]?.includes(to) ? to : from);
    }
  });

  it('waits until it is due after a step that says so', () => {
    const ledger = open('sent');
    setBookingState(ledger, 'b', 'unknown', at, { notBefore: monotonicTime(5) });
    expect(ledger.get("SELECT not_before FROM booking WHERE booking_id = 'b'")).toEqual({ not_before: 5 });
  });
});

it('a batch is closed once', () => {
  const ledger = openTestLedger();
  addBatch(ledger, { idempotencyKey: 'key', kind: 'set', runId: null, createdAt: shopTime(1), rows: [] });
  closeBatch(ledger, 'key', 'done', at);
  expect(() => closeBatch(ledger, 'key', 'failed', at)).toThrow(IllegalTransition);
});

it('a run that has ended stays so', () => {
  const ledger = openTestLedger();
  ledger.run("INSERT INTO plan (plan_id, hash, created_at, counts, writes) VALUES ('p', '', 0, '{}', 0)");
  ledger.run(
    "INSERT INTO run (run_id, kind, plan_id, undoes, state, started_at, total) VALUES ('r', 'sync', 'p', NULL, 'running', 1, 0)",
  );
  startUndo(ledger, { runId: 'u', undoes: 'r', startedAt: at });
  setRunState(ledger, 'u', 'paused', null);
  setRunState(ledger, 'u', 'running', null);
  setRunState(ledger, 'u', 'cancelled', at);
  for (const to of ['running', 'paused', 'done', 'cancelled'] as const) {
    expect(() => setRunState(ledger, 'u', to, null), to).toThrow(IllegalTransition);
  }
});
