import { z } from 'zod';
import { type PositionKey, positionKey } from '../../shared/words/position.ts';
import { toThousandths } from '../../shared/words/quantity.ts';
import type { EasyCashierClient } from './client.ts';
import type { Turn } from './probe-parts.ts';
import { readShape } from './read-shape.ts';

/** As the only public caller asks for it (`easycashier.md` A0.2). */
export const SURE_ROWS = 50;
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
  /** What it has cost. */
  readonly calls: number;
}

export interface SalesAsked {
  /** The first and the last day, `2026-11-23`; they are Europe/Stockholm's. */
  readonly startDay: string;
  readonly stopDay: string;
  /** Rows asked for on a page; a server may grant fewer. */
  readonly pageRows?: number;
  /** Of each page; at once where whoever asks has the queue. */
  readonly turn?: Turn;
  /** How often it is read from the start while its rows shift between pages. */
  readonly tries?: number;
}

/**
 * The sales per article and store of some days. The report is paged, and its rows may lack their numbers (`easycashier.md` A0.2, A0.3).
 * @throws Refusal
 */
export async function readSales(client: EasyCashierClient, asked: SalesAsked): Promise<SalesReport> {
  const { startDay, stopDay, pageRows = SURE_ROWS, turn = (work) => work(), tries = TRIES } = asked;
  const whole = { startDay, stopDay, pageRows, turn };
  let report = await readOnce(client, whole);
  let { calls } = report;
  for (let tried = 1; !report.isWhole && tried < tries; tried += 1) {
    report = await readOnce(client, whole);
    calls += report.calls;
  }
  return { ...report, calls };
}

async function readOnce(
  client: EasyCashierClient,
  { startDay, stopDay, pageRows, turn }: Required<Omit<SalesAsked, 'tries'>>,
): Promise<SalesReport> {
  const pages: ReportPage[] = [];
  let isEnded = false;
  let calls = 0;
  for (let pageNumber = 1; !isEnded && pageNumber <= MOST_PAGES; pageNumber += 1) {
    const query = new URLSearchParams({
      startDate: startDay,
      stopDate: stopDay,
      itemsPerPage: String(pageRows),
      pageNumber: String(pageNumber),
    });
    const path = `/report/sales/groupedByArticleAndStore/preview?${query}`;
    const page = await turn(() => readShape(client, path, reportPage));
    calls += 1;
    const before = pages.at(-1);
    if (before && isSame(before, page)) {
      // All of it once more: then it is not paged. A full page once more may be that, or cut: the next one would tell no more, and each is
      // a call that a booking waits for.
      isEnded = pageNumber === 2 && page.items.length < pageRows;
      break;
    }
    pages.push(page);
    isEnded = isLast(page, pageNumber, pageRows);
  }
  return { ...joined(pages), isWhole: isEnded && isSound(pages), calls };
}

function isLast({ items, metaInformation }: ReportPage, pageNumber: number, pageRows: number): boolean {
  if (items.length === 0 || items.length > pageRows) return true;
  const totalPages = metaInformation?.totalPages ?? null;
  return totalPages === null ? !mayBeFull(items.length, pageRows) : pageNumber >= totalPages;
}

const isSame = (one: ReportPage, other: ReportPage) =>
  JSON.stringify(one.items) === JSON.stringify(other.items);

/** A server that grants fewer rows than were asked for grants a round number of them: then it is looked whether more follow. */
function mayBeFull(rows: number, pageRows: number): boolean {
  return rows >= pageRows || rows % 5 === 0;
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
function joined(pages: readonly ReportPage[]): Omit<SalesReport, 'isWhole' | 'calls'> {
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
