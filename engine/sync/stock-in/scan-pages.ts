import {
  type ArticlePage,
  type ArticleReading,
  findingsOfFirstPage,
  type ListedArticle,
  readArticlePage,
} from '../../easycashier/articles.ts';
import { listStores } from '../../ledger/catalogue.ts';
import { holdScan, readFallWatch } from '../../ledger/falls.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { readSetting } from '../../ledger/settings.ts';
import { isBurst } from '../../rules/falls.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { keepInPassing } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';
import { lookUp } from './look-up.ts';
import { takeIn } from './take-in.ts';

/** A page that was answered once already is asked for again so often. */
const REPEATS = 3;

/** Whether it reads what is known to be sold, a person has asked for it and waits, or it is one of those that come again and again. */
export type ScanRank = Exclude<CallRank, 'booking'>;

/** What a walk over the list has met so far. */
export interface Walk {
  readonly rank: ScanRank;
  /** Ids by article number. */
  readonly met: Map<string, string>;
  readonly ids: Set<string>;
  /** What the list says that it has, on each page. */
  readonly totals: Set<number>;
}

/** Reads a page and takes it in. One whose articles have all been met is answered twice: the one that was asked for is still to come. */
export async function nextPage(
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
