import { isEcho } from '../ledger/echoes.ts';
import { writeLog } from '../ledger/log-lines.ts';
import { findOrder } from '../ledger/orders.ts';
import { type Hint, markHintsLooked, waitingHints } from '../ledger/relay-events.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import { Refusal } from '../refusal.ts';
import { readFulfillmentOrderOwner } from '../shopify/read-order.ts';
import type { Sync } from './context.ts';
import { inParallel } from './in-parallel.ts';
import type { OrdersIn } from './orders-in.ts';
import { settleReadings } from './readings.ts';
import { refreshItems, refreshLocations, rereadItems, walkShop } from './shop-index.ts';

const BATCH = 250;
/** How far our picture of Shopify's clock may be off, and its whole seconds. */
const CLOCKS_MS = 5_000;

/**
 * Follows what the webhooks hinted at: reads with our own token what they are about, and nothing of what they said is
 * believed. A hint that turns out to be known already costs no call.
 * @throws Refusal when Shopify cannot be read; the hints wait
 */
export async function followHints(sync: Sync, orders: OrdersIn): Promise<void> {
  if (readSetting(sync.ledger, 'catchUpWanted')) await catchUpOnAll(sync, orders);
  for (;;) {
    const hints = waitingHints(sync.ledger, BATCH);
    if (hints.length === 0) return;
    if (readSetting(sync.ledger, 'activatedAt') !== null) await follow(sync, orders, hints);
    sync.ports.milestone('hints:followed');
    sync.ledger.transaction(() => markHintsLooked(sync.ledger, hints, sync.ports.clock.now()));
  }
}

/** Something may have been missed: both the orders and the shop are gone through once. */
async function catchUpOnAll(sync: Sync, orders: OrdersIn): Promise<void> {
  if (readSetting(sync.ledger, 'activatedAt') !== null) {
    await refreshLocations(sync);
    await walkShop(sync);
    await orders.catchUp();
  }
  writeSetting(sync.ledger, 'catchUpWanted', false);
}

async function follow(sync: Sync, orders: OrdersIn, hints: readonly Hint[]): Promise<void> {
  const of = (kind: Hint['kind']) => hints.filter((hint) => hint.kind === kind);
  if (of('uninstalled').length > 0) {
    const at = sync.ports.clock.now();
    writeLog(sync.ledger, { at, event: 'appUninstalled', cause: 'system', result: 'failed' });
  }
  if (of('location').length > 0) await refreshLocations(sync);

  const orderIds = new Set(
    of('order').flatMap((hint) => (isNews(sync, hint.subject, hint.happenedAt) ? [hint.subject] : [])),
  );
  await inParallel(of('fulfillmentOrder'), async ({ subject, happenedAt }) => {
    const owner = await readFulfillmentOrderOwner(sync.shopify(), subject);
    const stored = owner && findOrder(sync.ledger, owner);
    // Routing leaves the order's own time as it was: what counts is when we last looked.
    if (owner && (!stored || happenedAt === null || stored.lookedAt < happenedAt + CLOCKS_MS)) {
      orderIds.add(owner);
    }
  });
  await inParallel([...orderIds], async (orderId) => {
    try {
      await orders.look(orderId);
    } catch (error) {
      // One order that cannot be understood must not hold back the others; polling meets it again.
      if (!(error instanceof Refusal) || error.code !== 'shopifyUnexpected') throw error;
      sync.ports.log.warn('hints.order-not-understood', { orderId });
    }
  });

  if (of('item').length > 0) await refreshItems(sync);
  const gone = of('itemGone').map((hint) => hint.subject);
  if (gone.length > 0) await rereadItems(sync, gone);
  const moved = of('level').flatMap((hint) =>
    hint.locationId === null || isEcho(sync.ledger, hint)
      ? []
      : [{ inventoryItemId: hint.subject, locationId: hint.locationId }],
  );
  if (moved.length > 0) await settleReadings(sync, orders, moved);
}

/** False when we have looked at the order since then, or hold it as it was then or later. */
function isNews(sync: Sync, orderId: string, happenedAt: number | null): boolean {
  const stored = findOrder(sync.ledger, orderId);
  if (!stored || happenedAt === null) return true;
  return stored.updatedAt < happenedAt && stored.lookedAt < happenedAt + CLOCKS_MS;
}
