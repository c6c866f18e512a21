import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicTime, ourTime, shopTime } from '../../shared/words/time.ts';
import { addTestPosition, locationId, openTestLedger, storeNumber } from '../testing/test-ledger.ts';
import { moveBalance, reattribute, recordBalance, unbalancedPositions } from './balances.ts';
import { addBatch, closeBatch, openBatches } from './batches.ts';
import { addBooking, type BookingState, bookedUnits, bookingsIn, nextBookings } from './bookings.ts';
import { type Ledger, openDatabase } from './database.ts';
import { closeInbox, listInbox, openInbox } from './inbox.ts';
import { setUnseen } from './level-doubts.ts';
import { readLog, writeLog } from './log-lines.ts';
import { effectsOf, heldUnits, replaceEffects, saveOrder } from './orders.ts';
import { readPosition } from './positions.ts';
import { retention, shrink } from './retention.ts';
import { listRuns, runRows } from './runs.ts';
import { fillRun, startUndo } from './start-run.ts';
import { articleStory } from './story.ts';

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;
const BEFORE = NOW - 400 * DAY;
const articles = ['0042', '0043', '0044'];
const orders = Array.from({ length: 6 }, (_, n) => `gid://shopify/Order/${n}`);
const all = (ledger: Ledger) => {
  let removed = 0;
  for (const rows of retention(ledger, ourTime(BEFORE))) removed += rows;
  return removed;
};
const count = (ledger: Ledger, table: string, where = '1') =>
  ledger.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)?.n ?? 0;

const day = fc.integer({ min: 0, max: 1_000 });
const article = fc.constantFrom(...articles);
const states: BookingState[] = [
  ...(['baseline', 'confirmed', 'confirmed', 'confirmed', 'dropped'] as const),
  ...(['question', 'pending', 'sent', 'unknown', 'rejected'] as const),
];
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('read' as const),
    article,
    day,
    to: fc.integer({ min: -9_000, max: 90_000 }),
  }),
  fc.record({
    kind: fc.constantFrom('move' as const, 'reattribute' as const),
    article,
    day,
    by: fc.integer({ min: -9_000, max: 9_000 }),
  }),
);
interface Order {
  readonly created: number;
  readonly changed: number;
  readonly held: number;
  readonly place: string;
  readonly isLookedAt: boolean;
  readonly isAsked: boolean;
  readonly bookings: readonly {
    readonly state: BookingState;
    readonly day: number;
    readonly lines: readonly { readonly article: string; readonly delta: number }[];
  }[];
}
const order: fc.Arbitrary<Order> = fc.record({
  created: day,
  changed: day,
  held: fc.constantFrom(0, 0, 0, 2),
  place: fc.constantFrom(locationId, locationId, locationId, ''),
  isLookedAt: fc.constantFrom(false, false, false, true),
  isAsked: fc.constantFrom(false, false, false, true),
  bookings: fc.array(
    fc.record({
      state: fc.constantFrom(...states),
      day,
      lines: fc.uniqueArray(fc.record({ article, delta: fc.constantFrom(-3, -2, -1, 1, 2) }), {
        selector: (line) => line.article,
        minLength: 1,
      }),
    }),
    { maxLength: 3 },
  ),
});

function addOrder(ledger: Ledger, orderId: string, one: Order): void {
  saveOrder(ledger, {
    orderId,
    name: `#${orderId.slice(-1)}`,
    createdAt: shopTime(one.created * DAY),
    updatedAt: shopTime(Math.max(one.created, one.changed) * DAY),
    state: 'open',
    lookedAt: shopTime(one.created * DAY),
    looks: 0,
    nextLookAt: one.isLookedAt ? monotonicTime(1) : null,
    hasReturn: false,
  });
  const line = { lineId: 'line', units: 2, notRestocked: 0 };
  const [articleNumber = ''] = articles;
  const goods = { kind: 'article', articleNumber } as const;
  replaceEffects(
    ledger,
    orderId,
    one.place === ''
      ? { placed: [], untold: [], unrouted: [{ lineId: 'line', articleNumber, units: 2 }] }
      : { placed: [{ ...line, goods, held: one.held, storeNumber, locationId }], untold: [], unrouted: [] },
  );
  one.bookings.forEach((booking, n) => {
    const bookingId = `b-${orderId.slice(-1)}-${n}`;
    const lines = booking.lines.map(({ article: articleNumber, delta }) => ({ articleNumber, delta }));
    const createdAt = ourTime(booking.day * DAY);
    addBooking(
      ledger,
      { bookingId, orderId, storeNumber, cause: 'webOrder', state: booking.state, createdAt, lines },
      '#',
    );
  });
  if (one.isAsked) {
    openInbox(ledger, {
      id: `q-${orderId}`,
      at: ourTime(1),
      subject: { kind: 'sku', orderId, lineId: 'line' },
      kind: 'unknownSku',
      args: {},
      choices: ['ignore'],
    });
  }
}

