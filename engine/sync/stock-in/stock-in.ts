import { later } from '../../../shared/words/time.ts';
import {
  type ArticlePage,
  type ArticleReading,
  findingsOfFirstPage,
  type ListedArticle,
  readArticlePage,
} from '../../easycashier/articles.ts';
import { articlesToRead, markSalesRead } from '../../ledger/balances.ts';
import { isAnyTurnedAway } from '../../ledger/bookings.ts';
import { findArticle, listStores } from '../../ledger/catalogue.ts';
import { beginScan, holdScan, readFallWatch } from '../../ledger/falls.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { readSetting } from '../../ledger/settings.ts';
import { isBurst } from '../../rules/falls.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { keepInPassing } from '../runtime/capabilities.ts';
import { reportRecovery, type Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { lookUp } from './look-up.ts';
import { finishScan } from './missing.ts';
import { refreshSales } from './sales-in.ts';
import { takeIn } from './take-in.ts';

/** What a full scan over all articles found. */
export interface FullScan {
  readonly articles: number;
  /** Fewer articles than EasyCashier itself counts, or far fewer than last time: nothing is concluded from what is missing. */
  readonly isShort: boolean;
}

/** So many sold articles are read one by one in any shop; more, where a full scan takes as many calls. */
const SINGLES = 8;
/** The pages of the last full scan. */
const lastScan = rememberedBy(() => ({ pages: 0 }));

/** A page that was answered once already is asked for again so often. */
const REPEATS = 3;

/** Whether it reads what is known to be sold, a person has asked for it and waits, or it is one of those that come again and again. */
type ScanRank = Exclude<CallRank, 'booking'>;

/** What a walk over the list has met so far. */
interface Walk {
  readonly rank: ScanRank;
  /** Ids by article number. */
  readonly met: Map<string, string>;
  readonly ids: Set<string>;
  /** What the list says that it has, on each page. */
  readonly totals: Set<number>;
}

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
  await refreshSales(sync, rank);
  beginScan(sync.ledger);
  const walk: Walk = { rank, met: new Map(), ids: new Set(), totals: new Set() };
  let page: ArticlePage | null = null;
  let granted = 0;
  for (let pageNumber = 1; ; pageNumber += 1) {
    page = await nextPage(sync, walk, pageNumber, page?.pageSize);
    granted = Math.max(granted, page.ids.length);
    sync.ports.milestone('pass:page-taken-in');
    if ((await onPage(walk.ids.size, page.totalResources)) === false)
      return { articles: walk.met.size, isShort: true };
    // The page's size is what the server grants; what it calls the last page may go by the size that was asked for.
    const pages = Math.max(page.totalPages, Math.ceil(page.totalResources / Math.max(1, granted)));
    lastScan(sync).pages = pages;
    if (page.ids.length === 0 || pageNumber >= pages) break;
  }
  const isShort = await finishScan(sync, {
    rank,
    met: new Set(walk.met.keys()),
    isCut: walk.ids.size < page.totalResources,
    isSteady: walk.totals.size === 1,
  });
  sync.signals.stockOut.notify();
  if (!isShort) reportReading(sync);
  return { articles: walk.met.size, isShort };
}

/** Reads a page and takes it in. One whose articles have all been met is answered twice: the one that was asked for is still to come. */
async function nextPage(
  sync: Sync,
  walk: Walk,
  pageNumber: number,
  pageSize: number | undefined,
): Promise<ArticlePage> {
  for (let repeats = 0; ; repeats += 1) {
    const page = await takeInPage(sync, walk, pageNumber, pageSize);
    const isNew = page.ids.length === 0 || page.ids.some((id) => !walk.ids.has(id));
    for (const id of page.ids) walk.ids.add(id);
    walk.totals.add(page.totalResources);
    if (isNew || repeats >= REPEATS) return page;
  }
}

async function takeInPage(
  sync: Sync,
  { met, rank }: Walk,
  pageNumber: number,
  pageSize: number | undefined,
): Promise<ArticlePage> {
  const duplicates = new Set<string>();
  const withoutStock: ListedArticle[] = [];
  let fallenBefore = 0;
  const page = await sync.easycashierQueue.run(rank, async () => {
    const found = await readArticlePage(sync.easycashier(), pageNumber, pageSize);
    sync.ledger.transaction(() => {
      if (pageNumber === 1) keepInPassing(sync, 'easycashier', findingsOfFirstPage(found));
      fallenBefore = readFallWatch(sync.ledger).positions;
      for (const article of found.articles) {
        const other = met.get(article.articleNumber);
        met.set(article.articleNumber, article.articleId);
        const isDuplicate = other !== undefined && other !== article.articleId;
        if (isDuplicate) duplicates.add(article.articleId);
        if (isWantedWhole(sync, article)) withoutStock.push(article);
        else takeIn(sync, withStock(article), { isDuplicate, isInScan: true });
      }
      holdBurst(sync, fallenBefore, found.articles);
    });
    return found;
  });
  for (const { articleNumber, articleId } of withoutStock) {
    await sync.easycashierQueue.run(rank, async () => {
      const found = await lookUp(sync, articleNumber, articleId);
      if (found.is === 'found')
        sync.ledger.transaction(() => {
          takeIn(sync, found.article, { isDuplicate: duplicates.has(articleId), isInScan: true });
          holdBurst(sync, fallenBefore, page.articles);
        });
    });
  }
  return page;
}

/**
 * Many falls on one page may be the beginning of everything at once: how large their share is shows at the end of the scan, and they
 * wait for it. Inside a transaction.
 */
function holdBurst(sync: Sync, fallenBefore: number, page: readonly ListedArticle[]): void {
  const { ledger } = sync;
  const watch = readFallWatch(ledger);
  if (watch.isBurst || watch.positions <= fallenBefore) return;
  const stores = ({ articleNumber, stock }: ListedArticle) =>
    stock?.length ?? positionsOf(ledger, articleNumber).length;
  const positions = page.reduce((sum, article) => sum + (article.isWebshop ? stores(article) : 0), 0);
  const falls = watch.positions - fallenBefore;
  if (isBurst({ falls, positions }, readSetting(ledger, 'guardZeroShare'))) holdScan(ledger);
}

/** The list shows no stock, and it is wanted: of what is sold in the webshop, and of anything while no store is known. */
function isWantedWhole({ ledger }: Sync, { stock, isStockItem, isWebshop }: ListedArticle): boolean {
  return stock === null && isStockItem && (isWebshop || listStores(ledger).length === 0);
}

/** What the list does not show stays what it was. */
const withStock = (article: ListedArticle): ArticleReading => ({ ...article, stock: article.stock ?? [] });

/**
 * The quick look: the day's sales in one call, then only the articles that were sold. Returns how a full scan should follow: at the rank of
 * what is sold where that is more than one by one is worth, as one that comes again where the report cannot be had; null: none.
 */
export async function pollSales(sync: Sync): Promise<ScanRank | null> {
  if (!(await refreshSales(sync))) return 'scan';
  if (!(await readSold(sync))) return 'sold';
  reportReading(sync);
  return null;
}

/** Reads the articles that were sold since they were read. False where a full scan is cheaper. */
async function readSold(sync: Sync): Promise<boolean> {
  const articleNumbers = articlesToRead(sync.ledger);
  if (articleNumbers.length > Math.max(SINGLES, lastScan(sync).pages)) return false;
  for (const articleNumber of articleNumbers) await readOne(sync, articleNumber);
  return true;
}

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
