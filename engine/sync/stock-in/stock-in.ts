import { type ArticleReading, readArticle, readArticlePage, readSales } from '../../easycashier/gateway.ts';
import { recordBalance, salesOf, saveSales, unitsSoldSince } from '../../ledger/balances.ts';
import { markGone, saveArticle, saveStore, setWebshopFlag } from '../../ledger/catalogue.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { beginScan, endScan, explainFall, holdScan, readFallWatch } from '../../ledger/falls.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { isBurst } from '../../rules/falls.ts';
import { isShorterRead } from '../../rules/guards.ts';
import { reportRecovery, type Sync } from '../runtime/context.ts';

/** What a full scan over all articles found. */
export interface FullScan {
  readonly articles: number;
  /** Fewer articles than EasyCashier itself counts, or far fewer than last time: nothing is concluded from what is missing. */
  readonly isShort: boolean;
}

/** More changed articles than this and a full scan is cheaper than reading them one by one. */
const SINGLES = 25;

/** A shorter listing that is the same this many times in a row is what EasyCashier has. */
const SHORT_PASSES = 3;

/**
 * Reads every article with its balances, page by page, and takes each page in at once. A change of balance becomes a
 * movement and puts its position in the queue in the same transaction. `onPage` may do something between two pages: a
 * pass over a large catalogue takes long.
 */
export async function fullScan(
  sync: Sync,
  onPage: (done: number, total: number) => void | Promise<void> = () => undefined,
): Promise<FullScan> {
  await refreshSales(sync);
  beginScan(sync.ledger);
  const met = new Map<string, string>();
  let counted = 0;
  let read = 0;
  for (let pageNumber = 1, pages = 1; pageNumber <= pages; pageNumber += 1) {
    const page = await sync.easycashierQueue.run(async () => {
      const found = await readArticlePage(sync.easycashier(), pageNumber);
      sync.ledger.transaction(() => {
        const before = readFallWatch(sync.ledger).positions;
        for (const article of found.articles) {
          const other = met.get(article.articleNumber);
          met.set(article.articleNumber, article.articleId);
          takeIn(sync, article, other !== undefined && other !== article.articleId, true);
        }
        holdBurst(sync, before, found.articles);
      });
      return found;
    });
    sync.ports.milestone('pass:page-taken-in');
    pages = page.totalPages;
    counted = page.totalResources;
    read += page.rows;
    await onPage(read, counted);
  }
  const isShort = finishScan(sync, met, read < counted);
  return { articles: met.size, isShort };
}

/**
 * Many falls on one page may be the beginning of everything at once: how large their share is shows at the end of the scan, and they
 * wait for it. Inside a transaction.
 */
function holdBurst(sync: Sync, fallenBefore: number, page: readonly ArticleReading[]): void {
  const { ledger } = sync;
  const watch = readFallWatch(ledger);
  if (watch.isBurst || watch.positions <= fallenBefore) return;
  const positions = page.reduce((sum, { isWebshop, stock }) => sum + (isWebshop ? stock.length : 0), 0);
  const falls = watch.positions - fallenBefore;
  if (isBurst({ falls, positions }, readSetting(ledger, 'guardZeroShare'))) holdScan(ledger);
}

/** Concludes a full scan. Returns true when it was short: then what is missing stays what it was. */
function finishScan(sync: Sync, met: ReadonlyMap<string, string>, isCut: boolean): boolean {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  const before = readState(ledger, 'passArticles');
  const short = readState(ledger, 'shortPasses');
  const times = short.articles === met.size ? short.times + 1 : 1;
  const isShort = isCut || (isShorterRead(met.size, before) && times < SHORT_PASSES);
  ledger.transaction(() => {
    endScan(ledger);
    if (isShort) {
      writeState(ledger, 'shortPasses', { articles: met.size, times });
      if (times > 1) return; // said once
      writeLog(ledger, {
        at,
        event: 'guardStopped',
        cause: 'system',
        result: 'waiting',
        args: { reason: 'shorterRead', articles: met.size, before },
      });
      return;
    }
    markGone(ledger, new Set(met.keys()));
    if (before !== met.size) writeState(ledger, 'passArticles', met.size);
    if (short.times > 0) writeState(ledger, 'shortPasses', { articles: 0, times: 0 });
    writeState(ledger, 'easycashierSeenAt', at);
  });
  sync.signals.stockOut.notify();
  if (!isShort) reportRecovery(sync, 'easycashier');
  return isShort;
}