/** Everything that a number, a target, a booking or a question is made of. */
const standing = (ledger: Ledger) => ({
  positions: articles.map((number) => readPosition(ledger, number, storeNumber)),
  balances: ledger.all('SELECT * FROM balance'),
  unbalanced: unbalancedPositions(ledger),
  held: articles.map((number) => heldUnits(ledger, number, locationId, shopTime(NOW))),
  booked: orders.map((id) => [...bookedUnits(ledger, id)].sort()),
  effects: orders.map((id) => effectsOf(ledger, id)),
  open: (['question', 'pending', 'sent', 'unknown'] as const).map((state) => bookingsIn(ledger, state)),
  rejected: ledger.all("SELECT * FROM booking WHERE state = 'rejected'"),
  sendable: nextBookings(ledger, monotonicTime(1), 100),
  questions: listInbox(ledger, false),
  young: ledger.all('SELECT * FROM movement WHERE at >= ? ORDER BY id', ourTime(BEFORE)),
  stories: articles.map((number) =>
    articleStory(ledger, number, 100).filter(({ at }) => at >= ourTime(BEFORE)),
  ),
  fold: count(ledger, 'movement_fold', 'before <> 0'),
});

it('changes no balance, target, booking, effect or question, wherever it is stopped', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 60 }),
      fc.array(order, { maxLength: orders.length }),
      fc.nat({ max: 12 }),
      (happenings, placed, steps) => {
        const ledger = openTestLedger();
        for (const [n, number] of articles.entries()) addTestPosition(ledger, number, { n, balance: null });
        setUnseen(
          ledger,
          { inventoryItemId: 'gid://shopify/InventoryItem/9000001', locationId },
          1,
          monotonicTime(1),
        );
        for (const one of [...happenings].sort((a, b) => a.day - b.day)) {
          const position = { articleNumber: one.article, storeNumber };
          const at = ourTime(one.day * DAY);
          writeLog(ledger, {
            at,
            event: 'balanceChanged',
            cause: 'sale',
            result: 'ok',
            articleNumber: one.article,
          });
          if ('to' in one)
            recordBalance(ledger, { ...position, thousandths: one.to, readAt: at, sales: null });
          else if (one.kind === 'move') moveBalance(ledger, position, one.by, 'b', at);
          else reattribute(ledger, position, one.by, 'b', at);
        }
        for (const [n, one] of placed.entries()) addOrder(ledger, orders[n] ?? '', one);
        const before = standing(ledger);
        expect(before.unbalanced).toEqual([]);

        const work = retention(ledger, ourTime(BEFORE));
        for (let step = 0; step < steps; step += 1) {
          work.next();
          expect(standing(ledger)).toEqual(before);
        }
        work.return(); // the program ended here

        all(ledger);
        expect(standing(ledger)).toEqual(before);
        const old = ledger.all<{ n: number }>(
          'SELECT count(*) AS n FROM movement WHERE at < ? GROUP BY article_number, store_number',
          ourTime(BEFORE),
        );
        expect(old.every(({ n }) => n === 1)).toBe(true);
        expect(count(ledger, 'log', `at < ${BEFORE}`)).toBe(0);
        expect(all(ledger), 'there is nothing left to do').toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

const closed = { created: 10, changed: 10, held: 0, place: locationId, isLookedAt: false, isAsked: false };
const oneBooking = (state: BookingState, on: number): Order['bookings'] => [
  { state, day: on, lines: [{ article: '0042', delta: -2 }] },
];

describe('the bookings of an order', () => {
  it('long done become what they had booked, though some cancel each other out', () => {
    const ledger = openTestLedger();
    const [id = ''] = orders;
    const bookings = [
      ...oneBooking('confirmed', 10),
      { state: 'confirmed' as const, day: 11, lines: [{ article: '0042', delta: 2 }] },
    ];
    addOrder(ledger, id, { ...closed, bookings });
    all(ledger);
    expect(count(ledger, 'booking') + count(ledger, 'booking_line')).toBe(0);
    // 0 units, and not »never booked«.
    expect([...bookedUnits(ledger, id).values()]).toEqual([0]);
  });

  it.each<[string, Partial<Order>]>([
    ['that changed since', { changed: 700 }],
    ['with goods still to be shipped', { held: 1 }],
    ['with goods that no location has', { place: '' }],
    ['that is to be looked at again', { isLookedAt: true }],
    ['that is asked about', { isAsked: true }],
    ['with a booking since', { bookings: [...oneBooking('confirmed', 10), ...oneBooking('confirmed', 700)] }],
    ['with a booking that is open', { bookings: oneBooking('unknown', 10) }],
    ['that EasyCashier has refused', { bookings: oneBooking('rejected', 10) }],
  ])('%s stay', (_, change) => {
    const ledger = openTestLedger();
    const one = { ...closed, bookings: oneBooking('confirmed', 10), ...change };
    addOrder(ledger, orders[0] ?? '', one);
    all(ledger);
    expect(count(ledger, 'booking')).toBe(one.bookings.length);
  });
});

it('folds a position of many movements in steps that are small each', () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042', { balance: 0 });
  for (let n = 1; n <= 2_000; n += 1) {
    const position = { articleNumber: '0042', storeNumber };
    recordBalance(ledger, { ...position, thousandths: n, readAt: ourTime(n), sales: null });
  }
  const steps = [...retention(ledger, ourTime(BEFORE))];
  expect(Math.max(...steps)).toBeLessThanOrEqual(250);
  expect(count(ledger, 'movement')).toBe(1);
  expect(unbalancedPositions(ledger)).toEqual([]);
});

