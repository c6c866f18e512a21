import type { TillTime } from '../../../shared/words/time.ts';
import type { ArticleReading } from '../../easycashier/articles.ts';
import { readBalance } from '../../ledger/balances.ts';
import { type Booking, linesOf, type SentLine } from '../../ledger/bookings.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { Sync } from '../runtime/context.ts';
import { readNow } from '../stock-in/look-up.ts';
import { readTodaysSales } from '../stock-in/sales-in.ts';
import { takeIn } from '../stock-in/take-in.ts';

export interface ReadBefore {
  readonly articles: readonly ArticleReading[];
  readonly readAt: TillTime;
}

/** A call is atomic, so a few of its lines tell the fate of all: a long order must not cost as many calls. */
const LINES_READ = 3;

/**
 * The articles as they are just before the call. What the last pass has read may be minutes old: a delivery since then
 * of just the booking's size would hide the booking, and goods used in the shop would look like it.
 */
export async function readBefore(sync: Sync, lines: readonly SentLine[]): Promise<ReadBefore> {
  const articles: ArticleReading[] = [];
  const client = sync.easycashier();
  // Without a report of this day nothing is known of its sales, as just after midnight.
  if (readState(sync.ledger, 'salesRead')?.day !== client.today()) await readTodaysSales(sync);
  for (const { articleNumber } of lines.slice(0, LINES_READ)) {
    const article = await readNow(sync, articleNumber);
    if (article) articles.push(article);
  }
  return { articles, readAt: client.now() };
}

/**
 * Takes the readings in, and returns the booking's lines with what they tell. A line that was not among them has no
 * evidence, whatever was known of it before. Inside a transaction.
 */
export function takeInBefore(sync: Sync, booking: Booking, articles: readonly ArticleReading[]): SentLine[] {
  const { storeNumber } = booking;
  for (const article of articles) takeIn(sync, article);
  return linesOf(sync.ledger, booking.bookingId).map(({ articleNumber, delta }) => {
    const article = articles.find((one) => one.articleNumber === articleNumber);
    const isRead = article?.stock.some((entry) => entry.storeNumber === storeNumber);
    const balance = isRead ? readBalance(sync.ledger, articleNumber, storeNumber) : undefined;
    return {
      articleNumber,
      delta,
      balanceBefore: balance?.thousandths ?? null,
      salesDay: balance?.salesDay ?? null,
      salesBefore: balance?.salesThousandths ?? null,
    };
  });
}
