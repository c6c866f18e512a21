import { z } from 'zod';
import { type PositionKey, positionKey } from '../../shared/words/position.ts';
import { toThousandths } from '../../shared/words/quantity.ts';
import type { EasyCashierClient } from './client.ts';
import { readShape } from './read-shape.ts';

/** As the only public caller asks for it (`easycashier.md` A0.2). */
const PAGE_ROWS = 50;
/** A day of more pages than this is not believed to end. */
const MOST_PAGES = 100;
/** Rows that shift between two pages are read once more from the start. */
const TRIES = 2;

const number = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? '').trim());

const reportRow = z.object({
  articleNumber: number,
  storeNumber: number,
  quantity: z.number().nullish().catch(null),
});
/** A row that cannot be understood costs none of the others; of what it is nobody knows. */
const oddRow = z
  .unknown()
  .transform(() => ({ articleNumber: '', storeNumber: '', quantity: null, isOdd: true }));

const reportPage = z.object({
  metaInformation: z
    .object({ totalPages: z.number().int().nullish(), totalResources: z.number().int().nullish() })
    .nullish(),
  items: z
    .array(z.union([reportRow.transform((row) => ({ ...row, isOdd: false })), oddRow]))
    .refine((rows) => rows.length === 0 || rows.some(({ isOdd }) => !isOdd)),
});
type ReportPage = z.output<typeof reportPage>;

/** What an article has sold in a store, in thousandths, returns subtracted. */
interface Sales {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly thousandths: number;
}

/** The sales of some days, as far as they could be read. */
export interface SalesReport {
  readonly rows: readonly Sales[];
  /**
   * Every page was read, and none was seen to shift while the others were: what is absent was not sold. Where the report does not count
   * its rows, one that vanishes pulls the next past the reader unseen; a second report shows it.
   */
  readonly isWhole: boolean;
  /** Rows that name no article, no store or no quantity: they are left out. */
  readonly skipped: number;
  /** Articles of which something was sold where the report does not say: none of their numbers is all. */
  readonly partlyKnown: readonly string[];
}

/**
 * The sales per article and store of the days from `startDay` to `stopDay`, `2026-11-23`, both included; they are Europe/Stockholm's.
 * The report is paged, and its rows may lack their numbers (`easycashier.md` A0.2, A0.3).
 * @throws Refusal
 */
export async function readSales(
  client: EasyCashierClient,
  startDay: string,
  stopDay: string,
): Promise<SalesReport> {
  let report = await readOnce(client, startDay, stopDay);
  for (let tries = 1; !report.isWhole && tries < TRIES; tries += 1) {
    report = await readOnce(client, startDay, stopDay);
  }
  return report;
}

async function readOnce(
  client: EasyCashierClient,
  startDate: string,
  stopDate: string,
): Promise<SalesReport> {
  const pages: ReportPage[] = [];
  let isEnded = false;
  for (let pageNumber = 1; !isEnded && pageNumber <= MOST_PAGES; pageNumber += 1) {
    const query = new URLSearchParams({
      startDate,
      stopDate,
      itemsPerPage: String(PAGE_ROWS),
      pageNumber: String(pageNumber),
    });
    const path = `/report/sales/groupedByArticleAndStore/preview?${query}`;
    const page = await readShape(client, path, reportPage);
    const before = pages.at(-1);
    if (before && isSame(before, page)) {
      // All of it once more: then it is not paged. A full page once more may be that, or cut: the next one would tell no more, and each is
      // a call that a booking waits for.
      isEnded = pageNumber === 2 && page.items.length < PAGE_ROWS;
      break;
    }
    pages.push(page);
    isEnded = isLast(page, pageNumber);
  }
  return { ...joined(pages), isWhole: isEnded && isSound(pages) };
}

function isLast({ items, metaInformation }: ReportPage, pageNumber: number): boolean {
  if (items.length === 0 || items.length > PAGE_ROWS) return true;
  const totalPages = metaInformation?.totalPages ?? null;
  return totalPages === null ? !mayBeFull(items.length) : pageNumber >= totalPages;
}

const isSame = (one: ReportPage, other: ReportPage) =>
  JSON.stringify(one.items) === JSON.stringify(other.items);

/** A server that grants fewer rows than were asked for grants a round number of them: then it is looked whether more follow. */
function mayBeFull(rows: number): boolean {
  return rows >= PAGE_ROWS || rows % 5 === 0;
}

/** Every row is understood, none is on two pages, and there are as many as the report counts: nothing has moved from one page to another. */
function isSound(pages: readonly ReportPage[]): boolean {
  if (pages.some(({ items }) => items.some(({ isOdd }) => isOdd))) return false;
  const met = new Set<PositionKey>();
  for (const { items } of pages) {
    const own = new Set(items.filter(isNumbered).map(positionKey));
    for (const key of own) {
      if (met.has(key)) return false;
      met.add(key);
    }
  }
  const rows = pages.reduce((sum, { items }) => sum + items.length, 0);
  return pages.every(({ metaInformation }) => (metaInformation?.totalResources ?? rows) === rows);
}

const isNumbered = (row: ReportPage['items'][number]) => row.articleNumber !== '' && row.storeNumber !== '';

/** The rows of all pages; of one that is on two pages the later. Several of one page are added up. */
function joined(pages: readonly ReportPage[]): Omit<SalesReport, 'isWhole'> {
  const all = new Map<PositionKey, Sales>();
  const partlyKnown = new Set<string>();
  let skipped = 0;
  for (const { items } of pages) {
    const own = new Map<PositionKey, Sales>();
    for (const row of items) {
      const { articleNumber, storeNumber, quantity } = row;
      if (!isNumbered(row) || typeof quantity !== 'number') {
        skipped += 1;
        if (articleNumber !== '') partlyKnown.add(articleNumber);
        continue;
      }
      const key = positionKey(row);
      const thousandths = (own.get(key)?.thousandths ?? 0) + toThousandths(quantity);
      own.set(key, { articleNumber, storeNumber, thousandths });
    }
    for (const [key, row] of own) all.set(key, row);
  }
  return { rows: [...all.values()], skipped, partlyKnown: [...partlyKnown] };
}
