import { type ArticleReading, readArticle, readArticlePage, readSales } from '../easycashier/gateway.ts';
import { recordBalance, salesOf, saveSales } from '../ledger/balances.ts';
import { markGone, saveArticle, saveStore } from '../ledger/catalogue.ts';
import { touchCell } from '../ledger/cells.ts';
import { writeLog } from '../ledger/log-lines.ts';
import { readSetting, writeSetting } from '../ledger/settings.ts';
import { stockholmDay } from '../rules/days.ts';
import { isShorterRead } from '../rules/guards.ts';
import { reportRecovery, type Sync } from './context.ts';

/** What a pass over all articles found. */
export interface Pass {
  readonly articles: number;
  /** Fewer articles than EasyCashier itself counts, or far fewer than last time: nothing is concluded from what is missing. */
  readonly isShort: boolean;
}

/** More changed articles than this and a whole pass is cheaper than reading them one by one. */
const SINGLES = 25;

/**
 * Reads every article with its balances, page by page, and takes each page in at once. A change of balance becomes a
 * movement and puts its cell in the queue in the same transaction.
 */
export async function fullPass(
  sync: Sync,
  onPage: (done: number, total: number) => void = () => undefined,
): Promise<Pass> {
  await refreshSales(sync);
  const met = new Map<string, string>();
  let counted = 0;
  for (let pageNumber = 1, pages = 1; pageNumber <= pages; pageNumber += 1) {
    const page = await sync.easycashierLane.run(async () => {
      const found = await readArticlePage(sync.easycashier(), pageNumber);
      sync.ledger.transaction(() => {
        for (const article of found.articles) {
          const other = met.get(article.articleNumber);
          met.set(article.articleNumber, article.articleId);
          takeIn(sync, article, other !== undefined && other !== article.articleId);
        }
      });
      return found;
    });
    sync.ports.milestone('pass:page-taken-in');
    pages = page.totalPages;
    counted = page.totalResources;
    onPage(met.size, counted);
  }
  const isShort = met.size < counted || isShorterRead(met.size, readSetting(sync.ledger, 'passArticles'));
  finishPass(sync, met, isShort);
  return { articles: met.size, isShort };
}

function finishPass(sync: Sync, met: ReadonlyMap<string, string>, isShort: boolean): void {
  const at = sync.ports.clock.now();
  if (isShort) {
    writeLog(sync.ledger, {
      at,
      event: 'guardStopped',
      cause: 'system',
      result: 'waiting',
      args: { reason: 'shorterRead', articles: met.size, before: readSetting(sync.ledger, 'passArticles') },
    });
    return;
  }
  sync.ledger.transaction(() => {
    markGone(sync.ledger, new Set(met.keys()));
    writeSetting(sync.ledger, 'passArticles', met.size);
    writeSetting(sync.ledger, 'easycashierSeenAt', at);
  });
  reportRecovery(sync, 'easycashier');
}

/**
 * The quick look: the day's sales in one call, then only the articles that were sold. Returns true when a whole pass
 * should follow.
 */
export async function salesLook(sync: Sync): Promise<boolean> {
  const moved = await refreshSales(sync);
  if (moved === null) return true;
  const articleNumbers = [...new Set(moved.map((cell) => cell.articleNumber))];
  if (articleNumbers.length > SINGLES) return true;
  for (const articleNumber of articleNumbers) await readOne(sync, articleNumber);
  reportRecovery(sync, 'easycashier');
  return false;
}

/** Reads one article's balances afresh. */
export async function readOne(sync: Sync, articleNumber: string): Promise<void> {
  await sync.easycashierLane.run(async () => {
    const article = await readArticle(sync.easycashier(), articleNumber);
    if (article) sync.ledger.transaction(() => takeIn(sync, article, false));
  });
}

/** Null when the report cannot be had: balances alone must carry the job then. */
async function refreshSales(sync: Sync): Promise<{ articleNumber: string; storeNumber: string }[] | null> {
  const day = stockholmDay(sync.ports.clock.now());
  return sync.easycashierLane.run(async () => {
    const rows = await readSales(sync.easycashier(), day, day).catch((error) => {
      if ((error as { code?: string }).code === 'easycashierUnexpected') return null;
      throw error;
    });
    if (rows === null) return null;
    // A death before the moved balances are read loses nothing: the next whole pass reads them all.
    return sync.ledger.transaction(() => saveSales(sync.ledger, day, rows));
  });
}

/** Takes in one article: what it is, and what each store has of it. Inside a transaction. */
export function takeIn(sync: Sync, article: ArticleReading, isDuplicate: boolean): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  const day = stockholmDay(at);
  const { stock, ...row } = article;
  const { before, isChanged } = saveArticle(ledger, row, isDuplicate);
  const isKept = readSetting(ledger, 'firstSyncAt') !== null;
  const becameWebshop = isChanged && article.isWebshop && before?.isWebshop === false;
  if (becameWebshop || (before?.isWebshop && !article.isWebshop)) {
    writeLog(ledger, {
      at,
      event: 'webshopChanged',
      cause: 'webshopFlag',
      result: 'info',
      articleNumber: article.articleNumber,
      before: Number(before?.isWebshop),
      after: Number(article.isWebshop),
    });
  }
  for (const entry of stock) {
    if (entry.storeNumber === '') continue;
    saveStore(ledger, entry.storeNumber, entry.storeName);
    const cell = { articleNumber: article.articleNumber, storeNumber: entry.storeNumber };
    const change = recordBalance(ledger, {
      ...cell,
      thousandths: entry.thousandths,
      readAt: at,
      sales: { day, thousandths: salesOf(ledger, day, cell.articleNumber, cell.storeNumber) },
    });
    if (!article.isWebshop) continue;
    if (change && (change.cause !== 'opening' || isKept)) {
      const cause = change.cause === 'sale' ? 'sale' : 'stockChange';
      if (change.before !== null) {
        writeLog(ledger, {
          ...cell,
          at,
          event: 'balanceChanged',
          cause,
          result: 'info',
          before: change.before / 1000,
          after: change.after / 1000,
        });
      }
      touchCell(ledger, cell.articleNumber, cell.storeNumber, { at, cause });
      sync.wakes.stockOut.ring();
    } else if (isChanged && isKept) {
      touchCell(ledger, cell.articleNumber, cell.storeNumber, { at, cause: 'webshopFlag' });
      sync.wakes.stockOut.ring();
    }
  }
}
