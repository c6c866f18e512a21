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

/** From now on it is another ledger, which has written nothing yet: whoever has the old identity is not this one. */
export function renewIdentity(ledger: Writer): void {
  const ledgerId = ledger.get<{ id: string }>('SELECT lower(hex(randomblob(16))) AS id')?.id ?? '';
  writeState(ledger, 'ledgerId', ledgerId);
  writeState(ledger, 'ledgerWrites', 0);
}
