import { later, latest, msBetween, type OurTime, type ShopTime } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { endCarriesSince, restartExplaining } from '../../ledger/level-doubts.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { dueOrders } from '../../ledger/orders.ts';
import { readSetting } from '../../ledger/settings.ts';
import { dueUnread } from '../../ledger/unread-orders.ts';
import { changedOrders } from '../../shopify/gateway.ts';
import { reportRecovery, type Sync, shopNow } from '../runtime/context.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { lookDeep } from './deep-look.ts';
import { ordersToTellOf } from './line-goods.ts';
import { createOrderLooks, isToBeLookedAt, type LookAtOrder } from './look-at-order.ts';
import { takeInOpenOrders } from './open-orders.ts';

/** Shopify's search lags behind its orders: each look goes back this far, and what is known is skipped. */
const OVERLAP_MS = 3 * 60_000;
/** An absence longer than this is told in the log. */
const ABSENCE_MS = 5 * 60_000;
/** So often it is written down at most that nothing has come: each time the disk has to take it. */
const NOTED_MS = 10_000;

export interface OrdersIn {
  /** Takes in every order that changed since the cursor. One that begins after this call has begun, always. */
  catchUp(): Promise<{ orders: number }>;
  /** Reads one order afresh and takes it in: an event, a retry, a look that was due. */
  look(orderId: string): Promise<void>;
  /** Every order that changed before `instant` has been taken in, as far as Shopify's search tells. */
  hasTakenIn(instant: ShopTime): boolean;
  /**
   * Looks for orders that the usual look has missed, unless that has been done since. Until it is done, nothing may be raised that fell
   * without an explanation.
   */
  lookDeep(since: ShopTime): Promise<void>;
  /** Takes in the orders from before the line that are still open. Returns their names and units. */
  takeInOpenOrders(): Promise<{ name: string; units: number }[]>;
}

interface OrdersInState {
  readonly sync: Sync;
  /** The last whole look of this process began then. */
  caughtUpFrom: ShopTime | null;
  /** What the ledger says of it, and up to when it really was. */
  caughtUp: { readonly noted: ShopTime; readonly at: ShopTime } | null;
  running: Promise<{ orders: number }> | null;
  queued: Promise<{ orders: number }> | null;
  readonly look: LookAtOrder;
  /** The last deep look of this process began then, and the one under way. */
  lookedDeepFrom: ShopTime | null;
  deep: Promise<void> | null;
}

export function createOrdersIn(sync: Sync): OrdersIn {
  const look = createOrderLooks(sync);
  const state: OrdersInState = {
    sync,
    caughtUpFrom: null,
    caughtUp: null,
    running: null,
    queued: null,
    look,
    lookedDeepFrom: null,
    deep: null,
  };
  return {
    look: (orderId) => look(orderId),
    hasTakenIn: (instant) => state.caughtUpFrom !== null && instant <= state.caughtUpFrom,
    catchUp: () => catchUp(state),
    lookDeep: (since) => lookDeepSince(state, since),
    takeInOpenOrders: () => takeInOpenOrders(sync, look),
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

/** One at a time; one that began after `since` will do. */
async function lookDeepSince(state: OrdersInState, since: ShopTime): Promise<void> {
  while (state.lookedDeepFrom === null || state.lookedDeepFrom < since) {
    state.deep ??= lookDeep(state.sync, state.look)
      .then((begunAt) => {
        state.lookedDeepFrom = begunAt;
        endCarriesSince(state.sync.ledger, later(begunAt, -state.sync.timing.explainMs));
      })
      .finally(() => {
        state.deep = null;
      });
    await state.deep;
  }
}

/** One whole look at what changed since the cursor. */
async function pass(state: OrdersInState): Promise<{ orders: number }> {
  const { sync } = state;
  if (readState(sync.ledger, 'activatedAt') === null) return { orders: 0 };
  // Another computer books them; a take-over goes through what changed meanwhile.
  if (readState(sync.ledger, 'otherWriter') !== null) return { orders: 0 };
  if (!readState(sync.ledger, 'openOrdersRead')) await takeInOpenOrders(sync, state.look);
  await sync.shopify().knowTime();
  const begunAt = shopNow(sync);
  const cursor = readState(sync.ledger, 'ordersCursor');
  let orders = 0;
  let newest = cursor;
  for await (const page of changedOrders(sync.shopify(), later(cursor, -OVERLAP_MS))) {
    await inParallel(page, async ({ orderId, name, updatedAt }) => {
      newest = latest(newest, updatedAt);
      if (!isToBeLookedAt(sync.ledger, orderId, updatedAt)) return;
      await state.look(orderId, name);
      orders += 1;
    });
  }
  const now = sync.ports.monotonic.now();
  const due = [...dueOrders(sync.ledger, now), ...ordersToTellOf(sync), ...dueUnread(sync.ledger, now)];
  await inParallel([...new Set(due)], (id) => state.look(id));
  sync.ports.milestone('orders:before-cursor');
  sync.ledger.transaction(() => {
    // Only now, when every order up to it is committed: a cursor that runs ahead loses orders.
    if (newest > cursor) writeState(sync.ledger, 'ordersCursor', newest);
    endAbsence(state, orders);
  });
  state.caughtUpFrom = begunAt;
  reportRecovery(sync, 'shopify');
  return { orders };
}

/**
 * The orders are taken in up to now. How long nobody had looked is told by Shopify's clock: it goes on while the program is not
 * running or the computer sleeps, and nobody sets it. Inside a transaction.
 */
function endAbsence(state: OrdersInState, orders: number): void {
  const { ledger, ports, timing } = state.sync;
  const at = ports.clock.now();
  const now = shopNow(state.sync);
  const noted = readState(ledger, 'caughtUpAt');
  const before = noted !== null && state.caughtUp?.noted === noted ? state.caughtUp.at : noted;
  const awayMs = before === null ? null : msBetween(before, now);
  noteCaughtUp(state, { noted, at, now });
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

/** The ledger may say less than is so, never more: whoever goes by it after a death looks at some seconds once more. */
function noteCaughtUp(
  state: OrdersInState,
  { noted, at, now }: { readonly noted: ShopTime | null; readonly at: OurTime; readonly now: ShopTime },
): void {
  const { ledger } = state.sync;
  const isStillGood = noted !== null && noted <= now && msBetween(noted, now) < NOTED_MS;
  if (!isStillGood) {
    writeState(ledger, 'shopifySeenAt', at);
    writeState(ledger, 'caughtUpAt', now);
  }
  state.caughtUp = { noted: isStillGood ? noted : now, at: now };
}
