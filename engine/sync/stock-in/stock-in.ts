import { later } from '../../../shared/words/time.ts';
import type { ArticlePage } from '../../easycashier/articles.ts';
import { articlesToRead, markSalesRead } from '../../ledger/balances.ts';
import { isAnyTurnedAway } from '../../ledger/bookings.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import { beginScan } from '../../ledger/falls.ts';
import { reportRecovery, type Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { beginScanOfAll } from './fresh-balances.ts';
import { lookUp } from './look-up.ts';
import { finishScan } from './missing.ts';
import { isReportDue, refreshSales } from './sales-in.ts';
import { nextPage, type ScanRank, type Walk } from './scan-pages.ts';
import { takeIn } from './take-in.ts';
import { isToBeRead } from './unread-articles.ts';

/** What a full scan over all articles found. */
export interface FullScan {
  readonly articles: number;
  /** Fewer articles than EasyCashier itself counts, or far fewer than last time: nothing is concluded from what is missing. */
  readonly isShort: boolean;
}

/** So many sold articles are read one by one in any shop; more, where a full scan takes as many calls. */
const SINGLES = 8;
/** What the last full scan cost: its pages, and the articles that no page shows whole. */
const lastScan = rememberedBy(() => ({ calls: 0 }));

/**
 * Reads every article with its balances, page by page, and takes each page in at once. A change of balance becomes a
 * movement and puts its position in the queue in the same transaction. `onPage` may do something between two pages: a
 * pass over a large catalogue takes long. Where it returns false nothing more is read, and nothing concluded.
 */
export async function fullScan(
  sync: Sync,
  onPage: (done: number, total: number) => unknown = () => undefined,
  rank: ScanRank = 'asked',
): Promise<FullScan> {
  if (isReportDue(sync)) await refreshSales(sync, rank);
  beginScan(sync.ledger);
  const noteScanned = beginScanOfAll(sync);
  const walk: Walk = {
    rank,
    met: new Map(),
    ids: new Set(),
    totals: new Set(),
    granted: 0,
    singles: 0,
    notShown: 0,
  };
  let page: ArticlePage | null = null;
  let calls = 0;
  for (let pageNumber = 1; ; pageNumber += 1) {
    page = await nextPage(sync, walk, pageNumber, page?.pageSize);
    walk.granted = Math.max(walk.granted, page.ids.length);
    sync.ports.milestone('pass:page-taken-in');
    if ((await onPage(walk.ids.size, page.totalResources)) === false)
      return { articles: walk.met.size, isShort: true };
    // The page's size is what the server grants; what it calls the last page may go by the size that was asked for.
    const pages = Math.max(page.totalPages, Math.ceil(page.totalResources / Math.max(1, walk.granted)));
    calls = pages + walk.singles;
    lastScan(sync).calls = Math.max(lastScan(sync).calls, calls);
    if (page.ids.length === 0 || pageNumber >= pages) break;
  }
  lastScan(sync).calls = calls;
  noteScanned();
  const isShort = await finishScan(sync, {
    rank,
    met: new Set(walk.met.keys()),
    lacking: page.totalResources - walk.ids.size - walk.notShown,
    isSteady: walk.totals.size === 1,
  });
  sync.signals.stockOut.notify();
  if (!isShort) reportReading(sync);
  return { articles: walk.met.size, isShort };
}

/**
 * The quick look: the day's sales, then only the articles that were sold. Returns how a full scan should follow: at the rank of
 * what is sold where that is more than one by one is worth, as one that comes again where the report cannot be had; null: none.
 */
export async function pollSales(sync: Sync): Promise<ScanRank | null> {
  if (isReportDue(sync) && !(await refreshSales(sync))) return 'scan';
  const sold = soldAndToBeRead(sync);
  if (sold.length > mostSingles(sync)) return 'sold';
  for (const articleNumber of sold) await readOne(sync, articleNumber);
  reportReading(sync);
  return null;
}

/** The quick look beside a full scan that may wait for calls long: of much that was sold it reads a part, and the next look the next. */
export async function pollSalesBesideScan(sync: Sync): Promise<void> {
  if (isReportDue(sync)) await refreshSales(sync);
  for (const articleNumber of soldAndToBeRead(sync).slice(0, mostSingles(sync)))
    await readOne(sync, articleNumber);
}

const soldAndToBeRead = (sync: Sync): string[] =>
  articlesToRead(sync.ledger).filter((articleNumber) => isToBeRead(sync, articleNumber));
const mostSingles = (sync: Sync): number => Math.max(SINGLES, lastScan(sync).calls);

/** A booking that was turned away is sent again soon after it is due; later than this something else holds it. */
const DUE_MS = 15_000;

/** EasyCashier can be read. It is well only where it can be booked in too. */
function reportReading(sync: Sync): void {
  const since = later(sync.ports.monotonic.now(), -DUE_MS);
  if (!isAnyTurnedAway(sync.ledger, since)) reportRecovery(sync, 'easycashier');
}

/** Reads one article's balances afresh. */
async function readOne(sync: Sync, articleNumber: string): Promise<void> {
  await sync.easycashierQueue.run('sold', async () => {
    const { ledger } = sync;
    const found = await lookUp(sync, articleNumber);
    const held = findArticle(ledger, articleNumber);
    const isWanted = held?.isWebshop && !held.isGone;
    ledger.transaction(() => {
      if (found.is === 'found') takeIn(sync, found.article);
      // Where nobody can say what became of it, it is asked for again as long as its number is offered.
      else if (found.is === 'absent' || !isWanted) markSalesRead(ledger, articleNumber);
    });
  });
}
