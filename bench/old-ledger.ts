import { addBatch, closeBatch } from '../engine/ledger/batches.ts';
import { addBooking, markSent, setBookingState } from '../engine/ledger/bookings.ts';
import type { Ledger } from '../engine/ledger/database.ts';
import { rowInserter } from '../engine/ledger/insert-rows.ts';
import { writeLog } from '../engine/ledger/log-lines.ts';
import { replaceEffects, saveOrder } from '../engine/ledger/orders.ts';
import { addPlanRows, beginPlan, finishPlan, markApplied } from '../engine/ledger/plans.ts';
import { retention } from '../engine/ledger/retention.ts';
import { setRowStates, setRunState } from '../engine/ledger/runs.ts';
import { fillRun, startRun } from '../engine/ledger/start-run.ts';
import { keptSince, plansWholeSince } from '../engine/rules/retention.ts';
import { createPracticeRandom } from '../practice/random.ts';
import { epochMs, ourTime, shopTime, tillTime } from '../shared/words/time.ts';
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

/** The ledger of a shop that has used the program for `days`, its nights included; the movements add up to the balances. */
export function seedOldLedger(
  articles: number,
  days: number,
  seed: number,
  now: number = Date.now(),
): SeededLedger {
  const seeded = seedLedger(articles * STORES, { stores: STORES, short: 0 });
  const { ledger } = seeded;
  const places = ledger.all<Place>(
    `SELECT article_number AS articleNumber, store_number AS storeNumber, inventory_item_id AS inventoryItemId, location_id AS locationId
     FROM balance JOIN store USING (store_number) JOIN shop_item ON shop_item.sku = balance.article_number`,
  );
  const [bag] = places;
  if (!bag) throw new Error('a shop without an article');
  const shop = { ledger, places, bag, random: createPracticeRandom(seed) };
  const keptFrom = epochMs(keptSince(ourTime(now))) - FOLDED_DAYS * DAY_MS;
  const wholeFrom = epochMs(plansWholeSince(ourTime(now)));
  // Of what the nights have taken away nothing is written; what they fold is written and folded.
  for (let left = days; left > 0; left -= 1) {
    const morning = now - left * DAY_MS;
    ledger.transaction(() => {
      for (let n = 0; n < ORDERS_A_DAY; n += 1)
        writeOrder(shop, atHour(shop, morning), left * ORDERS_A_DAY + n);
      if (morning < keptFrom) return;
      writeSales(shop, morning);
      for (let n = 0; n < PUSHES_A_DAY; n += 1) writePush(shop, atHour(shop, morning), `push-${left}-${n}`);
      if (left % 7 === 1) writeFullSync(shop, morning, morning < wholeFrom);
    });
  }
  for (const _step of retention(ledger, keptSince(ourTime(now))));
  return seeded;
}

const atHour = ({ random }: Shop, morning: number) => morning + random.integer(0, 10 * 3_600_000);

const insertMovements = rowInserter('movement', [
  'at',
  'article_number',
  'store_number',
  'thousandths',
  'cause',
]);

/** What is sold is delivered again, so that the balances stay what they are. */
function writeSales(shop: Shop, morning: number): void {
  const { ledger, random, places } = shop;
  for (let n = 0; n < MOVEMENTS_A_DAY / 2; n += 1) {
    const { articleNumber, storeNumber, locationId } = random.pick(places);
    const at = atHour(shop, morning);
    const moved = [
      { at: ourTime(at), cause: 'sale', before: 10, after: 9 },
      { at: ourTime(at + 1), cause: 'stockChange', before: 9, after: 10 },
    ] as const;
    insertMovements(
      ledger,
      moved.map((one) => [one.at, articleNumber, storeNumber, (one.after - one.before) * 1_000, one.cause]),
    );
    for (const one of moved)
      writeLog(ledger, {
        ...one,
        event: 'balanceChanged',
        result: 'info',
        articleNumber,
        storeNumber,
        locationId,
      });
  }
}

