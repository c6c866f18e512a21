import { fromThousandths } from '../../shared/words/quantity.ts';

export type StockCause = 'sale' | 'return' | 'delivery' | 'count' | 'consumption' | 'api';

/** One movement of one cell. `delta` is in the article's unit (2, 0.125), signed. */
export interface StockMovement {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly delta: number;
  readonly cause: StockCause;
  readonly comment?: string;
}

/** The stock of one article in one store. Whole thousandths, so that 0.1 + 0.2 is 0.3. */
export interface StockCell {
  thousandths: number;
  readonly orderPoint: number | null;
  readonly opening: { readonly at: number; readonly thousandths: number } | undefined;
  movements: StockMovement[] | undefined;
}

/** A new row; `opening` is the balance it is entered with and shows up in the history as a count. */
export function openCell(at: number, opening?: number, orderPoint: number | null = null): StockCell {
  return {
    thousandths: opening ?? 0,
    orderPoint,
    opening: opening === undefined ? undefined : { at, thousandths: opening },
    movements: undefined,
  };
}

export function moveStock(
  cell: StockCell,
  at: number,
  thousandths: number,
  cause: StockCause,
  comment?: string,
): void {
  cell.thousandths += thousandths;
  cell.movements ??= [];
  const delta = fromThousandths(thousandths);
  cell.movements.push(comment === undefined ? { at, delta, cause } : { at, delta, cause, comment });
}

/** Oldest first; the sum of the deltas is the balance. */
export function movementsOf(cell: StockCell): StockMovement[] {
  const movements = cell.movements ?? [];
  if (cell.opening === undefined) return [...movements];
  const { at, thousandths } = cell.opening;
  return [
    { at, delta: fromThousandths(thousandths), cause: 'count', comment: 'Ingående saldo' },
    ...movements,
  ];
}

/**
 * Genomsnittligt inköpspris (kronor excl. VAT) after `added` thousandths came in at `cost`. Suspected from public code,
 * not observed: an increase sent with cost 0 pulls the average down.
 */
export function averageCostAfter(average: number, onHand: number, added: number, cost: number): number {
  if (cost === average) return average;
  const held = Math.max(0, onHand);
  return Math.round(((average * held + cost * added) / (held + added)) * 10_000) / 10_000;
}
