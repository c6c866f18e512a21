import type { PlanSummary } from '../../shared/contract/sync.ts';
import { ourTime, shopTime } from '../../shared/words/time.ts';
import { recordBalance } from '../ledger/balances.ts';
import { mapStore, saveArticle, saveLocations, saveStore } from '../ledger/catalogue.ts';
import { type Ledger, openDatabase } from '../ledger/database.ts';
import { writeState } from '../ledger/engine-state.ts';
import { migrate } from '../ledger/migrate.ts';
import { saveOrder } from '../ledger/orders.ts';
import { addPlanRows, beginPlan, finishPlan, type PlanRow } from '../ledger/plans.ts';
import { saveShopItem } from '../ledger/shop-items.ts';
import { acceptLevel } from '../ledger/shop-levels.ts';

export const storeNumber = '1';
export const locationId = 'gid://shopify/Location/101';
export const itemIdOf = (n: number) => `gid://shopify/InventoryItem/${9_000_000 + n}`;

/** A migrated ledger in memory with one store, mapped to one location, and the cut-over drawn. */
export function openTestLedger(): Ledger {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  saveStore(ledger, storeNumber, 'Butiken');
  saveLocations(ledger, [{ locationId, name: 'Butiken', isActive: true, fulfillsOnlineOrders: true }]);
  mapStore(ledger, storeNumber, locationId);
  writeState(ledger, 'activatedAt', shopTime(1));
  return ledger;
}

export interface TestPosition {
  /** Tells positions apart; names the inventory item. */
  readonly n?: number;
  readonly sku?: string;
  /** Thousandths; null: EasyCashier has no row. */
  readonly balance?: number | null;
  /** What Shopify shows; null: never stocked there. */
  readonly available?: number | null;
  readonly isActive?: boolean;
}

/** An article with an item of the same SKU, as it is once both sides have been read. */
export function addTestPosition(ledger: Ledger, articleNumber: string, cell: TestPosition = {}): void {
  const { n = 1, sku = articleNumber, balance = 5_000, available = 5, isActive = true } = cell;
  saveArticle(
    ledger,
    {
      articleNumber,
      articleId: String(n),
      name: `Artikel ${articleNumber}`,
      barcode: '',
      isStockItem: true,
      isWebshop: true,
      inUse: true,
      averageCost: 10,
    },
    false,
  );
  if (balance !== null) {
    recordBalance(ledger, {
      articleNumber,
      storeNumber,
      thousandths: balance,
      readAt: ourTime(1),
      sales: null,
    });
  }
  const inventoryItemId = itemIdOf(n);
  saveShopItem(ledger, { inventoryItemId, sku, tracked: true, updatedAt: '2026-11-23T08:00:00Z' }, 1);
  if (available !== null) {
    acceptLevel(ledger, {
      inventoryItemId,
      locationId,
      available,
      committed: 0,
      setAside: 0,
      isActive,
      readAt: shopTime(1_000),
      readUntil: shopTime(1_010),
    });
  }
}

/** An open order that was looked at once and has nothing more to be looked at for. */
export function addTestOrder(ledger: Ledger, orderId: string): void {
  saveOrder(ledger, {
    orderId,
    name: '#1',
    createdAt: shopTime(1),
    updatedAt: shopTime(1),
    state: 'open',
    lookedAt: shopTime(1),
    looks: 0,
    nextLookAt: null,
    hasReturn: false,
  });
}

/** A plan that was made to its end. */
export function saveTestPlan(
  ledger: Ledger,
  plan: PlanSummary,
  rows: readonly (PlanRow & { name: string })[],
): PlanSummary {
  ledger.transaction(() => {
    beginPlan(ledger, plan.planId, plan.createdAt);
    addPlanRows(ledger, plan.planId, 0, rows);
    finishPlan(ledger, plan);
  });
  return plan;
}