function writePush({ ledger, random, places }: Shop, at: number, idempotencyKey: string): void {
  const { articleNumber, storeNumber, inventoryItemId, locationId } = random.pick(places);
  const write = { articleNumber, storeNumber, inventoryItemId, locationId, before: 10, after: 9 };
  const rows = [{ ...write, cause: 'sale', reference: null, runPosition: null }] as const;
  addBatch(ledger, { idempotencyKey, kind: 'set', runId: null, createdAt: shopTime(at), rows });
  closeBatch(ledger, idempotencyKey, 'done', ourTime(at + 300));
  writeLog(ledger, {
    at: ourTime(at),
    event: 'pushed',
    cause: 'sale',
    result: 'ok',
    articleNumber,
    storeNumber,
    locationId,
    before: 10,
    after: 9,
  });
}

/** A bag and one thing more, shipped, booked and done with. */
function writeOrder({ ledger, random, places, bag }: Shop, at: number, number: number): void {
  const [orderId, name, bookingId] = [`gid://shopify/Order/${number}`, `#${number}`, `b-${number}`];
  const doneAt = shopTime(at + DAY_MS);
  saveOrder(ledger, {
    orderId,
    name,
    createdAt: shopTime(at),
    updatedAt: doneAt,
    state: 'fulfilled',
    lookedAt: doneAt,
    looks: 3,
    nextLookAt: null,
    hasReturn: false,
  });
  const numbers = [...new Set([bag.articleNumber, random.pick(places).articleNumber])];
  const placed = numbers.map((articleNumber, n) => ({
    lineId: `gid://shopify/LineItem/${n}`,
    locationId: bag.locationId,
    units: 1,
    notRestocked: 0,
    goods: { kind: 'article', articleNumber } as const,
    held: 0,
    storeNumber: bag.storeNumber,
  }));
  replaceEffects(ledger, orderId, { placed, untold: [], unrouted: [] });
  const lines = numbers.map((articleNumber) => ({ articleNumber, delta: -1 }));
  const createdAt = ourTime(at);
  addBooking(
    ledger,
    {
      bookingId,
      orderId,
      storeNumber: bag.storeNumber,
      cause: 'webOrder',
      state: 'pending',
      createdAt,
      lines,
    },
    name,
  );
  markSent(ledger, bookingId, { at: createdAt, readAt: tillTime(at) }, []);
  setBookingState(ledger, bookingId, 'confirmed', ourTime(at + 300));
}

/** A shop in step: nearly everything is left alone, and an old plan has only the rest. */
function writeFullSync({ ledger, places }: Shop, morning: number, isThin: boolean): void {
  const [planId, runId, createdAt] = [`plan-${morning}`, `run-${morning}`, ourTime(morning)];
  const unchanged = places.length - CHANGES_A_SYNC;
  const counts = { unchanged, raised: 0, lowered: CHANGES_A_SYNC, zeroed: 0, skipped: 0 };
  const rows = (isThin ? places.slice(0, CHANGES_A_SYNC) : places).map((place, n) => ({
    ...place,
    name: `Artikel ${place.articleNumber}`,
    group: n < CHANGES_A_SYNC ? ('lowered' as const) : ('unchanged' as const),
    easycashier: 10_000,
    before: n < CHANGES_A_SYNC ? 11 : 10,
    after: 10,
    reason: null,
  }));
  const summary = {
    planId,
    hash: planId,
    createdAt,
    counts,
    writes: CHANGES_A_SYNC,
    guard: null,
    appliedBy: null,
  };
  beginPlan(ledger, planId, createdAt);
  addPlanRows(ledger, planId, 0, rows);
  finishPlan(ledger, summary);
  startRun(ledger, { runId, planId, startedAt: createdAt });
  fillRun(ledger, runId);
  markApplied(ledger, planId, runId);
  setRowStates(ledger, runId, [...Array(CHANGES_A_SYNC).keys()], 'done');
  setRunState(ledger, runId, 'done', ourTime(morning + 60_000));
}
