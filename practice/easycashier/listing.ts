import { answerText, refuse } from './answers.ts';
import { sortableFields } from './article.ts';
import type { EasyCashierSettings } from './settings.ts';
import { type Article, articleText, articleTextWithoutStock, type Shelf } from './shelf.ts';

export interface Listing {
  /** `GET /article` with its query. */
  answer(query: URLSearchParams): Response;
  /** The next full scan of the list sees only the first `articles`. */
  truncateNext(articles: number): void;
  /** The next so many pages but the first are answered with the page before. */
  repeatPages(times: number): void;
}

/**
 * Pages of 50 unless asked otherwise, at most as many as the settings grant (a larger wish is capped, not refused). Sorted by
 * article number unless asked otherwise. `searchValue` finds a part of number, name or barcode.
 */
export function createListing(shelf: Shelf, settings: EasyCashierSettings): Listing {
  let pending: number | undefined;
  let limit: number | undefined;
  let repeats = 0;

  /** What the filters leave, or why they are refused; `isFullScan`: all of it. */
  const find = (query: URLSearchParams): { found: readonly Article[]; isFullScan: boolean } | Response => {
    const number = query.get('articleNumber');
    const search = query.get('searchValue')?.toLowerCase();
    if (number && settings.articleNumberFilter === 'refused')
      return refuse(400, 'Unknown filter articleNumber');
    if (search && settings.searchFilter === 'refused') return refuse(400, 'Unknown filter searchValue');
    const all = shelf.sortedBy(query.get('sortColumn') ?? 'articleNumber');
    const view = settings.listingLimit === null ? all : all.slice(0, settings.listingLimit);
    if (number && settings.articleNumberFilter === 'heeded') {
      const found = view.filter(({ fields }) => fields.articleNumber === number);
      return { found, isFullScan: false };
    }
    if (search && settings.searchFilter === 'heeded') {
      return { found: view.filter((article) => mentions(article, search)), isFullScan: false };
    }
    return { found: view, isFullScan: !number && !search };
  };

  const textOf = (article: Article) =>
    settings.listStock
      ? articleText(article, shelf.stores, settings.storeNumbers)
      : articleTextWithoutStock(article);

  return {
    truncateNext: (articles) => {
      pending = articles;
    },
    repeatPages: (times) => {
      repeats = times;
    },
    answer: (query) => {
      const size = whole(query, 'itemsPerPage', 50);
      const page = whole(query, 'pageNumber', 1);
      const column = query.get('sortColumn') ?? 'articleNumber';
      const direction = query.get('sortDirection')?.toUpperCase() ?? 'ASC';
      if (size === undefined) return refuse(400, 'itemsPerPage must be a whole number of at least 1');
      if (page === undefined) return refuse(400, 'pageNumber must be a whole number of at least 1');
      if (!sortableFields.has(column)) return refuse(400, `Unknown sortColumn ${column}`);
      if (direction !== 'ASC' && direction !== 'DESC')
        return refuse(400, 'sortDirection must be ASC or DESC');

      const asked = find(query);
      if (asked instanceof Response) return asked;
      const { found, isFullScan } = asked;
      if (isFullScan && page === 1) {
        limit = pending;
        pending = undefined;
      }
      const total = isFullScan && limit !== undefined ? Math.min(limit, found.length) : found.length;
      const perPage = Math.min(size, settings.pageSizeMax);
      const isRepeated = isFullScan && page > 1 && repeats > 0;
      if (isRepeated) repeats -= 1;
      const shown = isRepeated ? page - 1 : page;
      const items: string[] = [];
      for (let index = (shown - 1) * perPage; index < Math.min(shown * perPage, total); index += 1) {
        const article = found[direction === 'ASC' ? index : found.length - 1 - index];
        if (article?.damage === 'fails') return refuse(500, 'Internal error');
        if (article) items.push(textOf(article));
      }
      const meta = { currentPage: page, totalPages: Math.ceil(total / perPage), totalResources: total };
      return answerText(`{"metaInformation":${JSON.stringify(meta)},"items":[${items.join(',')}]}`);
    },
  };
}

/** A number of the query, at least 1; undefined where it is none. */
export function whole(query: URLSearchParams, name: string, usual: number): number | undefined {
  const text = query.get(name);
  if (text === null) return usual;
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 ? value : undefined;
}

function mentions({ fields }: Article, search: string): boolean {
  return [fields.articleNumber, fields.description, fields.barcode, fields.barcode2].some((text) =>
    text?.toLowerCase().includes(search),
  );
}
