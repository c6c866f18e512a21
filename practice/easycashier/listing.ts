import { answerText, refuse } from './answers.ts';
import { sortableFields } from './article.ts';
import { type Article, articleText, type Shelf } from './shelf.ts';

export interface Listing {
  /** `GET /article` with its query. */
  answer(query: URLSearchParams): Response;
  /** The next full scan of the list sees only the first `articles`. */
  truncateNext(articles: number): void;
}

/**
 * Pages of 50 unless asked otherwise, at most `pageSizeMax` (a larger wish is capped, not refused). Sorted by article
 * number unless asked otherwise. `articleNumber` matches exactly, `searchValue` finds a part of number, name or barcode.
 */
export function createListing(shelf: Shelf, pageSizeMax: number): Listing {
  let pending: number | undefined;
  let limit: number | undefined;

  const find = (query: URLSearchParams): readonly Article[] => {
    const articleNumber = query.get('articleNumber');
    if (articleNumber) {
      const article = shelf.byNumber(articleNumber);
      return article ? [article] : [];
    }
    const view = shelf.sortedBy(query.get('sortColumn') ?? 'articleNumber');
    const search = query.get('searchValue')?.toLowerCase();
    return search ? view.filter((article) => mentions(article, search)) : view;
  };

  return {
    truncateNext: (articles) => {
      pending = articles;
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

      const found = find(query);
      const isFullScan = !query.get('articleNumber') && !query.get('searchValue');
      if (isFullScan && page === 1) {
        limit = pending;
        pending = undefined;
      }
      const total = isFullScan && limit !== undefined ? Math.min(limit, found.length) : found.length;
      const perPage = Math.min(size, pageSizeMax);
      const items: string[] = [];
      for (let index = (page - 1) * perPage; index < Math.min(page * perPage, total); index += 1) {
        const article = found[direction === 'ASC' ? index : found.length - 1 - index];
        if (article) items.push(articleText(article, shelf.stores));
      }
      const meta = { currentPage: page, totalPages: Math.ceil(total / perPage), totalResources: total };
      return answerText(`{"metaInformation":${JSON.stringify(meta)},"items":[${items.join(',')}]}`);
    },
  };
}

function whole(query: URLSearchParams, name: string, usual: number): number | undefined {
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
