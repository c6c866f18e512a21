import { toThousandths } from '../../shared/words/quantity.ts';
import type { PracticeClock } from '../clock.ts';
import type { SalesBook } from './sales.ts';
import type { Article, Shelf } from './shelf.ts';
import type { StockCause } from './stock.ts';

/** What staff do with stock, at the till and behind it. */
export interface Staff {
  /** A sale at the till. An article that is no stock item is reported as sold, and moves no stock. */
  sell(articleNumber: string, storeNumber: string, quantity: number): void;
  /**
   * A sale at a till that was offline `hours` ago and delivers it now: it moves stock now, and is reported on the day it was made.
   */
  sellLate(articleNumber: string, storeNumber: string, quantity: number, hours: number): void;
  /** Återköp at the till. */
  returnSale(articleNumber: string, storeNumber: string, quantity: number): void;
  /** Inleverans, at the article's own cost price. */
  deliver(articleNumber: string, storeNumber: string, quantity: number): void;
  /** Inventering: sets the balance. */
  count(articleNumber: string, storeNumber: string, quantity: number): void;
  /** Internförbrukning */
  consume(articleNumber: string, storeNumber: string, quantity: number): void;
}

/** The article of that number. @throws Error when there is none: a mistake in the test */
export function articleOf(shelf: Shelf, articleNumber: string): Article {
  const article = shelf.byNumber(articleNumber);
  if (!article) throw new Error(`the practice EasyCashier has no article ${articleNumber}`);
  return article;
}

/** Each acts at once, at the time of the clock. @throws Error on an article or store that does not exist */
export function createStaff(clock: PracticeClock, shelf: Shelf, sales: SalesBook): Staff {
  /** The article and its store, both checked. */
  const find = (articleNumber: string, storeNumber: string): Article => {
    const article = articleOf(shelf, articleNumber);
    if (!shelf.stores.has(storeNumber))
      throw new Error(`the practice EasyCashier has no store ${storeNumber}`);
    return article;
  };
  const move = (articleNumber: string, storeNumber: string, thousandths: number, cause: StockCause) => {
    const article = find(articleNumber, storeNumber);
    if (article.fields.stockItem) shelf.move(article, storeNumber, clock.now(), thousandths, cause);
  };
  const ringUp = (
    articleNumber: string,
    storeNumber: string,
    sold: number,
    cause: StockCause,
    soldAt = clock.now(),
  ) => {
    move(articleNumber, storeNumber, -sold, cause);
    sales.add({ soldAt, knownAt: clock.now(), articleNumber, storeNumber, thousandths: sold });
  };

  return {
    sell: (articleNumber, storeNumber, quantity) =>
      ringUp(articleNumber, storeNumber, positive(quantity), 'sale'),
    sellLate: (articleNumber, storeNumber, quantity, hours) =>
      ringUp(articleNumber, storeNumber, positive(quantity), 'sale', clock.now() - hours * 3_600_000),
    returnSale: (articleNumber, storeNumber, quantity) =>
      ringUp(articleNumber, storeNumber, -positive(quantity), 'return'),
    deliver: (articleNumber, storeNumber, quantity) => {
      const article = find(articleNumber, storeNumber);
      if (!article.fields.stockItem) return;
      const cost = article.fields.costPriceExcludingVat;
      const thousandths = positive(quantity);
      shelf.receive(article, storeNumber, clock.now(), { thousandths, cost, cause: 'delivery' });
    },
    count: (articleNumber, storeNumber, quantity) => {
      const current = articleOf(shelf, articleNumber).cells.get(storeNumber)?.thousandths ?? 0;
      move(articleNumber, storeNumber, toThousandths(quantity) - current, 'count');
    },
    consume: (articleNumber, storeNumber, quantity) =>
      move(articleNumber, storeNumber, -positive(quantity), 'consumption'),
  };
}

function positive(quantity: number): number {
  const thousandths = toThousandths(quantity);
  if (thousandths <= 0) throw new RangeError('the quantity must be greater than 0');
  return thousandths;
}
