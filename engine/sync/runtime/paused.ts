import type { Reader } from '../../ledger/database.ts';
import { readState } from '../../ledger/engine-state.ts';
import type { Ports } from '../../ports.ts';
import { Refusal } from '../../refusal.ts';
import { stockholmMinute } from '../../rules/days.ts';
import { type LeaseState, whyReadOnly } from './lease-state.ts';

/** Why nothing is written while a person has paused everything; null: nobody has. Reading and counting off go on. */
export function whyPaused(ledger: Reader): Refusal | null {
  const at = readState(ledger, 'pausedAt');
  return at === null ? null : new Refusal('paused', { since: stockholmMinute(at) });
}

/** Why nothing may be written on either side just now; null when it may. */
export function whyNotWrite(sync: {
  readonly ledger: Reader;
  readonly lease: LeaseState;
  readonly ports: Pick<Ports, 'clock' | 'monotonic'>;
}): Refusal | null {
  return whyPaused(sync.ledger) ?? whyReadOnly(sync);
}
