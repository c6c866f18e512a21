import { msBetween } from '../../../shared/words/time.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { listStocktakes, setStocktake } from '../../ledger/stocktakes.ts';
import type { Sync } from '../runtime/context.ts';
import { fullScan } from '../stock-in/stock-in.ts';

/**
 * From now on nothing is sent to Shopify for the store, and its web orders are taken in but not booked: what is sold on the
 * web meanwhile is still on the shelf when it is counted, and comes off what was counted.
 */
export function beginStocktake({ ledger, ports }: Sync, storeNumber: string): void {
  if (listStocktakes(ledger).some((one) => one.storeNumber === storeNumber)) return;
  const at = ports.clock.now();
  ledger.transaction(() => {
    setStocktake(ledger, storeNumber, at);
    const by = ports.actor;
    writeLog(ledger, { at, event: 'stocktakeBegan', cause: 'system', result: 'info', storeNumber, by });
  });
}

/** Reads what was counted; then the orders are booked and every number that has changed is sent once. */
export async function endStocktake(sync: Sync, storeNumber: string): Promise<void> {
  const { ledger, ports, signals: wakes } = sync;
  const isOn = () => listStocktakes(ledger).find((one) => one.storeNumber === storeNumber);
  if (!isOn()) return;
  await fullScan(sync);
  const at = ports.clock.now();
  ledger.transaction(() => {
    const begun = isOn();
    if (!begun) return;
    setStocktake(ledger, storeNumber, null);
    const minutes = Math.max(0, Math.round(msBetween(begun.since, at) / 60_000));
    writeLog(ledger, {
      at,
      event: 'stocktakeEnded',
      cause: 'system',
      result: 'ok',
      storeNumber,
      args: { minutes },
      by: ports.actor,
    });
  });
  wakes.bookings.notify();
  wakes.stockOut.notify();
}