it('takes batches, runs with their receipts and plans, but none that is open or stood on', () => {
  const ledger = openTestLedger();
  const row = { articleNumber: '0042', storeNumber, inventoryItemId: 'i', locationId, before: 1, after: 2 };
  const batch = (key: string, at: number) =>
    addBatch(ledger, {
      idempotencyKey: key,
      kind: 'set',
      runId: null,
      createdAt: shopTime(at),
      rows: [{ ...row, cause: 'sale', reference: null, runPosition: null }],
    });
  for (const key of ['old', 'open', 'young']) batch(key, 1);
  closeBatch(ledger, 'old', 'done', ourTime(1));
  closeBatch(ledger, 'young', 'done', ourTime(BEFORE + DAY));
  const run = (id: string, state: string, at: number, plan: string | null) => {
    ledger.run(
      'INSERT INTO run VALUES (?, ?, ?, NULL, ?, ?, ?, 1000, NULL, NULL)',
      id,
      'sync',
      plan,
      state,
      at,
      state === 'paused' ? null : at,
    );
    for (let n = 0; n < 1_000; n += 1)
      ledger.run(
        'INSERT INTO run_row VALUES (?, ?, ?, ?, ?, ?, 1, 2, ?, NULL)',
        id,
        n,
        '0042',
        storeNumber,
        'i',
        locationId,
        'done',
      );
  };
  for (const id of ['p-old', 'p-paused', 'p-young'])
    ledger.run("INSERT INTO plan VALUES (?, 'h', 1, '{}', 0, NULL, ?, 'whole')", id, id.replace('p-', 'r-'));
  run('r-old', 'done', 1, 'p-old');
  run('r-paused', 'paused', 2, 'p-paused');
  run('r-young', 'done', BEFORE + DAY, 'p-young');
  expect(Math.max(...retention(ledger, ourTime(BEFORE)))).toBeLessThanOrEqual(250);
  expect(ledger.all('SELECT idempotency_key AS key FROM batch ORDER BY 1')).toEqual([
    { key: 'open' },
    { key: 'young' },
  ]);
  expect(openBatches(ledger)[0]?.rows).toHaveLength(1);
  expect(listRuns(ledger, { at: ourTime(NOW), id: '' }, 10).map(({ runId }) => runId)).toEqual([
    'r-young',
    'r-paused',
  ]);
  expect(runRows(ledger, 'r-paused', { after: -1, limit: 2_000 })).toHaveLength(1_000);
  expect(count(ledger, 'run_row')).toBe(2_000);
  expect(ledger.all('SELECT plan_id AS id FROM plan ORDER BY 1')).toEqual([
    { id: 'p-paused' },
    { id: 'p-young' },
  ]);
});

