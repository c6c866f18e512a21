import { findingSchemas } from '../../shared/contract/capabilities.ts';
import {
  type CapabilityName,
  type CapabilitySide,
  capabilityNames,
  capabilityRow,
  type Finding,
  type Findings,
  type Found,
} from '../../shared/words/capabilities.ts';
import { msBetween, type OurTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';
import { readState, writeState } from './engine-state.ts';

/** The version of each side's API that is asked now. */
export type AskedApis = Readonly<Record<CapabilitySide, string>>;

/** An answer that stays what it was is written down anew so often. */
const FRESH_MS = 24 * 60 * 60_000;

const notAsked = { is: 'notAsked' } as const;
const namesOf = (side: CapabilitySide) => capabilityNames.filter((name) => capabilityRow(name).side === side);

/** What is known of both sides. What was found out of another version of an API is not known. */
export function readFindings(ledger: Reader, apis: AskedApis): Findings {
  const { of, findings } = readState(ledger, 'capabilities');
  const known = (name: CapabilityName) => {
    const { side } = capabilityRow(name);
    return [name, of[side] === apis[side] ? findings[name] : notAsked];
  };
  return Object.fromEntries(capabilityNames.map(known)) as Findings;
}

/**
 * Keeps what a side has told. What it did not tell this time stays known from before. An answer of a form that the table does not know counts
 * as none, so that nothing strange gets in. `isWhole`: everything was asked, and what is missing in `found` was not answered; else it was
 * heard in passing, and what stays as it was is written down anew once a day.
 */
export function keepFound(
  ledger: Writer,
  { side, apis, at }: { side: CapabilitySide; apis: AskedApis; at: OurTime },
  found: Found,
  isWhole: boolean,
): void {
  const before = readFindings(ledger, apis);
  const after: Record<string, Finding<unknown>> = { ...before };
  for (const name of namesOf(side)) {
    if (!isWhole && !(name in found)) continue;
    const now = merged(before[name], toFinding(name, found, at));
    if (isWhole || !isStillFresh(before[name], now)) after[name] = now;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const { of, askAgain } = readState(ledger, 'capabilities');
  writeState(ledger, 'capabilities', {
    of: { ...of, [side]: apis[side] },
    findings: after as Findings,
    askAgain,
  });
}

/** A side is to be asked again: its trouble is over, or an answer has contradicted what is kept. Nothing where it has never been asked. */
export function wantAskedAgain(ledger: Writer, side: CapabilitySide): void {
  const held = readState(ledger, 'capabilities');
  if (held.askAgain.includes(side)) return;
  if (!namesOf(side).some((name) => held.findings[name].is === 'known')) return;
  writeState(ledger, 'capabilities', { ...held, askAgain: [...held.askAgain, side] });
}

/** Which sides are to be asked again. */
export function sidesToAskAgain(ledger: Reader): readonly CapabilitySide[] {
  return readState(ledger, 'capabilities').askAgain;
}

/** The side has been asked, whatever came of it. */
export function askedAgain(ledger: Writer, side: CapabilitySide): void {
  const held = readState(ledger, 'capabilities');
  if (!held.askAgain.includes(side)) return;
  writeState(ledger, 'capabilities', { ...held, askAgain: held.askAgain.filter((one) => one !== side) });
}

/** Another server or another account: nothing is known of it. */
export function forgetFindings(ledger: Writer, side: CapabilitySide): void {
  const held = readState(ledger, 'capabilities');
  const findings = { ...held.findings, ...Object.fromEntries(namesOf(side).map((name) => [name, notAsked])) };
  writeState(ledger, 'capabilities', { ...held, findings });
  askedAgain(ledger, side);
}

function toFinding(name: CapabilityName, found: Found, askedAt: OurTime): Finding<unknown> {
  const told = found[name];
  if (told === null) return { is: 'unknown', why: 'nothingToTell', askedAt };
  const finding = findingSchemas[name].safeParse({ is: 'known', value: told, askedAt });
  return finding.success ? finding.data : { is: 'unknown', why: 'noAnswer', askedAt };
}

function merged(before: Finding<unknown>, now: Finding<unknown>): Finding<unknown> {
  return before.is === 'known' && now.is !== 'known' ? before : now;
}

function isStillFresh(before: Finding<unknown>, now: Finding<unknown>): boolean {
  if (before.is === 'notAsked' || now.is === 'notAsked') return false;
  const age = msBetween(before.askedAt, now.askedAt);
  const isSame = JSON.stringify({ ...before, askedAt: null }) === JSON.stringify({ ...now, askedAt: null });
  return isSame && age >= 0 && age < FRESH_MS;
}
