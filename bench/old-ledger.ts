import type { Ledger } from '../engine/ledger/database.ts';
import { rowInserter } from '../engine/ledger/insert-rows.ts';
import { retention } from '../engine/ledger/retention.ts';
import { keptSince, plansWholeSince } from '../engine/rules/retention.ts';
import { createPracticeRandom } from '../practice/random.ts';
import { epochMs, ourTime } from '../shared/words/time.ts';
import { type SeededLedger, seedLedger } from './seeded-ledger.ts';

/** A shop of three stores (`performance.md`): what a day brings. */
const STORES = 3;
const MOVEMENTS_A_DAY = 720;
const PUSHES_A_DAY = 700;
const ORDERS_A_DAY = 60;
const CHANGES_A_SYNC = 500;
/** Days of sales that are left for the last night to fold. */
const FOLDED_DAYS = 5;
const DAY_MS = 24 * 3_600_000;

const movements = rowInserter('movement', [
  'at',
  'article_number',
  'store_number',
  'thousandths',
  'cause',
  'reference',
]);
const lines = rowInserter('log', [
  'at',
  'event',
  'article_number',
  'store_number',
  'location_id',
  'before',
  'after',
  'cause',
  'reference',
  'result',
  'args',
]);
const batches = rowInserter('batch', ['idempotency_key', 'state', 'created_at', 'settled_at']);
const batchRows = rowInserter('batch_row', [
  'idempotency_key',
  'position',
  'article_number',
  'store_number',
  'inventory_item_id',
  'location_id',
  'before',
  'after',
  'cause',
]);
const orders = rowInserter('shop_order', [
  'order_id',
  'name',
  'created_at',
  'updated_at',
  'state',
  'looked_at',
  'looks',
]);
const effects = rowInserter('order_effect', [
  'order_id',
  'line_id',
  'location_id',
  'article_number',
  'units',
  'store_number',
]);
const bookings = rowInserter('booking', [
  'booking_id',
  'order_id',
  'store_number',
  'cause',
  'state',
  'comment',
  'created_at',
  'sent_at',
  'settled_at',
  'attempts',
]);
const bookingLines = rowInserter('booking_line', ['booking_id', 'article_number', 'delta']);
const plans = rowInserter('plan', ['plan_id', 'hash', 'created_at', 'counts', 'writes', 'applied_by']);
const planRows = rowInserter('plan_row', [
  'plan_id',
  'position',
  'article_number',
  'name',
  'store_number',
  'inventory_item_id',
  'location_id',
  'plan_group',
  'easycashier',
  'before',
  'after',
]);
const runs = rowInserter('run', ['run_id', 'kind', 'plan_id', 'state', 'started_at', 'finished_at', 'total']);
const runRows = rowInserter('run_row', [
  'run_id',
  'position',
  'article_number',
  'store_number',
  'inventory_item_id',
  'location_id',
  'before',
  'after',
  'state',
]);

interface Place {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly inventoryItemId: string;
  readonly locationId: string;
}

/** Everything a day writes into, and the chance it goes by. */
interface Shop {
  readonly ledger: Ledger;
  readonly places: readonly Place[];
  /** In every order: a bag. */
  readonly bag: Place;
  readonly random: ReturnType<typeof createPracticeRandom>;
}

/** The ledger of a shop that has used the program for `days`, its nights included; the balances add up. */
export function seedOldLedger(articles: number, days: number, seed: number, now = Date.now()): SeededLedger {
  const seeded = seedLedger(articles * STORES, { stores: STORES, short: 0 });
  const { ledger } = seeded;
  const places = ledger.all<Place>(
    `SELECT article_number AS articleNumber, store_number AS storeNumber, inventory_item_id AS inventoryItemId, location_id AS locationId
     FROM balance JOIN store USING (store_number) JOIN shop_item ON shop_item.sku = balance.article_number`,
  );
  const [bag] = places;
  if (!bag) throw new Error('a shop without an article');
  const shop = { ledger, places, bag, random: createPracticeRandom(seed) };
  // Of what the nights have taken away nothing is written; what they fold is written and folded.
  for (let left = days; left > 0; left -= 1) {
    const morning = now - left * DAY_MS;
    const isKept = morning >= epochMs(keptSince(ourTime(now))) - FOLDED_DAYS * DAY_MS;
    ledger.transaction(() => {
      writeOrders(shop, morning);
      if (!isKept) return;
      writeSales(shop, morning);
      writePushes(shop, morning);
      if (left % 7 === 1) writeFullSync(shop, morning, morning < epochMs(plansWholeSince(ourTime(now))));
    });
  }
  for (const _step of retention(ledger, keptSince(ourTime(now))));
  return seeded;
}

const atHour = ({ random }: Shop, morning: number) => morning + random.integer(0, 10 * 3_600_000);

