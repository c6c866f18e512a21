/** A ledger of a large shop, as it is after years: written straight into the file, for reading it is what counts. */

import { join } from 'node:path';
import { type Ledger, openDatabase } from '../../engine/ledger/database.ts';
import { writeLog } from '../../engine/ledger/log-lines.ts';
import { migrate } from '../../engine/ledger/migrate.ts';
import { writeSetting } from '../../engine/ledger/settings.ts';
import { searchText } from '../../engine/rules/search-text.ts';
import { ourTime } from '../../shared/words/time.ts';

const goods = [
  'Mugg',
  'Pläd',
  'Kudde',
  'Grytlapp',
  'Ljuslykta',
  'Handduk',
  'Honung',
  'Salami',
  'Matta',
  'Doftljus',
];
const LOCATION = 'gid://shopify/Location/57770000111';
/** Nobody answers there: what is shown is what the ledger holds. */
const nowhere = 'http://127.0.0.1:9';

const article = `INSERT INTO article (article_number, article_id, name, barcode, is_stock_item, is_webshop, in_use, average_cost, search_text)
  VALUES (?, ?, ?, ?, 1, ?, 1, 10, ?)`;
const balance =
  'INSERT INTO balance (article_number, store_number, thousandths, read_at) VALUES (?, ?, ?, 0)';
const movement = `INSERT INTO movement (at, article_number, store_number, thousandths, cause) VALUES (0, ?, ?, ?, 'opening')`;
const item = `INSERT INTO shop_item (inventory_item_id, sku, tracked, updated_at, seen_walk) VALUES (?, ?, 1, '', 1)`;
const level = `INSERT INTO shop_level (inventory_item_id, location_id, available, is_active, read_at, read_until)
  VALUES (?, ?, ?, 1, 0, 0)`;
const cell = 'INSERT INTO cell (article_number, store_number, agreed, agreed_at) VALUES (?, ?, ?, 0)';

/** A month of opening hours: Shopify was away for a while last night, and somebody wrote there on some days. */
function writeHistory(ledger: Ledger, now: number): void {
  const QUARTER = 15 * 60_000;
  for (let ago = 30 * 96; ago >= 0; ago -= 1) {
    const isAway = ago > 40 && ago <= 44;
    ledger.run(
      'INSERT INTO pulse (at, oldest_unsent, differing) VALUES (?, ?, ?)',
      Math.floor(now / QUARTER) * QUARTER - ago * QUARTER,
      isAway ? (45 - ago) * QUARTER : (ago * 7) % 11 === 0 ? 9_000 : 1_500,
      ago % 500 === 3 ? 1 + (ago % 7) : 0,
    );
  }
}

/** One in ten is not on the web, one in a hundred has no partner, one in fifty differs. */
export function writeLargeLedger(dataDir: string, articles: number, logLines: number): void {
  const ledger = openDatabase({ path: join(dataDir, 'ledger.sqlite'), durability: 'none' });
  migrate(ledger);
  ledger.transaction(() => {
    writeSetting(ledger, 'easycashier', { url: nowhere, company: '556677-8899', username: 'ovning' });
    writeSetting(ledger, 'shopify', { shop: 'stora-butiken.myshopify.com', url: nowhere, clientId: null });
    ledger.run(
      "INSERT INTO store (store_number, name, location_id) VALUES ('1', 'Butiken i Solna', ?)",
      LOCATION,
    );
    for (let n = 0; n < articles; n += 1) {
      const number = String(n).padStart(7, '0');
      const units = n % 90;
      const itemId = `gid://shopify/InventoryItem/${n}`;
      const name = `${goods[n % 10]} ${n}`;
      const barcode = `73${String(n).padStart(11, '0')}`;
      const text = searchText({ articleNumber: number, name, barcode });
      ledger.run(article, number, String(n + 1), name, barcode, Number(n % 10 !== 0), text);
      ledger.run(balance, number, '1', units * 1_000);
      ledger.run(movement, number, '1', units * 1_000);
      if (n % 100 === 7) continue;
      const available = n % 50 === 3 ? units + 1 : units;
      ledger.run(item, itemId, number);
      ledger.run(level, itemId, LOCATION, available);
      ledger.run(cell, number, '1', units);
    }
    const now = Date.now();
    writeHistory(ledger, now);
    for (let n = 0; n < logLines; n += 1) {
      writeLog(ledger, {
        at: ourTime(now - (logLines - n) * 500),
        event: 'pushed',
        cause: 'sale',
        result: 'ok',
        articleNumber: String((n * 7) % articles).padStart(7, '0'),
        storeNumber: '1',
        before: n % 40,
        after: (n % 40) - 1,
      });
    }
  });
  ledger.close();
}
