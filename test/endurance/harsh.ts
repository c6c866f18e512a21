import type { PracticeEasyCashierOptions } from '../../practice/easycashier/backoffice.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import type { PracticeShopifyOptions } from '../../practice/shopify/shop.ts';

/**
 * The practice EasyCashier with the harder of each switch (`practice/easycashier/README.md`) that leaves a way to read a balance at all;
 * where neither side is the harder one, it is drawn. `isWhole`: a list without stock too, which makes every article cost a call.
 */
export function harshEasyCashier(
  random: PracticeRandom,
  isWhole: boolean,
): Partial<PracticeEasyCashierOptions> {
  return {
    tokenLifetimeSeconds: 300,
    pageSizeMax: 50,
    salesPageSize: 50,
    salesMeta: false,
    salesStrayRows: true,
    salesLagMs: 60_000,
    articleNumberFilter: 'ignored',
    searchFilter: 'ignored',
    listStock: !isWhole,
    companySpelling: 'hyphen',
    rateHeaders: false,
    lockAfter: 10,
    storeNumbers: random.pick(['text', 'number'] as const),
    errorShape: random.pick(['error', 'message', 'error_description'] as const),
    stockAnswer: random.pick(['object', 'empty', 'nothing', 'text', 'article'] as const),
    loginRefusal: random.pick(['status', 'type'] as const),
    tellsTime: random.chance(0.5),
  };
}

/** A Standard plan, a search that lags, and refusals that name one bad row at a time. */
export function harshShopify(): Partial<PracticeShopifyOptions> {
  return { searchLagMs: 8_000, badRows: 'first', bucketSize: 2_000, restoreRate: 100 };
}
