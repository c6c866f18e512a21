import { later, latest, msBetween, type ShopTime, shopTime } from '../../../shared/words/time.ts';
import { bookingsIn, bookingsOf } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { dueOrders, effectsOf, findOrder, saveOrder } from '../../ledger/orders.ts';
import { readSetting } from '../../ledger/settings.ts';
import { restartExplaining } from '../../ledger/shop-items.ts';
import { changedOrders, openOrders } from '../../shopify/gateway.ts';
import { readOrder, readUnitsAddedSince, type ShopOrder } from '../../shopify/read-order.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { createSerialQueue, type SerialQueue } from '../runtime/serial-queue.ts';
import { askAboutOrders } from './order-questions.ts';
import { takeInOrder } from './take-in-order.ts';

/** Shopify's search lags behind its orders: each look goes back this far, and what is known is skipped. */
const OVERLAP_MS = 3 * 60_000;
/** An absence longer than this is told in the log. */
const ABSENCE_MS = 5 * 60_000;

export interface OrdersIn {
  /** Takes in every order that changed since the cursor. One that begins after this call has begun, always. */
  catchUp(): Promise<{ orders: number }>;
  /** Reads one order afresh and takes it in: an event, a retry, a look that was due. */
  look(orderId: string): Promise<void>;
  /** Every order that changed before `instant` has been taken in, as far as Shopify's search tells. */
  hasTakenIn(instant: ShopTime): boolean;
  /** Takes in the orders from before the line that are still open. Returns their names and units. */
  takeInOpenOrders(): Promise<{ name: string; units: number }[]>;
}

interface OrdersInState {
  readonly sync: Sync;
  /** The last whole look of this process began then. */
  caughtUpFrom: ShopTime | null;
  running: Promise<{ orders: number }> | null;
  queued: Promise<{ orders: number }> | null;
  /** One look at an order at a time: an older answer must not be taken in after a newer one. */
  readonly lanes: Map<string, SerialQueue>;
}

export function createOrdersIn(sync: Sync): OrdersIn {
  const state: OrdersInState = { sync, caughtUpFrom: null, running: null, queued: null, lanes: new Map() };
  return {
    look: (orderId) => look(state, orderId),
    hasTakenIn: (instant) => state.caughtUpFrom !== null && instant <= state.caughtUpFrom,
    catchUp: () => catchUp(state),
    takeInOpenOrders: () => takeInOpenOrders(sync),
  };
}

function catchUp(state: OrdersInState): Promise<{ orders: number }> {
  if (!state.running) return start(state);
  // One under way may have passed the change already: the next one has not.
  state.queued ??= state.running
    .catch(() => undefined)
    .then(() => {
      state.queued = null;
      return start(state);
    });
  return state.queued;
}

function start(state: OrdersInState): Promise<{ orders: number }> {
  state.running = pass(state).finally(() => {
    state.running = null;
  });
  return state.running;
}

/** One whole look at what changed since the cursor. */
async function pass(state: OrdersInState): Promise<{ orders: number }> {
  const { sync } = state;
  if (readState(sync.ledger, 'activatedAt') === null) return { orders: 0 };
  // Another computer books them; a take-over goes through what changed meanwhile.
  if (readState(sync.ledger, 'otherWriter') !== null) return { orders: 0 };
  if (!readState(sync.ledger, 'openOrdersRead')) await takeInOpenOrders(sync);
  await sync.shopify().knowTime();
  const begunAt = shopNow(sync);
  const cursor = readState(sync.ledger, 'ordersCursor');
  let orders = 0;
  let newest = cursor;
  for await (const page of changedOrders(sync.shopify(), later(cursor, -OVERLAP_MS))) {
    await inParallel(page, async ({ orderId, updatedAt }) => {
      const stored = findOrder(sync.ledger, orderId);
      newest = latest(newest, updatedAt);
      if (stored && stored.updatedAt === updatedAt) return;
      await look(state, orderId);
      orders += 1;
    });
  }
  await inParallel(dueOrders(sync.ledger, sync.ports.monotonic.now()), (orderId) => look(state, orderId));
  sync.ports.milestone('orders:before-cursor');
  sync.ledger.transaction(() => {
    // Only now, when every order up to it is committed: a cursor that runs ahead loses orders.
    if (newest > cursor) writeState(sync.ledger, 'ordersCursor', newest);
    endAbsence(sync, orders);
  });
  state.caughtUpFrom = begunAt;
  reportRecovery(sync, 'shopify');
  return { orders };
}

