/** A line says itself whether its booking is open, whatever becomes of the booking. */
import { expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { addBooking, moveLine } from './bookings.ts';
import { openDatabase } from './database.ts';
import { migrate, migrations } from './migrate.ts';

const at = ourTime(1_000);

function openLedger() {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  ledger.run(
    "INSERT INTO shop_order (order_id, name, created_at, updated_at, state, looked_at, looks) VALUES ('o', '#1', 1, 1, 'open', 1, 1)",
  );
  return ledger;
}

function book(ledger: ReturnType<typeof openLedger>, bookingId: string, articleNumbers: readonly string[]) {
  const lines = articleNumbers.map((articleNumber) => ({ articleNumber, delta: -1 }));
  addBooking(
    ledger,
    { bookingId, orderId: 'o', storeNumber: '1', cause: 'webOrder', state: 'pending', createdAt: at, lines },
    '#1',
  );
}

const setState = (ledger: ReturnType<typeof openLedger>, bookingId: string, state: string) =>
  ledger.run('UPDATE booking SET state = ? WHERE booking_id = ?', state, bookingId);

const openLines = (ledger: ReturnType<typeof openLedger>) =>
  ledger
    .all<{ line: string }>(
      "SELECT booking_id || ' ' || article_number AS line FROM booking_line WHERE is_open = 1 ORDER BY 1",
    )
    .map(({ line }) => line);

it('follows its booking through every state', () => {
  const ledger = openLedger();
  book(ledger, 'a', ['1', '2']);
  expect(openLines(ledger)).toEqual(['a 1', 'a 2']);
  for (const [state, isOpen] of [
    ['sent', true],
    ['unknown', true],
    ['confirmed', false],
    ['pending', true],
    ['rejected', true],
    ['dropped', false],
  ] as const) {
    setState(ledger, 'a', state);
    expect([state, openLines(ledger)]).toEqual([state, isOpen ? ['a 1', 'a 2'] : []]);
  }
  ledger.close();
});

it('is what its new booking is when it is moved', () => {
  const ledger = openLedger();
  book(ledger, 'a', ['1', '2']);
  setState(ledger, 'a', 'dropped');
  book(ledger, 'b', []);
  moveLine(ledger, 'a', '1', 'b');
  expect(openLines(ledger)).toEqual(['b 1']);
  ledger.close();
});

it('is found out for what an older ledger has', () => {
  const ledger = openLedger();
  for (const bookingId of ['a', 'b']) book(ledger, bookingId, ['1']);
  setState(ledger, 'b', 'confirmed');
  const made = migrations.find(({ version }) => version === 260)?.sql ?? '';
  const fill =
    made.split(';\n').find((statement) => statement.trim().startsWith('UPDATE booking_line')) ?? '';
  ledger.run('UPDATE booking_line SET is_open = 0');
  ledger.run(fill);
  expect(openLines(ledger)).toEqual(['a 1']);
  ledger.close();
});
