import { Declined } from '../../easycashier/client.ts';
import { writeWebshopFlag } from '../../easycashier/gateway.ts';
import { countBoxes, listArticles } from '../../ledger/article-list.ts';
import { findArticle, knownArticleNumbers, listStores } from '../../ledger/catalogue.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import { type NearMisses, nearMisses } from '../../rules/matching.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import type { Sync } from '../runtime/context.ts';
import { readNow } from '../stock-in/look-up.ts';
import { fullScan } from '../stock-in/stock-in.ts';
import { takeIn, takeInWebshop } from '../stock-in/take-in.ts';

const FEW = 25;
/** More boxes than this are changed only by whoever has said how many. */
const MOST_UNASKED = 20;

/** Which boxes, and what becomes of them. */
export interface WebshopChange {
  readonly on: boolean;
  /** All stock items; else `articleNumbers`. */
  readonly all?: boolean | undefined;
  readonly articleNumbers?: readonly string[] | undefined;
}

export interface WebshopChanged {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: FailedBox[];
}

/** `reason`: `unknownArticle`, or EasyCashier's own words. `near`: the article number that an unknown one nearly is. */
interface FailedBox {
  readonly articleNumber: string;
  readonly reason: string;
  readonly near?: string;
}

/** How many boxes a change would change, and whether the number must be said. Reads the catalogue where there is none yet. */
export async function countWebshopBoxes(sync: Sync, { on, all, articleNumbers = [] }: WebshopChange) {
  const { ledger } = sync;
  if (listStores(ledger).length === 0) await fullScan(sync);
  const numbers = all ? null : [...new Set(articleNumbers.map((text) => text.trim()))];
  const counts = countBoxes(ledger, on, numbers);
  const isEveryOneOff = all === true && !on && counts.changing > 0;
  return { ...counts, needsConfirm: isEveryOneOff || counts.changing > MOST_UNASKED };
}

/**
 * Ticks or clears the box Webshop in EasyCashier, one article after the other; the ledger follows each at once.
 * @throws Refusal `boxesConfirm` with the number that would change, `noCatalogue`, or as the client does; what was done until then stays done
 */
export async function setWebshopBoxes(
  sync: Sync,
  change: WebshopChange,
  confirmBoxes: number | undefined,
): Promise<WebshopChanged> {
  const { ledger } = sync;
  const { changing, needsConfirm } = await countWebshopBoxes(sync, change);
  if (needsConfirm && confirmBoxes !== changing) throw new Refusal('boxesConfirm', { rows: changing });
  const wanted = change.all
    ? listArticles(ledger, { limit: 10_000_000 }).articleNumbers
    : (change.articleNumbers ?? []);
  if (wanted.length === 0) throw new Refusal('noCatalogue');
  // A person who ticks a few waits for them; a list of hundreds lets what is sold go before.
  const rank = wanted.length > FEW ? 'asked' : 'booking';
  let changed = 0;
  let unchanged = 0;
  const failed: FailedBox[] = [];
  let near: NearMisses | null = null;
  for (const [done, text] of wanted.entries()) {
    const outcome = await setOne(sync, text.trim(), { ...change, rank });
    if (outcome === 'changed') changed += 1;
    else if (outcome === 'unchanged') unchanged += 1;
    else {
      near ??= nearMisses(knownArticleNumbers(ledger));
      failed.push({ articleNumber: text, ...outcome, ...nearTo(near, text.trim(), outcome.reason) });
    }
    sync.onProgress({ runId: null, phase: 'writing', done: done + 1, total: wanted.length });
  }
  sync.signals.stockOut.notify();
  return { changed, unchanged, failed };
}

/** A number that differs in case, a blank or the zeros in front is another number: it is named, never taken. */
function nearTo(near: NearMisses, articleNumber: string, reason: string): { near?: string } {
  const miss = reason === 'unknownArticle' ? near.find(articleNumber, '') : null;
  return miss?.shopifySku ? { near: miss.shopifySku } : {};
}

async function setOne(
  sync: Sync,
  articleNumber: string,
  { on, all, rank }: WebshopChange & { readonly rank: CallRank },
): Promise<'changed' | 'unchanged' | { reason: string }> {
  const article = findArticle(sync.ledger, articleNumber);
  if (!article || article.isGone) return { reason: 'unknownArticle' };
  if (article.isWebshop === on || (all && !article.isStockItem)) return 'unchanged';
  try {
    await sync.easycashierQueue.run(rank, async () => {
      await writeWebshopFlag(sync.easycashier(), article.articleId, on);
      // What is not sold in the webshop may have been read long ago: its number is written only once it is that of now.
      const now = on ? await readNow(sync, articleNumber) : null;
      if (now !== null) sync.ledger.transaction(() => takeIn(sync, now));
    });
  } catch (error) {
    if (!(error instanceof Declined) && !(error instanceof OutcomeUnknown)) throw error;
    return { reason: error.message };
  }
  takeInWebshop(sync, article.articleNumber, on);
  return 'changed';
}
