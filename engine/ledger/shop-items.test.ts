import { describe, expect, it } from 'vitest';
import { addTestPosition, itemIdOf, openTestLedger } from '../testing/test-ledger.ts';
import {
  flagDuplicate,
  forgetUnseenItems,
  keepItem,
  markDuplicateSkus,
  saveShopItem,
  skuItem,
} from './shop-items.ts';

const opened = () => {
  const ledger = openTestLedger();
  addTestPosition(ledger, '0042', { available: 5 });
  return ledger;
};

describe('an item', () => {
  const itemOf = (n: number, sku: string) => ({
    inventoryItemId: itemIdOf(n),
    sku,
    tracked: true,
    updatedAt: '2026-11-23T08:00:00Z',
  });

  it('that the later of two walks has met is not forgotten because the earlier one meets it after that', () => {
    const ledger = opened();
    saveShopItem(ledger, itemOf(1, '0042'), 3);
    saveShopItem(ledger, itemOf(1, '0042'), 2);
    keepItem(ledger, itemIdOf(1), 2);
    forgetUnseenItems(ledger, 3);
    expect(skuItem(ledger, '0042')).toBeDefined();
    forgetUnseenItems(ledger, 4);
    expect(skuItem(ledger, '0042')).toBeUndefined();
  });

  it('with the SKU of another matches nothing from the moment it is met', () => {
    const ledger = opened();
    flagDuplicate(ledger, itemOf(1, '0042'));
    expect(skuItem(ledger, '0042')?.isDuplicate).toBe(false);
    saveShopItem(ledger, itemOf(2, '0042'), 1);
    flagDuplicate(ledger, itemOf(2, '0042'));
    expect(ledger.all('SELECT is_duplicate AS dup FROM shop_item')).toEqual([{ dup: 1 }, { dup: 1 }]);
    for (const n of [3, 4]) {
      saveShopItem(ledger, itemOf(n, ''), 1);
      flagDuplicate(ledger, itemOf(n, ''));
    }
    expect(skuItem(ledger, '')?.isDuplicate).toBe(false);
  });
});

describe('items with one SKU', () => {
  it('match nothing until one is left', () => {
    const ledger = openTestLedger();
    addTestPosition(ledger, '0042');
    const twin = { inventoryItemId: itemIdOf(2), sku: '0042', tracked: true, updatedAt: '' };
    saveShopItem(ledger, twin, 1);
    markDuplicateSkus(ledger);
    expect(skuItem(ledger, '0042')?.isDuplicate).toBe(true);
    saveShopItem(ledger, { ...twin, sku: '0043' }, 1);
    markDuplicateSkus(ledger);
    expect(skuItem(ledger, '0042')).toEqual({ inventoryItemId: itemIdOf(1), isDuplicate: false });
  });
});
