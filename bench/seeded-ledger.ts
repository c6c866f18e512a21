import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapStore, saveLocations, saveStore } from '../engine/ledger/catalogue.ts';
import { type Ledger, openDatabase } from '../engine/ledger/database.ts';
import { writeState } from '../engine/ledger/engine-state.ts';
import { migrate } from '../engine/ledger/migrate.ts';
import { shopTime } from '../shared/words/time.ts';

export interface SeededLedger {
  /** The data directory: the file is `ledger.sqlite`. */
  readonly folder: string;
  readonly ledger: Ledger;
  /** Another may open the file. */
  close(): void;
  dispose(): void;
}

/**
 * A ledger file as it is when both sides have just been read: each cell is `short` units short in Shopify. Written row by row past the
 * engine, which is what is to be measured.
 */
export function seedLedger(cells: number, { stores = 4, short = 1 } = {}): SeededLedger {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const ledger = openDatabase({ path: join(folder, 'ledger.sqlite'), durability: 'none' });
  migrate(ledger);
  const places = Array.from({ length: stores }, (_, n) => ({
    storeNumber: String(n + 1),
    locationId: `gid://shopify/Location/${101 + n}`,
  }));
  ledger.transaction(() => {
    saveLocations(
      ledger,
      places.map(({ locationId }) => ({
        locationId,
        name: locationId,
        isActive: true,
        fulfillsOnlineOrders: true,
      })),
    );
    for (const place of places) {
      saveStore(ledger, place.storeNumber, `Butik ${place.storeNumber}`);
      mapStore(ledger, place.storeNumber, place.locationId);
    }
    writeState(ledger, 'activatedAt', shopTime(1));
    for (let n = 0; n < cells / stores; n += 1) addArticle(ledger, n, places, short);
  });
  let isOpen = true;
  return {
    folder,
    ledger,
    close: () => {
      if (isOpen) ledger.close();
      isOpen = false;
    },
    dispose: () => {
      if (isOpen) ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addArticle(
  ledger: Ledger,
  n: number,
  places: readonly { storeNumber: string; locationId: string }[],
  short: number,
): void {
  const articleNumber = String(n).padStart(7, '0');
  const itemId = `gid://shopify/InventoryItem/${42_000_000_000 + n}`;
  ledger.run(
    `INSERT INTO article (article_number, article_id, name, barcode, is_stock_item, is_webshop, in_use, average_cost)
     VALUES (?, ?, ?, ?, 1, 1, 1, 10.0)`,
    articleNumber,
    String(n),
    `Artikel ${n}`,
    '',
  );
  ledger.run(
    `INSERT INTO shop_item (inventory_item_id, sku, tracked, updated_at, seen_walk)
     VALUES (?, ?, 1, '2026-11-23T08:00:00Z', 1)`,
    itemId,
    articleNumber,
  );
  for (const { storeNumber, locationId } of places) {
    const units = 2 + (n % 40);
    ledger.run(
      'INSERT INTO balance (article_number, store_number, thousandths, read_at) VALUES (?, ?, ?, 1)',
      articleNumber,
      storeNumber,
      units * 1_000,
    );
    ledger.run(
      "INSERT INTO movement (at, article_number, store_number, thousandths, cause) VALUES (1, ?, ?, ?, 'opening')",
      articleNumber,
      storeNumber,
      units * 1_000,
    );
    ledger.run(
      `INSERT INTO shop_level (inventory_item_id, location_id, available, is_active, read_at, read_until)
       VALUES (?, ?, ?, 1, 1, 1)`,
      itemId,
      locationId,
      units - short,
    );
  }
}
