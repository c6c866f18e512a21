import type { TillTime } from '../../../shared/words/time.ts';
import type { ArticleReading } from '../../easycashier/articles.ts';
import { readBalance } from '../../ledger/balances.ts';
import { type Booking, linesOf, type SentLine } from '../../ledger/bookings.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { Sync } from '../runtime/context.ts';
import { readNow } from '../stock-in/look-up.ts';
import { isReportShort, readTodaysSales } from '../stock-in/sales-in.ts';
import { takeIn } from '../stock-in/take-in.ts';

export interface ReadBefore {
  /** To be taken in. */
  readonly articles: readonly ArticleReading[];
  /** Numbers of articles whose balance, once they are taken in, is evidence: not of one that moved while it was read. */
  readonly told: ReadonlySet<string>;
  readonly readAt: TillTime;
}

/** A call is atomic, so a few of its lines tell the fate of all: a long order must not cost as many calls. */
const LINES_READ = 3;

/**
 * The articles as they are just before the call. What the last pass has read may be minutes old: a delivery since then
 * of just the booking's size would hide the booking, and goods used in the shop would look like it.
 */
export async function readBefore(
  sync: Sync,
  storeNumber: string,
  lines: readonly SentLine[],
): Promise<ReadBefore> {
  const articles: ArticleReading[] = [];
  const client = sync.easycashier();
  // Without a report of this day nothing is known of its sales, as just after midnight.
  if (readState(sync.ledger, 'salesRead')?.day !== client.today()) await readTodaysSales(sync);
  for (const { articleNumber } of lines.slice(0, LINES_READ)) {
    const article = await readNow(sync, articleNumber);
    if (article) articles.push(article);
  }
  const hasMoved = ({ articleNumber, stock }: ArticleReading) =>
    stockAt(stock, storeNumber) !== readBalance(sync.ledger, articleNumber, storeNumber)?.thousandths;
  const still = articles.filter((article) => !hasMoved(article));
  // A long report for a few units that were just sold: then the others are the evidence, or there is none.
  if (still.length === articles.length || !isReportShort(sync))
    return { articles, told: numbersOf(still, storeNumber), readAt: client.now() };
  return readAround(sync, storeNumber, articles);
}

/**
 * What has moved since it was last read may have been sold since the last report: that is read now, and belongs to the balance where that is
 * the same before and after it. Else a sale from before the booking would pass for one of after it.
 */
async function readAround(
  sync: Sync,
  storeNumber: string,
  before: readonly ArticleReading[],
): Promise<ReadBefore> {
  await readTodaysSales(sync);
  const articles: ArticleReading[] = [];
  const still: ArticleReading[] = [];
  for (const earlier of before) {
    const article = await readNow(sync, earlier.articleNumber);
    articles.push(article ?? earlier);
    // One that could not be read again may have moved as well.
    if (article !== null && stockAt(article.stock, storeNumber) === stockAt(earlier.stock, storeNumber))
      still.push(article);
  }
  return { articles, told: numbersOf(still, storeNumber), readAt: sync.easycashier().now() };
}

/** Of those whose stock in the store was told. */
const numbersOf = (articles: readonly ArticleReading[], storeNumber: string): ReadonlySet<string> =>
  new Set(
    articles.flatMap((one) => (stockAt(one.stock, storeNumber) === undefined ? [] : [one.articleNumber])),
  );

export const stockAt = (stock: ArticleReading['stock'], storeNumber: string) =>
  stock.find((entry) => entry.storeNumber === storeNumber)?.thousandths;

/**
 * Takes the readings in, and returns the booking's lines with what they tell. A line that was not among them has no
 * evidence, whatever was known of it before. Inside a transaction.
 */
export function takeInBefore(sync: Sync, booking: Booking, { articles, told }: ReadBefore): SentLine[] {
  const { storeNumber } = booking;
  for (const article of articles) takeIn(sync, article);
  return linesOf(sync.ledger, booking.bookingId).map(({ articleNumber, delta }) => {
    const balance = told.has(articleNumber)
      ? readBalance(sync.ledger, articleNumber, storeNumber)
      : undefined;
    return {
      articleNumber,
      delta,
      balanceBefore: balance?.thousandths ?? null,
      salesDay: balance?.salesDay ?? null,
      salesBefore: balance?.salesThousandths ?? null,
    };
  });
}
