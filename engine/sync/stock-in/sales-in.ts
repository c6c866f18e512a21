import type { Position } from '../../../shared/words/position.ts';
import { type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import type { Turn } from '../../easycashier/probe-parts.ts';
import { readSales, type SalesReport, SURE_ROWS } from '../../easycashier/sales.ts';
import { salesOf, saveSales } from '../../ledger/balances.ts';
import type { Reader } from '../../ledger/database.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { Refusal } from '../../refusal.ts';
import { dayBefore } from '../../rules/days.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { capabilitiesOf } from '../runtime/capabilities.ts';
import type { Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** While a report has so few pages, another is read at each look. A longer one is rows that shift meanwhile: the next look reads them again. */
const SHORT_PAGES = 4;
/** A look costs as many calls as the report has pages: so long it is left alone for each, which keeps half of EasyCashier's calls for all else. */
const REST_PER_PAGE_MS = 500;

interface Looks {
  /** Pages of the last report. */
  pages: number;
  endedAt: MonotonicTime | null;
  /** Reports that were begun, and which of them was kept last. */
  begun: number;
  kept: number;
}
const looksOf = rememberedBy((): Looks => ({ pages: 1, endedAt: null, begun: 0, kept: 0 }));

/** Whether it is time to read the day's sales: a report of many pages is not read at every look. */
export function isReportDue(sync: Sync): boolean {
  const { pages, endedAt } = looksOf(sync);
  return endedAt === null || msBetween(endedAt, sync.ports.monotonic.now()) >= pages * REST_PER_PAGE_MS;
}

/** A report that is read in a few calls. */
export const isReportShort = (sync: Sync): boolean => looksOf(sync).pages <= SHORT_PAGES;

/**
 * Reads the day's sales and keeps them. Each page waits for its turn, so that a busy day's report holds up no booking. False when the report
 * cannot be had: balances alone must carry the job then.
 */
export function refreshSales(sync: Sync, rank: CallRank = 'sold'): Promise<boolean> {
  return readToday(sync, (work) => sync.easycashierQueue.run(rank, work));
}

/** The same, for whoever has the queue already. */
export const readTodaysSales = (sync: Sync): Promise<boolean> => readToday(sync, (work) => work());

async function readToday(sync: Sync, turn: Turn): Promise<boolean> {
  const looks = looksOf(sync);
  looks.begun += 1;
  const own = looks.begun;
  const day = sync.easycashier().today();
  const report = await readDay(sync, day, turn);
  looks.endedAt = sync.ports.monotonic.now();
  if (report === null) return false;
  looks.pages = report.calls;
  // One that was begun later and ended sooner tells more.
  if (own < looks.kept) return true;
  looks.kept = own;
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
export async function refreshLastDay(sync: Sync): Promise<boolean> {
  const day = dayBefore(sync.easycashier().today());
  const report = await readDay(sync, day, (work) => sync.easycashierQueue.run('sold', work));
  if (report === null) return false;
  sync.ledger.transaction(() => saveSales(sync.ledger, day, report.rows));
  return true;
}

/** Null when the report cannot be had. */
function readDay(sync: Sync, day: string, turn: Turn): Promise<SalesReport | null> {
  const granted = capabilitiesOf(sync.ledger).findings.salesPageSize;
  return readSales(sync.easycashier(), {
    startDay: day,
    stopDay: day,
    pageRows: granted.is === 'known' ? Math.max(SURE_ROWS, granted.value) : SURE_ROWS,
    turn,
    ...(isReportShort(sync) ? {} : { tries: 1 }),
  }).catch(nullWithoutReport);
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
