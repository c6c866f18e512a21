import { later, type ShopTime } from '../../../shared/words/time.ts';
import { bookingsOf } from '../../ledger/bookings.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState } from '../../ledger/engine-state.ts';
import { endInbox, openInbox } from '../../ledger/inbox.ts';
import { lookForUnseenNow } from '../../ledger/level-doubts.ts';
import { effectsOf, findOrder, saveOrder } from '../../ledger/orders.ts';
import { findUnread, forgetUnread, keepUnread } from '../../ledger/unread-orders.ts';
import {
  isOrderNotUnderstood,
  readOrder,
  readUnitsAddedSince,
  type ShopOrder,
} from '../../shopify/read-order.ts';
import { type Sync, shopNow, shortId } from '../runtime/context.ts';
import { createSerialQueue, type SerialQueue } from '../runtime/serial-queue.ts';
import { linesUntold } from './line-goods.ts';
import { askAboutOrders } from './order-questions.ts';
import { takeInOrder } from './take-in-order.ts';

/** An order that cannot be read is tried again after 10 s, then at ever longer pauses up to a quarter of an hour. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Spells of failures in Shopify last a minute; after so many tries, some ten minutes, a person is told. */
const TRIES_BEFORE_ASKED = 7;

/** Reads one order afresh and takes it in. `name` is for the person who is told of an order that cannot be read. */
export type LookAtOrder = (orderId: string, name?: string) => Promise<void>;

/** Does the list show a change that has not been looked at? An order that could not be read has its own time. */
export function isToBeLookedAt(ledger: Reader, orderId: string, updatedAt: ShopTime): boolean {
  return findOrder(ledger, orderId)?.updatedAt !== updatedAt && !findUnread(ledger, orderId);
}

/** One look at an order at a time: an older answer must not be taken in after a newer one. */
export function createOrderLooks(sync: Sync): LookAtOrder {
  const lanes = new Map<string, SerialQueue>();
  return (orderId, name = '') => {
    const lane = lanes.get(orderId) ?? createSerialQueue();
    lanes.set(orderId, lane);
    return lane
      .run(() => look(sync, orderId, name))
      .finally(() => {
        if (lane.isIdle()) lanes.delete(orderId);
      });
  };
}

/**
 * One order that cannot be read holds back nobody: it is kept and looked at again.
 * @throws Refusal when Shopify cannot be asked at all
 */
async function look(sync: Sync, orderId: string, name: string): Promise<void> {
  await sync.shopify().knowTime();
  const lookedAt = shopNow(sync);
  try {
    const order = await readOrder(sync.shopify(), orderId);
    const addedSince = order ? await readAddedSince(sync, order) : undefined;
    sync.ports.milestone('order:read');
    sync.ledger.transaction(() => {
      if (order) takeIn(sync, order, lookedAt, addedSince);
      else lookNoMore(sync, orderId);
      if (findUnread(sync.ledger, orderId)) endUnread(sync, orderId);
    });
    sync.ports.milestone('order:taken-in');
  } catch (error) {
    if (!isOrderNotUnderstood(error)) throw error;
    sync.ports.log.warn('orders.not-understood', { orderId });
    sync.ledger.transaction(() => park(sync, orderId, name));
  }
}

function takeIn(
  sync: Sync,
  order: ShopOrder,
  lookedAt: ShopTime,
  addedSince: ReadonlyMap<string, number> | undefined,
): void {
  takeInOrder(sync, order, lookedAt, addedSince);
  const bookings = bookingsOf(sync.ledger, order.orderId);
  askAboutOrders(
    sync,
    bookings.filter(({ state }) => state === 'question'),
  );
}

/** Shopify does not show it any more: it is older than we may read, which never means that it is undone. */
function lookNoMore(sync: Sync, orderId: string): void {
  const stored = findOrder(sync.ledger, orderId);
  if (stored) saveOrder(sync.ledger, { ...stored, nextLookAt: null });
}

function endUnread(sync: Sync, orderId: string): void {
  forgetUnread(sync.ledger, orderId);
  // While it could not be read, nothing that was counted off could be given free.
  lookForUnseenNow(sync.ledger, sync.ports.monotonic.now());
  endInbox(sync.ledger, { kind: 'unreadOrder', orderId }, sync.ports.clock.now());
}

function park(sync: Sync, orderId: string, name: string): void {
  const { ledger, ports } = sync;
  const before = findUnread(ledger, orderId);
  const tries = (before?.tries ?? 0) + 1;
  const order = {
    orderId,
    name: name || before?.name || findOrder(ledger, orderId)?.name || '',
    since: before?.since ?? ports.clock.now(),
    tries,
  };
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
  keepUnread(ledger, order, later(ports.monotonic.now(), pause));
  if (tries < TRIES_BEFORE_ASKED) return;
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at: ports.clock.now(),
    subject: { kind: 'unreadOrder', orderId },
    kind: 'unreadOrder',
    args: { order: order.name || orderId },
    choices: ['retry', 'ignore'],
  });
}

/** Asked where it matters: of an order from before the line that changed after it, while not all of it has been looked at, told and placed. */
async function readAddedSince(
  sync: Sync,
  { orderId, createdAt, updatedAt }: ShopOrder,
): Promise<ReadonlyMap<string, number> | undefined> {
  const activatedAt = readState(sync.ledger, 'activatedAt');
  if (activatedAt === null || createdAt >= activatedAt || updatedAt < activatedAt) return undefined;
  const before = effectsOf(sync.ledger, orderId);
  const isAnyOpen = before.unrouted.length > 0 || linesUntold(sync, orderId, before).size > 0;
  if (findOrder(sync.ledger, orderId) && !isAnyOpen) return undefined;
  return readUnitsAddedSince(sync.shopify(), orderId, activatedAt);
}
