import { positionKey } from '../../../shared/words/position.ts';
import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { type ArticleReading, type ListedArticle, readArticlePage } from '../../easycashier/articles.ts';
import { readBalance } from '../../ledger/balances.ts';
import { type Booking, bookingsOnPage, linesOf, type SentLine } from '../../ledger/bookings.ts';
import { findArticle, listPageOf } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { Refusal } from '../../refusal.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { readTodaysSales } from '../stock-in/sales-in.ts';
import { takeIn } from '../stock-in/take-in.ts';
import { type ReadBefore, stockAt } from './booking-evidence.ts';
import { pausedUntil } from './booking-pause.ts';

/** Fewer bookings than this are no backlog: each has its article read just before it. */
const LEAST = 3;
/** As many as are surely sent while what the page has told may be used. */
const MOST = 60;
/** So long a page tells how its articles were before a booking, in milliseconds: a change of stock meanwhile would pass for the booking. */
const TOLD_MS = 10_000;

/** After a page that told nothing, or too late, none is read for so long, in milliseconds: then each booking reads for itself. */
const USELESS_MS = 5 * 60_000;
const uselessUntil = rememberedBy(() => ({ at: null as MonotonicTime | null }));

/** A page was read for nothing: it lacked what was looked for, or was over before the first booking had its turn. */
export function notePageUseless(sync: Sync): void {
  uselessUntil(sync).at = later(sync.ports.monotonic.now(), USELESS_MS);
}

/** Bookings that wait for articles of one page of EasyCashier's list, and what the page has told of them. */
export interface PageBefore {
  readonly bookings: readonly Booking[];
  /** It was read too long ago: what is left of them is read for anew. */
  isOver(): boolean;
  /** Null: it tells nothing of these lines. */
  before(storeNumber: string, lines: readonly SentLine[]): ReadBefore | null;
}

/**
 * Reads the page on which the oldest booking's goods are listed, where that spares calls: after an absence thousands of bookings wait, and
 * one reading for each would double what they cost. Null where it would spare nothing, or the page did not tell.
 */
export async function readPageBefore(sync: Sync, waiting: readonly Booking[]): Promise<PageBefore | null> {
  const [oldest] = waiting;
  if (!oldest || waiting.length < LEAST) return null;
  const { ledger, ports } = sync;
  const { at } = uselessUntil(sync);
  if ((at !== null && ports.monotonic.now() < at) || pausedUntil(sync, oldest) !== null) return null;
  const [line] = linesOf(ledger, oldest.bookingId);
  const page = line ? listPageOf(ledger, line.articleNumber) : null;
  const bookings = page === null ? [] : bookingsOnPage(ledger, page, ports.monotonic.now(), MOST);
  if (page === null || bookings.length < LEAST) return null;
  try {
    return await sync.easycashierQueue.run('booking', () => readPage(sync, page, bookings));
  } catch (error) {
    // Whoever reads each article by itself meets the same trouble, and says so, or does not meet it.
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function readPage(sync: Sync, page: number, bookings: readonly Booking[]): Promise<PageBefore | null> {
  const { ledger } = sync;
  const client = sync.easycashier();
  // Without a report of this day nothing is known of its sales, as just after midnight.
  if (readState(ledger, 'salesRead')?.day !== client.today()) await readTodaysSales(sync);
  const { articles } = await readArticlePage(client, page);
  const readAt = client.now();
  const told = ledger.transaction(() => takeInStill(sync, articles, bookings));
  if (told.size === 0) {
    notePageUseless(sync);
    return null;
  }
  return {
    bookings,
    isOver: () => {
      const ageMs = msBetween(readAt, client.now());
      return ageMs < 0 || ageMs > TOLD_MS;
    },
    before: (storeNumber, lines) => {
      const numbers = lines.map(({ articleNumber }) => articleNumber);
      const known = numbers.filter((articleNumber) => told.has(positionKey({ articleNumber, storeNumber })));
      return known.length === 0 ? null : { articles: [], told: new Set(known), readAt };
    },
  };
}

/** Takes in the articles that are as the ledger has them; what has moved is read by itself, with the sales around it. Returns their positions. */
function takeInStill(
  sync: Sync,
  listed: readonly ListedArticle[],
  bookings: readonly Booking[],
): ReadonlySet<string> {
  const { ledger } = sync;
  const stores = new Set(bookings.map((booking) => booking.storeNumber));
  const wanted = new Set(
    bookings.flatMap(({ bookingId }) => linesOf(ledger, bookingId).map((line) => line.articleNumber)),
  );
  const told = new Set<string>();
  for (const article of listed) {
    const { articleNumber, articleId } = article;
    if (!wanted.has(articleNumber) || !isWhole(article)) continue;
    if (findArticle(ledger, articleNumber)?.articleId !== articleId) continue;
    const held = [...stores].filter((storeNumber) => stockAt(article.stock, storeNumber) !== undefined);
    const hasMoved = (storeNumber: string) =>
      stockAt(article.stock, storeNumber) !== readBalance(ledger, articleNumber, storeNumber)?.thousandths;
    if (held.some(hasMoved)) continue;
    takeIn(sync, article);
    for (const storeNumber of held) told.add(positionKey({ articleNumber, storeNumber }));
  }
  return told;
}

const isWhole = (article: ListedArticle): article is ArticleReading => article.stock !== null;