it('keeps a run of which an undo has not got all rows yet', () => {
  const ledger = openTestLedger();
  const row = "INSERT INTO run_row VALUES ('r', ?, '0042', ?, 'i', 'l', 1, 2, 'done', NULL)";
  ledger.run("INSERT INTO run VALUES ('r', 'sync', NULL, NULL, 'done', 1, 1, 2, NULL, NULL)");
  for (const [position, store] of ['1', '2'].entries()) ledger.run(row, position, store);
  startUndo(ledger, { runId: 'u', undoes: 'r', startedAt: ourTime(BEFORE + DAY) });
  all(ledger);
  fillRun(ledger, 'u');
  expect(runRows(ledger, 'u', { after: -1, limit: 10 })).toHaveLength(2);
  all(ledger);
  expect(listRuns(ledger, { at: ourTime(NOW), id: '' }, 10).map(({ runId }) => runId)).toEqual(['u']);
});

it('takes answered questions, but no »leave it« about an order and none about the whole shop', () => {
  const ledger = openTestLedger();
  const ask = (id: string, subject: Parameters<typeof openInbox>[1]['subject'], choice: string) => {
    openInbox(ledger, { id, at: ourTime(1), subject, kind: 'unknownSku', args: {}, choices: [choice] });
    closeInbox(ledger, id, { choice, at: ourTime(1) });
  };
  const orderId = 'gid://shopify/Order/1';
  ask('gone 1', { kind: 'booking', bookingId: 'b' }, 'booked');
  ask('gone 2', { kind: 'sku', orderId, lineId: '1' }, 'retry');
  ask('kept 1', { kind: 'sku', orderId, lineId: '2' }, 'ignore');
  ask('kept 2', { kind: 'otherWriter' }, 'ignore');
  all(ledger);
  expect(listInbox(ledger, true).map(({ inboxId }) => inboxId)).toEqual(['kept 1', 'kept 2']);
});

it('keeps log lines of the last 13 months', () => {
  const ledger = openTestLedger();
  for (const at of [BEFORE - 1, BEFORE])
    writeLog(ledger, { at: ourTime(at), event: 'caughtUp', cause: 'system', result: 'ok' });
  ledger.run('INSERT INTO pulse VALUES (?, 1, NULL)', BEFORE - 1);
  all(ledger);
  expect(readLog(ledger, {}, { limit: 10 }).map(({ at }) => at)).toEqual([BEFORE]);
  expect(count(ledger, 'pulse')).toBe(0);
});

describe('a file with empty pages', () => {
  const emptied = (ledger: Ledger) => {
    ledger.run('CREATE TABLE heap (bytes BLOB) STRICT');
    for (let n = 0; n < 500; n += 1) ledger.run('INSERT INTO heap VALUES (zeroblob(4000))');
    ledger.run('DELETE FROM heap');
    return ledger;
  };
  const pages = (ledger: Ledger) => ledger.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;

  it('gives them back little by little', () => {
    const ledger = emptied(openDatabase({ path: ':memory:' }));
    const before = pages(ledger);
    const steps = [...shrink(ledger)];
    expect(Math.max(...steps)).toBeLessThanOrEqual(64);
    expect(steps.length).toBeGreaterThan(5);
    expect(pages(ledger)).toBeLessThan(before - 400);
  });

  it('from before that was possible is written anew while it is small', () => {
    const ledger = openDatabase({ path: ':memory:' });
    ledger.run('PRAGMA auto_vacuum = NONE');
    ledger.run('VACUUM');
    emptied(ledger);
    expect(ledger.get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 0 });
    for (const _ of shrink(ledger));
    expect(ledger.get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 2 });
    expect(pages(ledger)).toBeLessThan(20);
  });
});
