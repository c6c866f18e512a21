import { readState } from '../../ledger/engine-state.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { findWebshopArticle } from '../../ledger/matching.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import { skuItem } from '../../ledger/shop-items.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { trackInventory } from '../../shopify/gateway.ts';
import type { Sync } from '../runtime/context.ts';
import { rereadItems } from '../shop-levels/shop-index.ts';
import { createExplainer, type ExplainArticle, matchReport } from './match-report.ts';

export interface Tracked {
  readonly changed: number;
  readonly unchanged: number;
  /** `reason` is a cause of a miss, a refusal's code, or Shopify's own words. */
  readonly failed: { articleNumber: string; reason: string }[];
}

/** The Webshop articles that lack nothing but tracking. */
export async function untrackedArticles(sync: Sync): Promise<string[]> {
  const { missed } = await matchReport(sync);
  return missed.filter(({ cause }) => cause === 'untracked').map(({ articleNumber }) => articleNumber);
}

/**
 * Makes Shopify keep count of the articles' items, and leaves their positions to be written. What Shopify shows until then is what
 * it held all along.
 * @throws Refusal as the client does; what was done until then stays done
 */
export async function trackArticles(sync: Sync, articleNumbers: readonly string[]): Promise<Tracked> {
  const explain = createExplainer(sync);
  const failed: { articleNumber: string; reason: string }[] = [];
  let changed = 0;
  let unchanged = 0;
  for (const [done, articleNumber] of articleNumbers.entries()) {
    const outcome = await trackOne(sync, explain, articleNumber);
    if (outcome === 'changed') changed += 1;
    else if (outcome === 'unchanged') unchanged += 1;
    else failed.push({ articleNumber, reason: outcome.reason });
    sync.onProgress({ runId: null, phase: 'writing', done: done + 1, total: articleNumbers.length });
  }
  sync.signals.stockOut.notify();
  return { changed, unchanged, failed };
}

async function trackOne(
  sync: Sync,
  explain: ExplainArticle,
  articleNumber: string,
): Promise<'changed' | 'unchanged' | { reason: string }> {
  const article = findWebshopArticle(sync.ledger, articleNumber);
  if (!article) return { reason: 'unknownArticle' };
  const miss = await explain(article);
  if (miss === null) return 'unchanged';
  const item = miss.cause === 'untracked' ? skuItem(sync.ledger, articleNumber) : undefined;
  if (!item) return { reason: miss.cause };
  try {
    const [refused] = await trackInventory(sync.shopify(), item.inventoryItemId);
    if (refused) return { reason: refused.message };
  } catch (error) {
    // Asking twice is as good as once, so nothing has to be known of this one.
    if (error instanceof OutcomeUnknown) return { reason: 'shopifyUnreachable' };
    throw error;
  }
  await rereadItems(sync, [item.inventoryItemId]);
  sync.ledger.transaction(() => {
    const at = sync.ports.clock.now();
    if (readState(sync.ledger, 'firstSyncAt') !== null) {
      for (const { storeNumber } of positionsOf(sync.ledger, articleNumber)) {
        markDirty(sync.ledger, articleNumber, storeNumber, { at, cause: 'settings' });
      }
    }
    const by = sync.ports.actor;
    writeLog(sync.ledger, { at, event: 'trackingOn', cause: 'settings', result: 'ok', articleNumber, by });
  });
  return 'changed';
}
