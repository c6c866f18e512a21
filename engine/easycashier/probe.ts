import { z } from 'zod';
import type { Found } from '../../shared/words/capabilities.ts';
import { Refusal } from '../refusal.ts';
import {
  type ArticlePage,
  findingsOfFirstPage,
  type ListedArticle,
  readArticlePage,
  tryFilter,
} from './articles.ts';
import { Declined, type EasyCashierClient, NotThere } from './client.ts';
import { kindOfNames, type Turn } from './probe-parts.ts';
import { probeSalesReport } from './probe-sales.ts';

/** No article of EasyCashier's was seen to have this id. */
const NO_ARTICLE = '/article/0';

/**
 * Asks EasyCashier what is not known of it, reading only, some ten calls in all. What is found out comes bit by bit, so that a call that fails
 * leaves the rest standing. `days` are past days, the first and the last, `2026-11-23`, whose sales no longer change.
 * @throws Refusal where EasyCashier cannot be reached, or its list of articles not be understood
 */
export async function* probeEasyCashier(
  client: EasyCashierClient,
  turn: Turn,
  days: { readonly first: string; readonly last: string },
): AsyncGenerator<Found> {
  const page = await turn(() => readArticlePage(client, 1));
  yield findingsOfFirstPage(page);
  const wanted = telling(page);
  if (wanted === undefined) {
    yield { articleDetail: null, storeNumbersInStock: null, articleNumberFilter: null, searchFilter: null };
  } else {
    yield await orNothing(() => probeDetail(client, turn, wanted));
    yield await orNothing(() => probeFilter(client, turn, 'articleNumberFilter', wanted, page));
    yield await orNothing(() => probeFilter(client, turn, 'searchFilter', wanted, page));
  }
  yield await orNothing(() => probeSalesReport(client, turn, days));
  // Last, and whatever comes of it: how a refusal is worded is heard by whoever hears all answers.
  await turn(() => client.read(NO_ARTICLE, z.unknown())).catch(ignoreRefusal);
}

/** The article whose number few others mention, one that is kept in stock if there is any. */
function telling({ articles }: ArticlePage): ListedArticle | undefined {
  const kept = articles.filter((article) => article.isStockItem);
  return (kept.length > 0 ? kept : articles).toSorted(
    (one, other) => other.articleNumber.length - one.articleNumber.length,
  )[0];
}

const namedStore = z.object({ storeNumber: z.union([z.string(), z.number()]) });
const detail = z.object({ stockEntries: z.array(namedStore).nullish() });

async function probeDetail(client: EasyCashierClient, turn: Turn, wanted: ListedArticle): Promise<Found> {
  const path = `/article/${encodeURIComponent(wanted.articleId)}`;
  const shown = await turn(() => client.read(path, detail)).catch((error: unknown) => {
    if (error instanceof NotThere || error instanceof Declined) return null;
    throw error;
  });
  if (shown === null) return { articleDetail: 'absent', storeNumbersInStock: null };
  const { stockEntries } = shown;
  const isTold = stockEntries !== null && stockEntries !== undefined;
  return {
    articleDetail: isTold ? 'withStock' : wanted.isStockItem ? 'withoutStock' : null,
    storeNumbersInStock: kindOfNames((stockEntries ?? []).map((entry) => entry.storeNumber)),
  };
}

async function probeFilter(
  client: EasyCashierClient,
  turn: Turn,
  name: 'articleNumberFilter' | 'searchFilter',
  { articleNumber }: ListedArticle,
  { totalResources }: ArticlePage,
): Promise<Found> {
  // Of a single article every answer looks the same.
  if (totalResources < 2) return { [name]: null };
  const filter = name === 'searchFilter' ? 'searchValue' : 'articleNumber';
  return { [name]: await turn(() => tryFilter(client, filter, articleNumber, totalResources)) };
}

/** An answer that is not understood tells nothing of this, and the next question may be answered. */
async function orNothing(ask: () => Promise<Found>): Promise<Found> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Declined) return {};
    if (error instanceof Refusal && error.code === 'easycashierUnexpected') return {};
    throw error;
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refusal || error instanceof Declined)) throw error;
}
