import { fromThousandths } from '../../shared/words/quantity.ts';
import { stockholmDay } from './day.ts';

/** A row of the sales report. Returns make it negative. */
export interface SalesRow {
  readonly articleNumber: string;
  readonly storeNumber: string;
  /** In the article's unit. */
  readonly quantity: number;
}

/** What the tills sold, cumulative per Stockholm day. */
export interface SalesBook {
  /** Sold at `soldAt`, known from `knownAt` on; `thousandths` is negative for a return. */
  add(sale: Sale): void;
  /**
   * Days `YYYY-MM-DD`, both included, by article number, of what was known by `knownBy`. A row whose sum is 0 is left out (facts: it cannot
   * be told from 0).
   */
  report(startDate: string, stopDate: string, knownBy: number): SalesRow[];
}

interface Sale {
  readonly soldAt: number;
  readonly knownAt: number;
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly thousandths: number;
}

/** A report that lags more than this is none. */
const LONGEST_LAG_MS = 60 * 60_000;

interface Total {
  readonly articleNumber: string;
  readonly storeNumber: string;
  thousandths: number;
}

export function createSalesBook(): SalesBook {
  const days = new Map<string, Map<string, Total>>();
  let recent: Sale[] = [];

  const isWithin = (sale: Sale, startDate: string, stopDate: string) => {
    const day = stockholmDay(sale.soldAt);
    return day >= startDate && day <= stopDate;
  };

  return {
    add: (sale) => {
      const day = stockholmDay(sale.soldAt);
      const totals = days.get(day) ?? new Map<string, Total>();
      days.set(day, totals);
      addTo(totals, sale.articleNumber, sale.storeNumber, sale.thousandths);
      recent = [...recent.filter(({ knownAt }) => knownAt > sale.knownAt - LONGEST_LAG_MS), sale];
    },
    report: (startDate, stopDate, knownBy) => {
      const sums = new Map<string, Total>();
      for (const [day, totals] of days) {
        if (day < startDate || day > stopDate) continue;
        for (const { articleNumber, storeNumber, thousandths } of totals.values()) {
          addTo(sums, articleNumber, storeNumber, thousandths);
        }
      }
      for (const sale of recent) {
        if (sale.knownAt > knownBy && isWithin(sale, startDate, stopDate))
          addTo(sums, sale.articleNumber, sale.storeNumber, -sale.thousandths);
      }
      return [...sums.values()]
        .filter(({ thousandths }) => thousandths !== 0)
        .sort((a, b) => compare(a.articleNumber, b.articleNumber) || compare(a.storeNumber, b.storeNumber))
        .map(({ articleNumber, storeNumber, thousandths }) => ({
          articleNumber,
          storeNumber,
          quantity: fromThousandths(thousandths),
        }));
    },
  };
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

function addTo(
  totals: Map<string, Total>,
  articleNumber: string,
  storeNumber: string,
  thousandths: number,
): void {
  const key = `${articleNumber}\n${storeNumber}`;
  const total = totals.get(key);
  if (total) total.thousandths += thousandths;
  else totals.set(key, { articleNumber, storeNumber, thousandths });
}
