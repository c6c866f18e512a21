import { z } from 'zod';
import { toThousandths } from '../../shared/words/quantity.ts';
import { Declined, type EasyCashierClient, NotThere } from './client.ts';
import { readShape } from './read-shape.ts';

/** One revision of a public program sets 500 as the largest page (`easycashier.md` §1.3); the server grants what it likes. */
const LARGEST_PAGE = 500;
/** What every public program was granted; also of a search. */
const SURE_PAGE = 50;
/** A search that finds more than this does not end on the article it was for. */
const SEARCH_PAGES = 20;

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value).trim()));

const stockEntry = z.object({
  storeNumber: z.union([z.string(), z.number()]).transform((value) => String(value).trim()),
  storeName: text,
  quantity: z.number().nullish(),
});

/** Loose: a search is proved by whichever field holds what was searched for. */
const article = z.looseObject({
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
type Row = z.output<typeof article>;

/** As much of a row as tells which article it is of. */
const oddRow = z.object({ id: article.shape.id.nullish().catch(null), articleNumber: text.catch('') });

/** A page of rows. One that cannot be understood costs none of the others; where none can be, it is no such page. */
const articlePage = z.object({
  metaInformation: z.object({
    currentPage: z.number().int(),
    totalPages: z.number().int(),
    totalResources: z.number().int(),
  }),
  items: z
    .array(z.union([article.transform((row) => ({ row })), oddRow.transform((odd) => ({ odd }))]))
    .refine((items) => items.length === 0 || items.some((item) => 'row' in item))
    .transform((items) => ({
      rows: items.flatMap((item) => ('row' in item ? [item.row] : [])),
      odd: items.flatMap((item) => ('odd' in item ? [item.odd] : [])),
    })),
});

/** What a store has of an article, in thousandths. */
interface Stock {
  readonly storeNumber: string;
  readonly storeName: string;
  readonly thousandths: number;
}

/** An article with its balances; a store without a row is unknown, not 0. */
export interface ArticleReading {
  readonly articleNumber: string;
  /** EasyCashier's own id, by which the article is read and written. */
  readonly articleId: string;
  readonly name: string;
  readonly barcode: string;
  readonly isStockItem: boolean;
  readonly isWebshop: boolean;
  readonly inUse: boolean;
  /** In kronor, without VAT. */
  readonly averageCost: number;
  readonly stock: readonly Stock[];
}

/** An article as a list shows it. `stock` is null where the list shows none: the article itself has it (`easycashier.md` A0.6). */
export interface ListedArticle extends Omit<ArticleReading, 'stock'> {
  readonly stock: readonly Stock[] | null;
}

export interface ArticlePage {
  readonly articles: readonly ListedArticle[];
  /** Of all rows, those without a number included. */
  readonly ids: readonly string[];
  /** Numbers of articles whose rows cannot be understood. */
  readonly odd: readonly string[];
  /** How many rows a page was asked to have; the next page is asked for with the same. */
  readonly pageSize: number;
  readonly totalPages: number;
  readonly totalResources: number;
}

function toListed(row: Row): ListedArticle {
  return {
    articleNumber: row.articleNumber,
    articleId: row.id,
    name: row.description,
    barcode: row.barcode,
    isStockItem: row.stockItem ?? true,
    isWebshop: row.webshop ?? false,
    inUse: !(row.notInUse ?? false),
    averageCost: row.averageCostPriceExcludingVat ?? row.costPriceExcludingVat ?? 0,
    stock: row.stockEntries?.flatMap(toStock) ?? null,
  };
}

function toStock({ storeNumber, storeName, quantity }: z.output<typeof stockEntry>): Stock[] {
  if (quantity === null || quantity === undefined) return [];
  return [{ storeNumber, storeName, thousandths: toThousandths(quantity) }];
}

/**
 * One page of articles in a stable order. `pageNumber` begins at 1; a `pageSize` that is refused is made smaller.
 * @throws Refusal
 */
export async function readArticlePage(
  client: EasyCashierClient,
  pageNumber: number,
  pageSize = LARGEST_PAGE,
): Promise<ArticlePage> {
  const query = new URLSearchParams({
    itemsPerPage: String(pageSize),
    pageNumber: String(pageNumber),
    sortColumn: 'articleNumber',
    sortDirection: 'asc',
  });
  const path = `/article?${query}`;
  const page =
    pageSize > SURE_PAGE
      ? await client.read(path, articlePage).catch(nullIfDeclined)
      : await readShape(client, path, articlePage);
  if (page === null) return readArticlePage(client, pageNumber, SURE_PAGE);
  const { rows, odd } = page.items;
  return {
    articles: rows.filter((row) => row.articleNumber !== '').map(toListed),
    ids: [...rows, ...odd].flatMap(({ id }) => id ?? []),
    odd: odd.flatMap(({ articleNumber }) => articleNumber || []),
    pageSize,
    totalPages: page.metaInformation.totalPages,
    totalResources: page.metaInformation.totalResources,
  };
}

/** What the first page of the list tells of every list; null: it does not. Of a page that holds all there is nobody knows whether it would hold more. */
export function findingsOfFirstPage({ articles, ids, totalResources }: ArticlePage): {
  readonly articlePageSize: number | null;
  readonly listStock: 'shown' | 'absent' | null;
} {
  const kept = articles.filter((article) => article.isStockItem).map(({ stock }) => stock);
  const isShown = kept.some((stock) => stock !== null && stock.length > 0);
  const isAbsent = kept.some((stock) => stock === null);
  return {
    articlePageSize: ids.length > 0 && ids.length < totalResources ? ids.length : null,
    listStock: isShown ? 'shown' : isAbsent ? 'absent' : null,
  };
}

/** What came of looking for one article. `unsure`: the answers do not show that it is absent. */
export type Lookup =
  | { readonly is: 'found'; readonly article: ArticleReading }
  | { readonly is: 'absent' | 'unsure' };

const unsure: Lookup = { is: 'unsure' };

/**
 * Reads one article: by its id where that is known, else by a search for its number, compared exactly. It is `absent` only where nothing has
 * its id any more and the search shows that it was heeded: a filter that is ignored answers page 1 of everything (`easycashier.md` A0.4).
 * @throws Refusal
 */
export async function readArticle(
  client: EasyCashierClient,
  articleNumber: string,
  articleId: string | null,
): Promise<Lookup> {
  const known = articleId === null ? null : await readById(client, articleId);
  if (known?.articleNumber === articleNumber) return { is: 'found', article: known };
  const searched = await search(client, articleNumber);
  if (searched.is !== 'absent') return searched;
  return articleId === null || known !== null ? unsure : searched;
}

/** Null where EasyCashier says that there is nothing of this id. */
async function readById(client: EasyCashierClient, articleId: string): Promise<ArticleReading | null> {
  try {
    const row = await readShape(client, `/article/${encodeURIComponent(articleId)}`, article);
    const listed = toListed(row);
    return { ...listed, stock: listed.stock ?? [] };
  } catch (error) {
    if (error instanceof NotThere) return null;
    throw error;
  }
}

async function search(client: EasyCashierClient, articleNumber: string): Promise<Lookup> {
  for (let pageNumber = 1; pageNumber <= SEARCH_PAGES; pageNumber += 1) {
    const page = await filteredPage(client, 'searchValue', articleNumber, pageNumber);
    if (page === null) return unsure;
    const { rows, odd } = page.items;
    const row = rows.find((item) => item.articleNumber === articleNumber);
    if (row) return foundIn(client, toListed(row));
    if (odd.length > 0) return unsure;
    const { totalPages } = page.metaInformation;
    const isAll = totalPages <= 1;
    if (!isAll && !rows.every((item) => mentions(item, articleNumber))) return unsure;
    if (pageNumber >= totalPages) return { is: 'absent' };
    if (rows.length === 0) return unsure;
  }
  return unsure;
}

/** Null where EasyCashier does not know the filter. */
function filteredPage(
  client: EasyCashierClient,
  filter: ArticleFilter,
  articleNumber: string,
  pageNumber: number,
) {
  const query = new URLSearchParams({
    [filter]: articleNumber,
    itemsPerPage: String(SURE_PAGE),
    pageNumber: String(pageNumber),
  });
  return client.read(`/article?${query}`, articlePage).catch(nullIfDeclined);
}

/** The filters that public code has tried; see `easycashier.md` A0.4. */
export type ArticleFilter = 'articleNumber' | 'searchValue';

/**
 * What the filter makes of an article that is in the list of all: `heeded` where only what is about it is shown, `ignored` where something else
 * is, `refused` where EasyCashier does not know it; null where the answer does not tell. `all` is how many articles there are.
 * @throws Refusal
 */
export async function tryFilter(
  client: EasyCashierClient,
  filter: ArticleFilter,
  articleNumber: string,
  all: number,
): Promise<'heeded' | 'ignored' | 'refused' | null> {
  const page = await filteredPage(client, filter, articleNumber, 1);
  if (page === null) return 'refused';
  const { rows } = page.items;
  if (!rows.every((row) => mentions(row, articleNumber))) return 'ignored';
  const isFound = rows.some((row) => row.articleNumber === articleNumber);
  return isFound && page.metaInformation.totalResources < all ? 'heeded' : null;
}

/** A row that was found, with its stock from the article itself where the list shows none. */
async function foundIn(client: EasyCashierClient, row: ListedArticle): Promise<Lookup> {
  if (row.stock !== null) return { is: 'found', article: { ...row, stock: row.stock } };
  const article = await readById(client, row.articleId);
  return article?.articleNumber === row.articleNumber ? { is: 'found', article } : unsure;
}

function mentions(row: Row, searched: string): boolean {
  const wanted = searched.toLowerCase();
  return Object.values(row).some(
    (value) =>
      (typeof value === 'string' || typeof value === 'number') &&
      String(value).toLowerCase().includes(wanted),
  );
}

function nullIfDeclined(error: unknown): null {
  if (error instanceof Declined) return null;
  throw error;
}
