import {
  type ArticlePage,
  type ArticleReading,
  findingsOfFirstPage,
  type ListedArticle,
  readArticlePage,
} from '../../easycashier/articles.ts';
import { NotShown } from '../../easycashier/client.ts';
import { listStores, saveListPage } from '../../ledger/catalogue.ts';
import { holdScan, readFallWatch } from '../../ledger/falls.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { readSetting } from '../../ledger/settings.ts';
import { isBurst } from '../../rules/falls.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { keepInPassing } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';
import { isAnotherShown, lookUp } from './look-up.ts';
import { takeIn } from './take-in.ts';
import { park } from './unread-articles.ts';

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
  /** How many rows a page has been seen to have. */
  granted: number;
  /** Articles that were read one by one, because their page does not show their stock. */
  singles: number;
  /** Rows that EasyCashier cannot show. */
  notShown: number;
}

/** Reads a page and takes it in. One whose articles have all been met is answered twice: the one that was asked for is still to come. */
export async function nextPage(
  sync: Sync,
  walk: Walk,
  pageNumber: number,
  pageSize: number | undefined,
): Promise<ArticlePage> {
  for (let repeats = 0; ; repeats += 1) {
    const page = await takeInPage(sync, walk, pageNumber, pageSize).catch((error) =>
      takeInParts(sync, walk, pageNumber, error),
    );
    const isNew = page.ids.length === 0 || page.ids.some((id) => !walk.ids.has(id));
    for (const id of page.ids) walk.ids.add(id);
    walk.totals.add(page.totalResources);
    if (isNew || repeats >= REPEATS) return page;
  }
}

/** A page as every server grants it, and a part of one, in rows. */
const PAGE_ROWS = 50;
const PART_ROWS = 10;

/**
 * A page that EasyCashier cannot show, while it shows articles by themselves, has one among its rows that it fails at: they are read in
 * parts. @throws what the page failed with, where nothing is shown
 */
async function takeInParts(sync: Sync, walk: Walk, pageNumber: number, error: unknown): Promise<ArticlePage> {
  if (!(error instanceof NotShown) || !(await isAnyShown(sync, walk))) throw error;
  walk.granted ||= PAGE_ROWS;
  const rows = walk.granted;
  const found: ArticlePage[] = [];
  const part = rows % PART_ROWS === 0 ? PART_ROWS : 1;
  for (let row = (pageNumber - 1) * rows; row < pageNumber * rows; row += part)
    await takeInRows(sync, walk, row, part, found);
  const totalResources = found.at(-1)?.totalResources;
  if (totalResources === undefined) throw error;
  return {
    articles: found.flatMap(({ articles }) => articles),
    ids: found.flatMap(({ ids }) => ids),
    odd: [],
    pageSize: rows,
    totalPages: Math.ceil(totalResources / rows),
    totalResources,
  };
}

/** Takes in `rows` rows after the first `before` of the list, one by one where they are not shown together. */
async function takeInRows(
  sync: Sync,
  walk: Walk,
  before: number,
  rows: number,
  found: ArticlePage[],
): Promise<void> {
  try {
    found.push(await takeInPage(sync, walk, before / rows + 1, rows));
  } catch (error) {
    if (!(error instanceof NotShown) || !(await isAnyShown(sync, walk))) throw error;
    if (rows === 1) walk.notShown += 1;
    else for (let row = 0; row < rows; row += 1) await takeInRows(sync, walk, before + row, 1, found);
  }
}

const isAnyShown = (sync: Sync, { rank }: Walk) =>
  sync.easycashierQueue.run(rank, () => isAnotherShown(sync));

async function takeInPage(
  sync: Sync,
  walk: Walk,
  pageNumber: number,
  pageSize: number | undefined,
): Promise<ArticlePage> {
  const { met, rank } = walk;
  const duplicates = new Set<string>();
  const withoutStock: ListedArticle[] = [];
  let fallenBefore = 0;
  const page = await sync.easycashierQueue.run(rank, async () => {
    const found = await readArticlePage(sync.easycashier(), pageNumber, pageSize);
    if (pageNumber === 1 && pageSize === undefined)
      sync.ledger.transaction(() => keepInPassing(sync, 'easycashier', findingsOfFirstPage(found)));
    fallenBefore = readFallWatch(sync.ledger).positions;
    for (let from = 0; from < found.articles.length; from += PAGE_ROWS) {
      // Of a large page others have their turn in between; calls to EasyCashier have none.
      if (from > 0) await sync.ports.monotonic.sleep(0);
      const part = found.articles.slice(from, from + PAGE_ROWS);
      sync.ledger.transaction(() => {
        const before = readFallWatch(sync.ledger).positions;
        for (const article of part) {
          const other = met.get(article.articleNumber);
          met.set(article.articleNumber, article.articleId);
          const isDuplicate = other !== undefined && other !== article.articleId;
          if (isDuplicate) duplicates.add(article.articleId);
          if (isWantedWhole(sync, article)) withoutStock.push(article);
          else takeIn(sync, withStock(article), { isDuplicate, isInScan: true });
          if ((pageSize ?? PAGE_ROWS) >= PAGE_ROWS)
            saveListPage(sync.ledger, article.articleNumber, pageNumber);
        }
        holdBurst(sync, before, part);
      });
    }
    for (const articleNumber of found.odd) {
      if (!met.has(articleNumber)) met.set(articleNumber, '');
      park(sync, articleNumber);
    }
    return found;
  });
  walk.singles += withoutStock.length;
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