/**
 * The quick look: the day's sales in one call, then only the articles that were sold. Returns true when a full scan
 * should follow.
 */
export async function pollSales(sync: Sync): Promise<boolean> {
  const moved = await refreshSales(sync);
  if (moved === null) return true;
  const articleNumbers = [...new Set(moved.map((cell) => cell.articleNumber))];
  if (articleNumbers.length > SINGLES) return true;
  for (const articleNumber of articleNumbers) await readOne(sync, articleNumber);
  reportRecovery(sync, 'easycashier');
  return false;
}

/** Reads one article's balances afresh. */
async function readOne(sync: Sync, articleNumber: string): Promise<void> {
  await sync.easycashierQueue.run(async () => {
    const article = await readArticle(sync.easycashier(), articleNumber);
    if (article) sync.ledger.transaction(() => takeIn(sync, article, false));
  });
}

/** Null when the report cannot be had: balances alone must carry the job then. */
async function refreshSales(sync: Sync): Promise<{ articleNumber: string; storeNumber: string }[] | null> {
  const day = sync.easycashier().today();
  return sync.easycashierQueue.run(async () => {
    const rows = await readSales(sync.easycashier(), day, day).catch((error) => {
      if ((error as { code?: string }).code === 'easycashierUnexpected') return null;
      throw error;
    });
    if (rows === null) return null;
    // A death before the moved balances are read loses nothing: the next full scan reads them all.
    return sync.ledger.transaction(() => saveSales(sync.ledger, day, rows));
  });
}

/** Takes in one article: what it is, and what each store has of it. `isInScan`: a full scan has found it. Inside a transaction. */
export function takeIn(sync: Sync, article: ArticleReading, isDuplicate: boolean, isInScan = false): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  const day = sync.easycashier().today();
  const { stock, ...row } = article;
  const { before, isChanged } = saveArticle(ledger, row, isDuplicate);
  const isKept = readState(ledger, 'firstSyncAt') !== null;
  const becameWebshop = isChanged && article.isWebshop && before?.isWebshop === false;
  if (becameWebshop || (before?.isWebshop && !article.isWebshop)) logWebshop(sync, row);
  for (const entry of stock) {
    if (entry.storeNumber === '') continue;
    saveStore(ledger, entry.storeNumber, entry.storeName);
    const cell = { articleNumber: article.articleNumber, storeNumber: entry.storeNumber };
    const sales = { day, thousandths: salesOf(ledger, day, cell.articleNumber, cell.storeNumber) };
    const sold = unitsSoldSince(ledger, { ...cell, sales });
    const change = recordBalance(ledger, { ...cell, thousandths: entry.thousandths, readAt: at, sales });
    if (!article.isWebshop) continue;
    if (change === null && sold > 0) explainFall(ledger, cell, sold);
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
      markDirty(ledger, cell.articleNumber, cell.storeNumber, { at, cause, sold, isInScan });
      sync.signals.stockOut.notify();
    } else if (isChanged && isKept) {
      markDirty(ledger, cell.articleNumber, cell.storeNumber, { at, cause: 'webshopFlag' });
      sync.signals.stockOut.notify();
    }
  }
}

function logWebshop(sync: Sync, article: { articleNumber: string; isWebshop: boolean }): void {
  writeLog(sync.ledger, {
    at: sync.ports.clock.now(),
    event: 'webshopChanged',
    cause: 'webshopFlag',
    result: 'info',
    articleNumber: article.articleNumber,
    before: Number(!article.isWebshop),
    after: Number(article.isWebshop),
  });
}

/** EasyCashier has taken our tick or untick of the box Webshop: the ledger follows without another reading. */
export function takeInWebshop(sync: Sync, articleNumber: string, on: boolean): void {
  const { ledger } = sync;
  ledger.transaction(() => {
    setWebshopFlag(ledger, articleNumber, on);
    logWebshop(sync, { articleNumber, isWebshop: on });
    if (readState(ledger, 'firstSyncAt') === null) return;
    for (const cell of positionsOf(ledger, articleNumber)) {
      markDirty(ledger, articleNumber, cell.storeNumber, {
        at: sync.ports.clock.now(),
        cause: 'webshopFlag',
      });
    }
  });
}
