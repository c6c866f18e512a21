import { z } from 'zod';
import { toThousandths } from '../../shared/words/quantity.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import { Refusal } from '../refusal.ts';
import type { EasyCashierClient } from './client.ts';
import { confirmation, stockConfirmation } from './exchange.ts';

/** One revision of a public program sets 500 as the largest page (`easycashier.md` §1.3). */
const PAGE_SIZE = 500;

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value).trim()));

const stockEntry = z.object({
  storeNumber: z.union([z.string(), z.number()]).transform((value) => String(value).trim()),
  storeName: text,
  quantity: z.number().nullish(),
});

const article = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  articleNumber: z.union([z.string(), z.number()]).transform((value) => String(value).trim()),
  description: text,
  barcode: text,
  stockItem: z.boolean().nullish(),
  webshop: z.boolean().nullish(),
  notInUse: z.boolean().nullish(),
  averageCostPriceExcludingVat: z.number().nullish(),
  costPriceExcludingVat: z.number().nullish(),
  stockEntries: z.array(stockEntry).nullish(),
});

const articlePage = z.object({
  metaInformation: z.object({
    currentPage: z.number().int(),
    totalPages: z.number().int(),
    totalResources: z.number().int(),
  }),
  items: z.array(article),
});

/** An article with its balances in thousandths; a store without a row is unknown, not 0. */
export interface ArticleReading {
  readonly articleNumber: string;
  /** EasyCashier's own id, by which the article is written. */
  readonly articleId: string;
  readonly name: string;
  readonly barcode: string;
  readonly isStockItem: boolean;
  readonly isWebshop: boolean;
  readonly inUse: boolean;
  /** In kronor, without VAT. */
  readonly averageCost: number;
  readonly stock: readonly { storeNumber: string; storeName: string; thousandths: number }[];
}

export interface ArticlePage {
  readonly articles: readonly ArticleReading[];
  /** Articles on the page, those without a number included. */
  readonly rows: number;
  readonly totalPages: number;
  readonly totalResources: number;
}

function toReading(row: z.output<typeof article>): ArticleReading {
  return {
    articleNumber: row.articleNumber,
    articleId: row.id,
    name: row.description,
    barcode: row.barcode,
    isStockItem: row.stockItem ?? true,
    isWebshop: row.webshop ?? false,
    inUse: !(row.notInUse ?? false),
    averageCost: row.averageCostPriceExcludingVat ?? row.costPriceExcludingVat ?? 0,
    stock: (row.stockEntries ?? []).flatMap((entry) =>
      entry.quantity === null || entry.quantity === undefined
        ? []
        : [
            {
              storeNumber: entry.storeNumber,
              storeName: entry.storeName,
              thousandths: toThousandths(entry.quantity),
            },
          ],
    ),
  };
}

/** One page of articles in a stable order. `pageNumber` begins at 1. */
export async function readArticlePage(client: EasyCashierClient, pageNumber: number): Promise<ArticlePage> {
  const query = new URLSearchParams({
    itemsPerPage: String(PAGE_SIZE),
    pageNumber: String(pageNumber),
    sortColumn: 'articleNumber',
    sortDirection: 'asc',
  });
  const page = await client.read(`/article?${query}`, articlePage);
  return {
    articles: page.items.filter((row) => row.articleNumber !== '').map(toReading),
    rows: page.items.length,
    totalPages: page.metaInformation.totalPages,
    totalResources: page.metaInformation.totalResources,
  };
}

/** One article by its number, compared exactly; null when there is none. */
export async function readArticle(
  client: EasyCashierClient,
  articleNumber: string,
): Promise<ArticleReading | null> {
  const query = new URLSearchParams({ articleNumber, itemsPerPage: '50', pageNumber: '1' });
  const page = await client.read(`/article?${query}`, articlePage);
  const row = page.items.find((item) => item.articleNumber === articleNumber);
  return row ? toReading(row) : null;
}

/**
 * Adds to or takes from a store's stock, as deltas that EasyCashier does not make idempotent. The article's own
 * average cost goes along: a cost of 0 may pull down its Genomsnittligt inköpspris (`easycashier.md` §1.3).
 * @throws OutcomeUnknown, Declined; Refusal where EasyCashier surely has not carried it out
 */
export async function changeStock(
  client: EasyCashierClient,
  direction: 'increaseStock' | 'decreaseStock',
  change: {
    storeNumber: string;
    comment: string;
    lines: readonly { articleNumber: string; units: number; averageCost: number }[];
  },
): Promise<void> {
  const storeNumber = /^[1-9]\d{0,8}$/.test(change.storeNumber)
    ? Number(change.storeNumber)
    : change.storeNumber;
  const body = {
    storeNumber,
    articles: change.lines.map((line) => ({
      articleNumber: line.articleNumber,
      quantity: line.units,
      costPriceExcludingVat: line.averageCost,
    })),
    comment: change.comment,
  };
  await client.write('POST', `/stock/${direction}`, body, stockConfirmation);
}

const wholeArticle = z.record(z.string(), z.unknown());

/** Ticks or clears the box Webshop: reads the whole article and writes it back with the one field changed. */
export async function writeWebshopFlag(
  client: EasyCashierClient,
  articleId: string,
  on: boolean,
): Promise<void> {
  const path = `/article/${encodeURIComponent(articleId)}`;
  const whole = await client.read(path, wholeArticle);
  if (!('articleNumber' in whole)) throw new Refusal('easycashierUnexpected', { what: '/article' });
  try {
    await client.write('PUT', path, { ...whole, webshop: on }, confirmation);
  } catch (error) {
    // What a success says is not documented; the article itself tells whether the box is as it should be.
    if (!(error instanceof OutcomeUnknown)) throw error;
    const now = await client.read(path, wholeArticle);
    if (now.webshop !== on) throw error;
  }
}
