import { afterEach, beforeEach, expect, it } from 'vitest';
import { markGone, saveArticle } from '../../ledger/catalogue.ts';
import type { Ledger } from '../../ledger/database.ts';
import { ignoreSku } from '../../ledger/ignored-skus.ts';
import { forgetItem, saveShopItem } from '../../ledger/shop-items.ts';
import { replaceWaitingLines } from '../../ledger/waiting-lines.ts';
import { addTestPosition, itemIdOf, openTestLedger } from '../../testing/test-ledger.ts';
import type { Sync } from '../runtime/context.ts';
import { ordersToTellOf } from './line-goods.ts';

let ledger: Ledger;
let sync: Sync;
let walks = 0;
beforeEach(() => {
  ledger = openTestLedger();
  walks = 0;
  const counting: Ledger = {
    ...ledger,
    all: (sql, ...values) => {
      if (sql.includes('waiting_line')) walks += 1;
      return ledger.all(sql, ...values);
    },
  };
  // The rest of it is not needed here.
  sync = { ledger: counting } as Partial<Sync> as Sync;
});
afterEach(() => ledger.close());

const line = (sku: string, inventoryItemId: string | null = null) => ({ lineId: 'l1', inventoryItemId, sku });
const item = (sku: string) =>
  saveShopItem(ledger, { inventoryItemId: itemIdOf(7), sku, tracked: true, updatedAt: '' }, 1);
const article = (articleNumber: string, isDuplicate: boolean) =>
  saveArticle(
    ledger,
    {
      articleNumber,
      articleId: '1',
      name: '',
      barcode: '',
      isStockItem: true,
      isWebshop: true,
      inUse: true,
      averageCost: 0,
    },
    isDuplicate,
  );

it('are not gone through again while nothing changes that may tell', () => {
  replaceWaitingLines(ledger, 'o1', [line('A')]);
  expect(ordersToTellOf(sync)).toEqual([]);
  const before = walks;
  for (let n = 0; n < 5; n += 1) {
    // What goes on all the time tells nothing of any goods.
    addTestPosition(ledger, 'B', { n: 2, balance: n * 1_000 });
    expect(ordersToTellOf(sync)).toEqual([]);
  }
  // The first of them has brought an article.
  expect(walks - before).toBeLessThanOrEqual(1);
});

it.each<[string, () => void, () => void]>([
  ['an article comes', () => undefined, () => article('A', false)],
  ['an article is one again', () => article('A', true), () => article('A', false)],
  [
    'an article is back',
    () => {
      article('A', false);
      markGone(ledger, ['A']);
    },
    () => article('A', false),
  ],
  ['its item has a number', () => article('B', false), () => item('B')],
  [
    'its item is renamed',
    () => {
      article('B', false);
      item('C');
    },
    () => item('B'),
  ],
  [
    'its item is gone and the copied number is an article’s',
    () => {
      article('A', false);
      item('C');
    },
    () => forgetItem(ledger, itemIdOf(7)),
  ],
  ['its number is left out for good', () => undefined, () => ignoreSku(ledger, 'A')],
])('are known when %s', (what, before, after) => {
  before();
  const isOfItem = what.startsWith('its item');
  replaceWaitingLines(ledger, 'o1', [line('A', isOfItem ? itemIdOf(7) : null)]);
  expect(ordersToTellOf(sync)).toEqual([]);
  after();
  expect(ordersToTellOf(sync)).toEqual(['o1']);
  // It has not been looked at yet.
  expect(ordersToTellOf(sync)).toEqual(['o1']);
  replaceWaitingLines(ledger, 'o1', []);
  expect(ordersToTellOf(sync)).toEqual([]);
});
