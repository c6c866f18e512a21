import { z } from 'zod';
import type { Found } from '../../shared/words/capabilities.ts';
import { Declined, type EasyCashierClient, NotThere } from './client.ts';
import { kindOfNames, type Turn } from './probe-parts.ts';
import { SURE_ROWS } from './sales.ts';

/** More than any page of a report was seen to hold: what comes is what is granted. */
const MANY_ROWS = 500;

const name = z.union([z.string(), z.number()]).nullish();
const anyPage = z.object({
  metaInformation: z.unknown().optional(),
  items: z.array(z.looseObject({ articleNumber: name, storeNumber: name })),
});
type AnyPage = z.output<typeof anyPage>;
type Row = AnyPage['items'][number];

/** How the sales report is paged and what its rows lack, in two to four calls. @throws Refusal, Declined */
export async function probeSalesReport(
  client: EasyCashierClient,
  turn: Turn,
  { first, last }: { readonly first: string; readonly last: string },
): Promise<Found> {
  const ask = (itemsPerPage: number, pageNumber: number) => {
    const query = new URLSearchParams({
      startDate: first,
      stopDate: last,
      itemsPerPage: String(itemsPerPage),
      pageNumber: String(pageNumber),
    });
    return turn(() => client.read(`/report/sales/groupedByArticleAndStore/preview?${query}`, anyPage));
  };
  const start = await firstPage(ask);
  if (start === null)
    return {
      salesReport: 'absent',
      salesPageSize: null,
      salesMeta: null,
      salesGaps: null,
      storeNumbersInReport: null,
    };
  const { page, size } = start;
  const rows = page.items;
  const stores = rows.flatMap(({ storeNumber }) => storeNumber ?? []);
  return {
    ...(await paging(rows, (pageNumber, itemsPerPage = size) => ask(itemsPerPage, pageNumber))),
    salesMeta: isNothing(page.metaInformation) ? 'absent' : 'present',
    salesGaps: rows.length === 0 ? null : rows.some(isLacking) ? 'seen' : 'notSeen',
    storeNumbersInReport: kindOfNames(stores),
  };
}

type Ask = (itemsPerPage: number, pageNumber: number) => Promise<AnyPage>;

/** With the size it was asked for: one that is too large for EasyCashier is made smaller. Null: there is no report. */
async function firstPage(ask: Ask): Promise<{ page: AnyPage; size: number } | null> {
  try {
    return { page: await ask(MANY_ROWS, 1), size: MANY_ROWS };
  } catch (error) {
    if (error instanceof NotThere) return null;
    if (!(error instanceof Declined)) throw error;
    return { page: await ask(SURE_ROWS, 1), size: SURE_ROWS };
  }
}

/** What the second page tells, and where it is empty a page of one row: of a report that ends on its first page nobody knows how long a page may be. */
async function paging(
  rows: readonly Row[],
  ask: (pageNumber: number, itemsPerPage?: number) => Promise<AnyPage>,
): Promise<Found> {
  if (rows.length === 0) return { salesReport: null, salesPageSize: null };
  const next = (await ask(2)).items;
  // One that is cut at a full page and repeated looks the same as one that is not paged.
  if (isSame(next, rows))
    return { salesReport: rows.length % SURE_ROWS === 0 ? null : 'whole', salesPageSize: null };
  if (next.length > 0) return { salesReport: 'paged', salesPageSize: rows.length };
  if (rows.length === 1) return { salesReport: null, salesPageSize: null };
  const single = (await ask(1, 1)).items;
  const isWhole = isSame(single, rows);
  return { salesReport: isWhole ? 'whole' : single.length === 1 ? 'paged' : null, salesPageSize: null };
}

const isSame = (one: readonly Row[], other: readonly Row[]) => JSON.stringify(one) === JSON.stringify(other);
const isNothing = (value: unknown) => value === null || value === undefined;
const isEmpty = (value: Row['storeNumber']) => String(value ?? '').trim() === '';
const isLacking = ({ articleNumber, storeNumber }: Row) => isEmpty(articleNumber) || isEmpty(storeNumber);
