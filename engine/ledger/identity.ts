import type { Reader, Writer } from './database.ts';
import { readState, writeState } from './engine-state.ts';

/** Which ledger it is, and how many times it has been about to write to a shop. */
export interface LedgerIdentity {
  readonly ledgerId: string;
  readonly writes: number;
}

export function readIdentity(ledger: Reader): LedgerIdentity {
  return { ledgerId: readState(ledger, 'ledgerId'), writes: readState(ledger, 'ledgerWrites') };
}

/** Something is about to be written to a shop: in the same transaction as its mark »sent«. */
export function raiseWrites(ledger: Writer): void {
  writeState(ledger, 'ledgerWrites', readState(ledger, 'ledgerWrites') + 1);
}

/** The count as it is to be kept at the relay. */
export interface CountClaim extends LedgerIdentity {
  /** The highest that was ever asked to be kept there before: if more is kept, somebody else has written under this name. */
  readonly known: number;
}

/** Before it is asked to be kept: an answer that is lost may have been a yes. Inside a transaction. */
export function claimWrites(ledger: Writer): CountClaim {
  const identity = readIdentity(ledger);
  const known = readState(ledger, 'writesClaimed');
  if (identity.writes > known) writeState(ledger, 'writesClaimed', identity.writes);
  return { ...identity, known };
}

/** From now on it is another ledger, which has written nothing yet: whoever has the old identity is not this one. */
export function renewIdentity(ledger: Writer): void {
  const ledgerId = ledger.get<{ id: string }>('SELECT lower(hex(randomblob(16))) AS id')?.id ?? '';
  writeState(ledger, 'ledgerId', ledgerId);
  writeState(ledger, 'ledgerWrites', 0);
  writeState(ledger, 'writesClaimed', 0);
}
