import { saveLocations } from '../../ledger/catalogue.ts';
import { type ClosedStore, closedStores, heldForLocation } from '../../ledger/closed-locations.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { markDirty } from '../../ledger/queue.ts';
import { readLocations } from '../../shopify/gateway.ts';
import { reportTrouble, type Sync } from '../runtime/context.ts';

/**
 * Reads Shopify's locations. A mapped one that is inactive or gone is told once: what waits for its store stays in the queue and is not sent;
 * it is sent at once when the location is active again. Returns whether one has come back.
 * @throws Refusal as the client does
 */
export async function refreshLocations(sync: Sync): Promise<boolean> {
  const { ledger } = sync;
  const locations = await readLocations(sync.shopify());
  const opened = ledger.transaction(() => {
    const before = closedStores(ledger);
    saveLocations(ledger, locations);
    const after = closedStores(ledger);
    const isIn = (stores: readonly ClosedStore[], { storeNumber }: ClosedStore) =>
      stores.some((one) => one.storeNumber === storeNumber);
    for (const store of after) if (!isIn(before, store)) tell(sync, store, 'locationClosed');
    const opened = before.filter((store) => !isIn(after, store));
    for (const store of opened) reopen(sync, store);
    return opened;
  });
  if (opened.length > 0) sync.signals.stockOut.notify();
  return opened.length > 0;
}

/** After Shopify did not know a location: the numbers of the stores whose location is closed. What cannot be read now stays as it was known. */
export async function lookForClosed(sync: Sync): Promise<ReadonlySet<string>> {
  try {
    await refreshLocations(sync);
  } catch (error) {
    reportTrouble(sync, 'shopify', error);
  }
  return new Set(closedStores(sync.ledger).map(({ storeNumber }) => storeNumber));
}

function reopen(sync: Sync, store: ClosedStore): void {
  const at = sync.ports.clock.now();
  tell(sync, store, 'locationOpened');
  for (const articleNumber of heldForLocation(sync.ledger, store.storeNumber)) {
    markDirty(sync.ledger, articleNumber, store.storeNumber, { at, cause: 'settings' });
  }
}

function tell(
  { ledger, ports }: Sync,
  { storeNumber, locationId, store, location }: ClosedStore,
  event: 'locationClosed' | 'locationOpened',
): void {
  writeLog(ledger, {
    at: ports.clock.now(),
    event,
    cause: 'system',
    result: event === 'locationClosed' ? 'waiting' : 'ok',
    storeNumber,
    locationId,
    args: { store, location },
  });
}