function look({ sync, lanes }: OrdersInState, orderId: string): Promise<void> {
  const lane = lanes.get(orderId) ?? createSerialQueue();
  lanes.set(orderId, lane);
  return lane
    .run(() => lookNow(sync, orderId))
    .finally(() => {
      if (lane.isIdle()) lanes.delete(orderId);
    });
}

async function lookNow(sync: Sync, orderId: string): Promise<void> {
  await sync.shopify().knowTime();
  const lookedAt = shopNow(sync);
  const order = await readOrder(sync.shopify(), orderId);
  const addedSince = order ? await readAddedSince(sync, order) : undefined;
  sync.ports.milestone('order:read');
  sync.ledger.transaction(() => {
    if (order) {
      takeInOrder(sync, order, lookedAt, addedSince);
      askAboutOrders(
        sync,
        bookingsOf(sync.ledger, orderId).filter(({ state }) => state === 'question'),
      );
      return;
    }
    const stored = findOrder(sync.ledger, orderId);
    if (stored) saveOrder(sync.ledger, { ...stored, nextLookAt: null });
  });
  sync.ports.milestone('order:taken-in');
}

/** Asked where it matters: of an order from before the line that changed after it, while not all of it has been looked at and placed. */
async function readAddedSince(
  sync: Sync,
  { orderId, createdAt, updatedAt }: ShopOrder,
): Promise<ReadonlyMap<string, number> | undefined> {
  const activatedAt = readState(sync.ledger, 'activatedAt');
  if (activatedAt === null || createdAt >= activatedAt || updatedAt < activatedAt) return undefined;
  const isPlaced = effectsOf(sync.ledger, orderId).unrouted.length === 0;
  if (findOrder(sync.ledger, orderId) && isPlaced) return undefined;
  return readUnitsAddedSince(sync.shopify(), orderId, activatedAt);
}

async function takeInOpenOrders(sync: Sync): Promise<{ name: string; units: number }[]> {
  const activatedAt = readState(sync.ledger, 'activatedAt') ?? shopTime(0);
  const taken: { name: string; units: number }[] = [];
  for (const orderId of await openOrders(sync.shopify())) {
    if (findOrder(sync.ledger, orderId)) continue;
    const lookedAt = shopNow(sync);
    const order = await readOrder(sync.shopify(), orderId);
    if (!order || order.isTest || order.isFulfilled || order.createdAt >= activatedAt) continue;
    const addedSince = await readAddedSince(sync, order);
    sync.ledger.transaction(() => takeInOrder(sync, order, lookedAt, addedSince));
    const { placed, unrouted } = effectsOf(sync.ledger, orderId);
    const units = [...placed, ...unrouted].reduce((sum, effect) => sum + effect.units, 0);
    if (units > 0) taken.push({ name: order.name, units });
  }
  sync.ledger.transaction(() => {
    writeState(sync.ledger, 'openOrdersRead', true);
    askAboutOrders(sync, bookingsIn(sync.ledger, 'question'));
  });
  return taken;
}

/**
 * The orders are taken in up to now. How long nobody had looked is told by Shopify's clock: it goes on while the program is not
 * running or the computer sleeps, and nobody sets it. Inside a transaction.
 */
function endAbsence(sync: Sync, orders: number): void {
  const { ledger, ports, timing } = sync;
  const at = ports.clock.now();
  const now = shopNow(sync);
  const before = readState(ledger, 'caughtUpAt');
  const awayMs = before === null ? null : msBetween(before, now);
  writeState(ledger, 'shopifySeenAt', at);
  writeState(ledger, 'caughtUpAt', now);
  // Seldom looks are no absence: a reading that waits for its order must come to its end between two of them.
  const usualMs = Math.max(timing.explainMs, 2_000 * readSetting(ledger, 'pollSeconds'));
  if (awayMs === null || awayMs > usualMs) {
    restartExplaining(ledger, later(ports.monotonic.now(), timing.explainMs));
  }
  if (awayMs === null || awayMs <= ABSENCE_MS) return;
  writeLog(ledger, {
    at,
    event: 'caughtUp',
    cause: 'system',
    result: 'ok',
    args: { orders, minutes: Math.round(awayMs / 60_000) },
  });
}
