import { later, type ShopTime } from '../../../shared/words/time.ts';
import { isEcho } from '../../ledger/echoes.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { findOrder } from '../../ledger/orders.ts';
import { type Hint, type HintKind, markHintsLooked, waitingHints } from '../../ledger/relay-events.ts';
import { isOrderNotUnderstood, readFulfillmentOrderOwner } from '../../shopify/read-order.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { refreshLocations } from '../shop-levels/locations.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
import { refreshItems, rereadItems, scanShop } from '../shop-levels/shop-index.ts';

const BATCH = 250;
/** How far our picture of Shopify's clock may be off, and its whole seconds. */
const CLOCKS_MS = 5_000;

/**
 * Follows what the webhooks hinted at about orders: reads them with our own token, and nothing of what was said is believed. A hint
 * that turns out to be known already costs no call. What it takes to clear up a level never holds these up.
 * @throws Refusal when Shopify cannot be read; the hints wait
 */
export function followOrderHints(sync: Sync, orders: OrdersIn): Promise<void> {
  return followAll(sync, ['order', 'fulfillmentOrder'], (hints) => followOrders(sync, orders, hints));
}

/**
 * Follows all other hints: levels, items, places; and reads everything once where something may have been missed.
 * @throws Refusal when Shopify cannot be read; the hints wait
 */
export async function followOtherHints(sync: Sync, orders: OrdersIn): Promise<void> {
  if (readState(sync.ledger, 'catchUpWanted')) await catchUpOnAll(sync, orders);
  await followAll(sync, ['level', 'item', 'itemGone', 'location', 'uninstalled'], (hints) =>
    followOthers(sync, orders, hints),
  );
}

async function followAll(
  sync: Sync,
  kinds: readonly HintKind[],
  follow: (hints: readonly Hint[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const hints = waitingHints(sync.ledger, kinds, BATCH);
    if (hints.length === 0) return;
    if (readState(sync.ledger, 'activatedAt') !== null) await follow(hints);
    sync.ports.milestone('hints:followed');
    sync.ledger.transaction(() => markHintsLooked(sync.ledger, hints, sync.ports.clock.now()));
  }
}

/** Something may have been missed: both the orders and the shop are gone through once. */
async function catchUpOnAll(sync: Sync, orders: OrdersIn): Promise<void> {
  if (readState(sync.ledger, 'activatedAt') !== null) {
    await refreshLocations(sync);
    await scanShop(sync);
    await orders.catchUp();
    await orders.lookDeep(shopNow(sync));
  }
  writeState(sync.ledger, 'catchUpWanted', false);
}

const ofKind = (hints: readonly Hint[], kind: HintKind) => hints.filter((hint) => hint.kind === kind);

async function followOrders(sync: Sync, orders: OrdersIn, hints: readonly Hint[]): Promise<void> {
  const told = ofKind(hints, 'order').filter((hint) => isNews(sync, hint.subject, hint.happenedAt));
  await lookAtAll(orders, new Set(told.map((hint) => hint.subject)));
  const routed = new Set<string>();
  await inParallel(ofKind(hints, 'fulfillmentOrder'), async ({ subject, happenedAt }) => {
    const owner = await readFulfillmentOrderOwner(sync.shopify(), subject).catch((error) => {
      // One that cannot be read holds back nobody; polling and the deep look meet its order.
      if (!isOrderNotUnderstood(error)) throw error;
      sync.ports.log.warn('hints.not-understood', { subject });
      return null;
    });
    const stored = owner && findOrder(sync.ledger, owner);
    // Routing leaves the order's own time as it was: what counts is when we last looked.
    if (owner && (!stored || happenedAt === null || stored.lookedAt < later(happenedAt, CLOCKS_MS))) {
      routed.add(owner);
    }
  });
  await lookAtAll(orders, routed);
}

function lookAtAll(orders: OrdersIn, orderIds: ReadonlySet<string>): Promise<void> {
  return inParallel([...orderIds], (orderId) => orders.look(orderId));
}

async function followOthers(sync: Sync, orders: OrdersIn, hints: readonly Hint[]): Promise<void> {
  if (ofKind(hints, 'uninstalled').length > 0) {
    const at = sync.ports.clock.now();
    writeLog(sync.ledger, { at, event: 'appUninstalled', cause: 'system', result: 'failed' });
  }
  if (ofKind(hints, 'location').length > 0) await refreshLocations(sync);
  if (ofKind(hints, 'item').length > 0) await refreshItems(sync);
  const gone = ofKind(hints, 'itemGone').map((hint) => hint.subject);
  if (gone.length > 0) await rereadItems(sync, gone);
  const moved = ofKind(hints, 'level').flatMap((hint) =>
    hint.locationId === null || isEcho(sync.ledger, hint)
      ? []
      : [{ inventoryItemId: hint.subject, locationId: hint.locationId }],
  );
  if (moved.length > 0) await resolveReadings(sync, orders, moved);
}

/** False when we have looked at the order since then, or hold it as it was then or later. */
function isNews(sync: Sync, orderId: string, happenedAt: ShopTime | null): boolean {
  const stored = findOrder(sync.ledger, orderId);
  if (!stored || happenedAt === null) return true;
  return stored.updatedAt < happenedAt && stored.lookedAt < later(happenedAt, CLOCKS_MS);
}