/** What is sold is delivered again, so that the movements add up to what stands. */
function writeSales(shop: Shop, morning: number): void {
  const sold = Array.from({ length: MOVEMENTS_A_DAY / 2 }, () => ({
    ...shop.random.pick(shop.places),
    at: atHour(shop, morning),
  }));
  movements(
    shop.ledger,
    sold.flatMap(({ articleNumber, storeNumber, at }) => [
      [at, articleNumber, storeNumber, -1_000, 'sale', null],
      [at + 1, articleNumber, storeNumber, 1_000, 'stockChange', null],
    ]),
  );
  lines(
    shop.ledger,
    sold.flatMap(({ articleNumber, storeNumber, locationId, at }) => [
      [at, 'balanceChanged', articleNumber, storeNumber, locationId, 10, 9, 'sale', null, 'info', '{}'],
      [
        at + 1,
        'balanceChanged',
        articleNumber,
        storeNumber,
        locationId,
        9,
        10,
        'stockChange',
        null,
        'info',
        '{}',
      ],
    ]),
  );
}

function writePushes(shop: Shop, morning: number): void {
  const pushed = Array.from({ length: PUSHES_A_DAY }, (_, n) => ({
    ...shop.random.pick(shop.places),
    key: `push-${morning}-${n}`,
    at: atHour(shop, morning),
  }));
  batches(
    shop.ledger,
    pushed.map(({ key, at }) => [key, 'done', at, at + 300]),
  );
  batchRows(
    shop.ledger,
    pushed.map(({ key, articleNumber, storeNumber, inventoryItemId, locationId }) => [
      key,
      0,
      articleNumber,
      storeNumber,
      inventoryItemId,
      locationId,
      10,
      9,
      'sale',
    ]),
  );
  lines(
    shop.ledger,
    pushed.map(({ articleNumber, storeNumber, locationId, at }) => [
      at,
      'pushed',
      articleNumber,
      storeNumber,
      locationId,
      10,
      9,
      'sale',
      null,
      'ok',
      '{}',
    ]),
  );
}

/** Each has a bag and one thing more; all are shipped and done with. */
function writeOrders(shop: Shop, morning: number): void {
  const { ledger, bag } = shop;
  const made = Array.from({ length: ORDERS_A_DAY }, (_, n) => {
    const other = shop.random.pick(shop.places);
    const at = atHour(shop, morning);
    const number = Math.round(morning / DAY_MS) * ORDERS_A_DAY + n;
    return { id: `gid://shopify/Order/${number}`, name: `#${number}`, bookingId: `b-${number}`, other, at };
  });
  orders(
    ledger,
    made.map(({ id, name, at }) => [id, name, at, at + DAY_MS, 'fulfilled', at + DAY_MS, 3]),
  );
  effects(
    ledger,
    made.flatMap(({ id, other }) =>
      [bag, other].map((place, n) => [
        id,
        `gid://shopify/LineItem/${n}`,
        bag.locationId,
        place.articleNumber,
        -1,
        bag.storeNumber,
      ]),
    ),
  );
  bookings(
    ledger,
    made.map(({ id, name, bookingId, at }) => [
      bookingId,
      id,
      bag.storeNumber,
      'webOrder',
      'confirmed',
      `${name} ${bookingId}`,
      at,
      at,
      at + 300,
      1,
    ]),
  );
  bookingLines(
    ledger,
    made.flatMap(({ bookingId, other }) =>
      [...new Set([bag.articleNumber, other.articleNumber])].map((articleNumber) => [
        bookingId,
        articleNumber,
        -1,
      ]),
    ),
  );
}

/** A shop in step: nearly everything is left alone, and an old plan has only the rest. */
function writeFullSync(shop: Shop, morning: number, isThin: boolean): void {
  const { ledger, places } = shop;
  const [planId, runId] = [`plan-${morning}`, `run-${morning}`];
  const counts = {
    unchanged: places.length - CHANGES_A_SYNC,
    raised: 0,
    lowered: CHANGES_A_SYNC,
    zeroed: 0,
    skipped: 0,
  };
  plans(ledger, [[planId, '', morning, JSON.stringify(counts), CHANGES_A_SYNC, runId]]);
  planRows(
    ledger,
    (isThin ? places.slice(0, CHANGES_A_SYNC) : places).map(
      ({ articleNumber, storeNumber, inventoryItemId, locationId }, n) => [
        planId,
        n,
        articleNumber,
        `Artikel ${articleNumber}`,
        storeNumber,
        inventoryItemId,
        locationId,
        n < CHANGES_A_SYNC ? 'lowered' : 'unchanged',
        10_000,
        n < CHANGES_A_SYNC ? 11 : 10,
        10,
      ],
    ),
  );
  runs(ledger, [[runId, 'sync', planId, 'done', morning, morning + 60_000, CHANGES_A_SYNC]]);
  runRows(
    ledger,
    places
      .slice(0, CHANGES_A_SYNC)
      .map(({ articleNumber, storeNumber, inventoryItemId, locationId }, n) => [
        runId,
        n,
        articleNumber,
        storeNumber,
        inventoryItemId,
        locationId,
        11,
        10,
        'done',
      ]),
  );
}
