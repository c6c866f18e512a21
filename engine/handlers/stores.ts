import { parseLocation } from '../../shared/words/location.ts';
import { listLocations, listStores, mapStore, type StoreRow } from '../ledger/catalogue.ts';
import { readSetting } from '../ledger/settings.ts';
import { setStocktake } from '../ledger/stocktakes.ts';
import { Refusal } from '../refusal.ts';
import { setMultipleLocations } from '../sync/actions/change-settings.ts';
import { requeueStore } from '../sync/actions/requeue.ts';
import { beginStocktake, endStocktake } from '../sync/actions/stocktake.ts';
import { giveLocation } from '../sync/orders/map-store.ts';
import { requireWriter } from '../sync/runtime/lease.ts';
import { refreshLocations } from '../sync/shop-levels/locations.ts';
import { fullScan } from '../sync/stock-in/stock-in.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

export function storeHandlers({ sync }: Host) {
  const { ledger } = sync;

  const storeOf = (storeNumber: string): StoreRow => {
    const store = listStores(ledger).find((row) => row.storeNumber === storeNumber.trim());
    if (!store) {
      const known = listStores(ledger).map((row) => row.storeNumber);
      throw new Refusal('unknownStore', { store: storeNumber, known: known.join(', ') });
    }
    return store;
  };

  const assertFree = (store: StoreRow, locationId: string) => {
    const mapped = listStores(ledger).filter(
      (row) => row.storeNumber !== store.storeNumber && row.locationId !== null,
    );
    const taken = mapped.find((row) => row.locationId === locationId);
    if (taken) throw new Refusal('locationTaken', { location: locationId, store: taken.name });
    if (mapped.length > 0 && !readSetting(ledger, 'multipleLocations')) {
      throw new Refusal('multipleLocationsOff', { store: mapped[0]?.name ?? '' });
    }
  };

  return {
    list: os.stores.list.handler(async () => {
      if (listStores(ledger).length === 0 && readSetting(ledger, 'easycashier') !== null)
        await fullScan(sync);
      const stores = listStores(ledger);
      const isUnmapped = stores.every((store) => store.locationId === null);
      return {
        multipleLocations: readSetting(ledger, 'multipleLocations'),
        stores,
        problem: isUnmapped ? 'noStoreMapped' : null,
      };
    }),

    locations: os.stores.locations.handler(async () => {
      await refreshLocations(sync);
      return { locations: listLocations(ledger) };
    }),

    map: os.stores.map.handler(async ({ input }) => {
      const locationId = parseLocation(input.location);
      if (locationId === null) throw new Refusal('unknownLocation', { location: input.location });
      const store = storeOf(input.storeNumber);
      await refreshLocations(sync);
      const location = listLocations(ledger).find((row) => row.locationId === locationId);
      if (!location) throw new Refusal('unknownLocation', { location: input.location });
      if (!location.isActive) throw new Refusal('locationInactive', { location: location.name });
      assertFree(store, locationId);
      ledger.transaction(() => {
        giveLocation(sync, store.storeNumber, locationId);
        requeueStore(sync, store.storeNumber, 'settings');
      });
      sync.signals.stockOut.notify();
      return storeOf(store.storeNumber);
    }),

    unmap: os.stores.unmap.handler(({ input }) => {
      const store = storeOf(input.storeNumber);
      ledger.transaction(() => {
        mapStore(ledger, store.storeNumber, null);
        setStocktake(ledger, store.storeNumber, null);
      });
      return storeOf(store.storeNumber);
    }),

    setStocktake: os.stores.setStocktake.handler(async ({ input }) => {
      const store = storeOf(input.storeNumber);
      if (input.on) {
        await requireWriter(sync);
        beginStocktake(sync, store.storeNumber);
      } else await endStocktake(sync, store.storeNumber);
      return storeOf(store.storeNumber);
    }),

    setMultipleLocations: os.stores.setMultipleLocations.handler(({ input }) => {
      const mapped = listStores(ledger).filter((store) => store.locationId !== null);
      if (!input.on && mapped.length > 1) {
        throw new Refusal('badSetting', { name: 'multipleLocations', why: 'severalMapped' });
      }
      setMultipleLocations(sync, input.on);
      return { multipleLocations: input.on };
    }),
  };
}
