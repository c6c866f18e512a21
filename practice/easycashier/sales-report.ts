import type { SalesRow } from './sales.ts';
import type { EasyCashierSettings } from './settings.ts';

/** What was rung up without an article or without a store: sold as free text, and not told of where (facts, A0.3). */
const strayRows = [
  { description: 'Övrigt', storeNumber: '1', quantity: 1 },
  { articleNumber: 'FRITEXT', quantity: 2 },
];

/** One page of the sales report; pages are counted from 1. */
export function reportPage(
  rows: readonly SalesRow[],
  { salesPageSize, salesMeta, salesStrayRows }: EasyCashierSettings,
  { pageNumber, itemsPerPage }: { readonly pageNumber: number; readonly itemsPerPage: number },
) {
  const all = salesStrayRows ? [...strayRows, ...rows] : rows;
  const size = Number.isFinite(salesPageSize)
    ? Math.min(salesPageSize, itemsPerPage)
    : Math.max(1, all.length);
  const items = Number.isFinite(salesPageSize) ? all.slice((pageNumber - 1) * size, pageNumber * size) : all;
  if (!salesMeta) return { items };
  const totalPages = Math.ceil(all.length / size);
  return { metaInformation: { currentPage: pageNumber, totalPages, totalResources: all.length }, items };
}
