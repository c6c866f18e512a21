import type { Actor } from '../../../shared/contract/actor.ts';
import type { Position } from '../../../shared/words/position.ts';
import type { ArticleReading } from '../../easycashier/articles.ts';
import { markSalesRead, readBalance, recordBalance, unitsSoldSince } from '../../ledger/balances.ts';
import { isAnyUnanswered } from '../../ledger/bookings.ts';
import { findArticle, saveArticle, saveStore, setWebshopFlag } from '../../ledger/catalogue.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState } from '../../ledger/engine-state.ts';
import { explainFall } from '../../ledger/falls.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { positionsOf, readPosition } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import type { Sync } from '../runtime/context.ts';
import { noteRead } from './fresh-balances.ts';
import { knownSales } from './sales-in.ts';
import { endUnread, isParked } from './unread-articles.ts';

/** How an article was met. */
interface Met {
  /** Whether another has the same number: only a list shows it, elsewhere it stays what it was. */
  readonly isDuplicate?: boolean;
  /** A full scan has found it. */
  readonly isInScan?: boolean;
  /** Who has just changed its box. */
  readonly by?: Actor | undefined;
}

/** Takes in one article: what it is, and what each store has of it. Inside a transaction. */
export function takeIn(sync: Sync, article: ArticleReading, { isInScan = false, ...met }: Met = {}): void {
  const { ledger } = sync;
  const isDuplicate = met.isDuplicate ?? findArticle(ledger, article.articleNumber)?.isDuplicate ?? false;
  const at = sync.ports.clock.now();
  const day = sync.easycashier().today();
  const { stock, ...row } = article;
  const { before, isChanged } = saveArticle(ledger, row, isDuplicate);
  markSalesRead(ledger, article.articleNumber);
  if (stock.length > 0) noteRead(sync, article.articleNumber);
  const wasUnread = (before?.unreadSince ?? null) !== null || isParked(sync, article.articleNumber);
  if (wasUnread) endUnread(sync, article.articleNumber);
  const isKept = readState(ledger, 'firstSyncAt') !== null;
  const salesRead = readState(ledger, 'salesRead');
  const becameWebshop = isChanged && article.isWebshop && before?.isWebshop === false;
  if (becameWebshop || (before?.isWebshop && !article.isWebshop)) logWebshop(sync, row, met.by);
  for (const entry of stock) {
    if (entry.storeNumber === '') continue;
    saveStore(ledger, entry.storeNumber, entry.storeName);
    const cell = { articleNumber: article.articleNumber, storeNumber: entry.storeNumber };
    const sales = knownSales(ledger, salesRead, day, cell);
    const held = readBalance(ledger, cell.articleNumber, cell.storeNumber);
    const sold = unitsSoldSince(held, sales);
    const isFalling = held !== undefined && entry.thousandths < held.thousandths;
    const targetBefore = isFalling ? targetBeforeFall(ledger, cell) : null;
    const change = recordBalance(
      ledger,
      { ...cell, thousandths: entry.thousandths, readAt: at, sales },
      held,
    );
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
      const targetNow = targetBefore === null ? null : targetAt(ledger, cell);
      const fallen = Math.max(0, (targetBefore ?? 0) - (targetNow ?? targetBefore ?? 0));
      markDirty(ledger, cell.articleNumber, cell.storeNumber, { at, cause, sold, isInScan, fallen });
      sync.signals.stockOut.notify();
    } else if ((isChanged || wasUnread) && isKept) {
      markDirty(ledger, cell.articleNumber, cell.storeNumber, { at, cause: 'webshopFlag' });
      sync.signals.stockOut.notify();
    }
  }
}

const targetAt = (ledger: Reader, { articleNumber, storeNumber }: Position) =>
  readPosition(ledger, articleNumber, storeNumber)?.target ?? null;

/** The target before a reading that shows less than we hold; null where a booking of ours without an answer may be what has lowered it. */
const targetBeforeFall = (ledger: Reader, cell: Position) =>
  isAnyUnanswered(ledger, cell) ? null : targetAt(ledger, cell);

function logWebshop(
  sync: Sync,
  article: { articleNumber: string; isWebshop: boolean },
  by: Actor | undefined,
): void {
  writeLog(sync.ledger, {
    at: sync.ports.clock.now(),
    event: 'webshopChanged',
    cause: 'webshopFlag',
    result: 'info',
    articleNumber: article.articleNumber,
    before: Number(!article.isWebshop),
    after: Number(article.isWebshop),
    by,
  });
}

/** EasyCashier has taken our tick or untick of the box Webshop: the ledger follows without another reading. */
export function takeInWebshop(sync: Sync, articleNumber: string, on: boolean): void {
  const { ledger } = sync;
  ledger.transaction(() => {
    // A reading since then may have told it already.
    if (findArticle(ledger, articleNumber)?.isWebshop !== on) {
      setWebshopFlag(ledger, articleNumber, on);
      logWebshop(sync, { articleNumber, isWebshop: on }, sync.ports.actor);
    }
    if (readState(ledger, 'firstSyncAt') === null) return;
    for (const cell of positionsOf(ledger, articleNumber)) {
      markDirty(ledger, articleNumber, cell.storeNumber, {
        at: sync.ports.clock.now(),
        cause: 'webshopFlag',
      });
    }
  });
}
