import { type Position, positionKey } from '../../shared/words/position.ts';
import { msBetween, type TillTime } from '../../shared/words/time.ts';

/**
 * What is known of one line of a booking whose answer never came. Balances and sales in thousandths; sales are
 * cumulative since the start of `the day of the first reading`, positive when sold.
 */
export interface LineEvidence {
  /** Thousandths the booking adds; negative takes out. */
  readonly delta: number;
  readonly balanceBefore: number | null;
  readonly balanceNow: number | null;
  /** Sales reported just before `balanceBefore` was read. */
  readonly salesBefore: number | null;
  readonly salesNow: number | null;
  /** What the balance had risen by just before it was read: each may be a return that the sales tell later. */
  readonly risesBefore: readonly number[];
}

/** Between two readings further apart than this too much can happen that no sales report tells. */
const EVIDENCE_MS = 60_000;

/** A second look at what a first one has shown in time may come so late. */
const SECOND_LOOK_MS = 10 * 60_000;

/** Whether what was read at `readAt` may still decide. An age below 0, of a clock that was set back, is no age. */
export function isFresh(readAt: TillTime | null, now: TillTime, isSecondLook = false): boolean {
  const limitMs = isSecondLook ? SECOND_LOOK_MS : EVIDENCE_MS;
  return readAt !== null && now >= readAt && msBetween(readAt, now) <= limitMs;
}

/** A report of the day's sales, as far as it was read. */
export interface ReadSales {
  readonly rows: readonly (Position & { readonly thousandths: number })[];
  /** False: what is absent may have been sold all the same. */
  readonly isWhole: boolean;
  /** Articles of which only a part is told. */
  readonly partlyKnown: readonly string[];
}

/** What a report says of a position, in thousandths; null where it does not say. */
function reportedSales(report: ReadSales, position: Position): number | null {
  if (report.partlyKnown.includes(position.articleNumber)) return null;
  const key = positionKey(position);
  const row = report.rows.find((one) => positionKey(one) === key);
  return row?.thousandths ?? (report.isWhole ? 0 : null);
}

/**
 * The sales around a reading, by the reports just before and just after it: a number, `moving` where it was sold meanwhile, null where
 * either report does not say.
 */
export function salesAround(
  before: ReadSales | null,
  after: ReadSales | null,
  position: Position,
): number | 'moving' | null {
  const earlier = before && reportedSales(before, position);
  const later = after && reportedSales(after, position);
  if (earlier === null || later === null) return null;
  return earlier === later ? later : 'moving';
}

export type Verdict = 'applied' | 'notApplied' | 'ambiguous';

/**
 * Did EasyCashier take the booking? Sales between the two readings are known to lie between 0 and what the reports
 * say; each hypothesis is feasible when the remaining change of the balance fits in there. A return from before the first
 * reading that is among them by now hides as many units sold since. One feasible hypothesis is a verdict, anything else is for a person. A stock change of just the same size in the same minute cannot be
 * told apart: the API shows balances, not their reasons (`easycashier.md` §1.3).
 */
export function judgeLine(evidence: LineEvidence): Verdict {
  const feasible = feasibleOf(evidence);
  if (feasible === null || feasible.applied === feasible.notApplied) return 'ambiguous';
  return feasible.applied ? 'applied' : 'notApplied';
}

/** Null where something of it is not known. */
function feasibleOf({ delta, balanceBefore, balanceNow, salesBefore, salesNow, risesBefore }: LineEvidence) {
  if (balanceBefore === null || balanceNow === null || salesBefore === null || salesNow === null) return null;
  const reported = salesNow - salesBefore;
  const low = Math.min(0, reported);
  const high = Math.max(0, reported);
  const fits = (sold: number) =>
    (sold >= low && sold <= high) || risesBefore.some((returned) => sold === reported + returned);
  return {
    applied: fits(balanceBefore + delta - balanceNow),
    notApplied: fits(balanceBefore - balanceNow),
  };
}

/** Neither that it was taken nor that it was not leads to what stands there now: somebody has counted or moved goods meanwhile. */
function isTouched(evidence: LineEvidence): boolean {
  const feasible = feasibleOf(evidence);
  return feasible !== null && !feasible.applied && !feasible.notApplied;
}

/**
 * A call is atomic: its lines share one fate, so one clear line decides unless another contradicts it. Where goods of one line were touched meanwhile
 * those of the others may have been too, and a count can bring a number to just what it would be: nothing is clear then.
 */
export function judgeBooking(lines: readonly LineEvidence[]): Verdict {
  if (lines.some(isTouched)) return 'ambiguous';
  const verdicts = new Set(lines.map(judgeLine));
  if (verdicts.has('applied') && verdicts.has('notApplied')) return 'ambiguous';
  if (verdicts.has('applied')) return 'applied';
  if (verdicts.has('notApplied')) return 'notApplied';
  return 'ambiguous';
}
