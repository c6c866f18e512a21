import { msBetween, type OurTime } from '../../shared/words/time.ts';

/** A ledger as it is known by its identity and its count of writes. */
export interface Witness {
  readonly ledgerId: string;
  readonly writes: number;
}

/**
 * What the count kept outside the file says of the file. `restored`: an older copy has been put in its place. `copied`: the file has
 * come here without what stands beside it, or that was wiped. `replaced`: another ledger wrote here before: an empty folder, or
 * another computer's file.
 */
export type LedgerVerdict = 'same' | 'restored' | 'copied' | 'replaced';

/**
 * Compares the ledger with what is kept outside. The outside is written after the ledger, so it may be behind and never ahead of the most
 * that this ledger can have put there. That it is missing says something only where what is kept lasts longer than the process. What was known when this life began is no news: a
 * place that could not be written since still has it.
 */
export function judgeLedger(
  inside: Witness & { readonly before?: Witness | null },
  outside: Witness | null,
  isLasting: boolean,
): LedgerVerdict {
  const { before = null } = inside;
  if (outside !== null && outside.ledgerId === before?.ledgerId && outside.writes <= before.writes)
    return 'same';
  if (outside === null) return isLasting && inside.writes > 0 ? 'copied' : 'same';
  if (outside.ledgerId !== inside.ledgerId) return 'replaced';
  return outside.writes > inside.writes ? 'restored' : 'same';
}

/** New lives that were begun on the relay's word: when the last one was, and how many. */
export interface RelayWord {
  readonly at: OurTime;
  readonly times: number;
}

const DAY_MS = 24 * 60 * 60_000;
const LONGEST_DAYS = 32;

/**
 * Whether the relay is believed that more was written under the ledger's name. What it says nobody has signed: one that lies can make us
 * ask about orders, and nothing else. So that it cannot do that without end it is not believed again for a day, after the second time for
 * two, and so on up to a month. A clock that was set back since does not make that longer.
 */
export function isRelayBelieved(word: RelayWord | null, now: OurTime): boolean {
  if (word === null) return true;
  const ageMs = msBetween(word.at, now);
  return ageMs < 0 || ageMs >= DAY_MS * Math.min(LONGEST_DAYS, 2 ** (word.times - 1));
}
