import type { Position } from '../../../shared/words/position.ts';
import { readSales, type SalesReport } from '../../easycashier/sales.ts';
import { salesOf, saveSales } from '../../ledger/balances.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { Refusal } from '../../refusal.ts';
import { dayBefore } from '../../rules/days.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import type { Sync } from '../runtime/context.ts';

/** Reads the day's sales and keeps them. False when the report cannot be had: balances alone must carry the job then. */
export function refreshSales(sync: Sync, rank: CallRank = 'sold'): Promise<boolean> {
  return sync.easycashierQueue.run(rank, () => readTodaysSales(sync));
}

/** The same, for whoever has the queue already. */
export async function readTodaysSales(sync: Sync): Promise<boolean> {
  const day = sync.easycashier().today();
  const report = await readSales(sync.easycashier(), day, day).catch(nullWithoutReport);
  if (report === null) return false;
  sync.ledger.transaction(() => {
    rememberReading(sync, day, report);
    saveSales(sync.ledger, day, report.rows, dayBefore(day));
  });
  return true;
}

/**
 * Reads the sales of the day before once more: a till that was offline delivers late, and what it sold is reported on the day it was sold
 * (`easycashier.md` A1 »When does a sale reach BackOffice?«). Returns as `refreshSales`.
 */
export function refreshLastDay(sync: Sync): Promise<boolean> {
  return sync.easycashierQueue.run('sold', async () => {
    const day = dayBefore(sync.easycashier().today());
    const report = await readSales(sync.easycashier(), day, day).catch(nullWithoutReport);
    if (report === null) return false;
    sync.ledger.transaction(() => saveSales(sync.ledger, day, report.rows));
    return true;
  });
}

/** The report may be nowhere, or somebody answers in its place: whether EasyCashier is there the articles tell. */
function nullWithoutReport(error: unknown): null {
  const codes: readonly string[] = ['easycashierUnexpected', 'easycashierUnreachable'];
  if (error instanceof Refusal && codes.includes(error.code)) return null;
  throw error;
}

function rememberReading({ ledger, ports }: Sync, day: string, report: SalesReport): void {
  const { isWhole, skipped } = report;
  const partlyKnown = report.partlyKnown.toSorted();
  const held = readState(ledger, 'salesRead');
  const now = { day, isWhole, partlyKnown, skipped };
  if (JSON.stringify(held) === JSON.stringify(now)) return;
  writeState(ledger, 'salesRead', now);
  if (held?.day !== day || held.isWhole !== isWhole || held.skipped !== skipped)
    ports.log.info('easycashier.sales', { day, isWhole, skipped });
}

type SalesRead = ReturnType<typeof readState<'salesRead'>>;

/**
 * What the position has sold that day, where `read` is the last report; null where that does not say so: then it is unknown, and not 0.
 */
export function knownSales(
  ledger: Reader,
  read: SalesRead,
  day: string,
  { articleNumber, storeNumber }: Position,
): { day: string; thousandths: number } | null {
  if (read?.day !== day || read.partlyKnown.includes(articleNumber)) return null;
  const thousandths = salesOf(ledger, day, articleNumber, storeNumber) ?? (read.isWhole ? 0 : null);
  return thousandths === null ? null : { day, thousandths };
}
