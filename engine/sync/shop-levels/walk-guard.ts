import { type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { countItems } from '../../ledger/shop-items.ts';
import { isShorterRead } from '../../rules/guards.ts';
import { type Sync, shortId } from '../runtime/context.ts';

const SUBJECT = { kind: 'shopShrunk' } as const;

/** Two walks within the same fault of Shopify's agree with each other and not with the shop. */
const APART_MS = 10 * 60_000;

/** When this process saw the short walk that is remembered. */
const seen = new WeakMap<object, MonotonicTime>();

/**
 * May anything be concluded from what the walk did not show? A shop that suddenly shows far fewer items, or levels at the same
 * locations, is more likely half a listing than half a shop: its articles stay matched until a second whole walk, some time later,
 * shows just as many, or a person says that they are gone. Inside a transaction, before what was read is taken in.
 */
export function judgeWalk(sync: Sync, found: WalkCount, locationIds: readonly string[]): boolean {
  const { ledger, ports } = sync;
  const locations = [...locationIds].sort().join(' ');
  const before = readState(ledger, 'wholeWalk');
  const knownItems = before.locations === '' ? countItems(ledger) : before.items;
  const isShort =
    isShorterRead(found.items, knownItems) ||
    (before.locations === locations && isShorterRead(found.levels, before.levels));
  if (isShort && !isBelieved(sync, found)) {
    remember(sync, found, knownItems);
    return false;
  }
  if (readState(ledger, 'shortWalk') !== null) {
    writeState(ledger, 'shortWalk', null);
    withdrawInbox(ledger, SUBJECT, ports.clock.now());
  }
  seen.delete(sync);
  const isSame =
    before.items === found.items && before.levels === found.levels && before.locations === locations;
  if (!isSame) writeState(ledger, 'wholeWalk', { ...found, locations });
  return true;
}

/** What a walk has met; of an item that could not be shown, as many levels as are known. */
export interface WalkCount {
  readonly items: number;
  readonly levels: number;
}

function isBelieved(sync: Sync, found: WalkCount): boolean {
  const short = readState(sync.ledger, 'shortWalk');
  if (short === null) return false;
  // The person's word is for about as many as they were shown.
  if (short.isAccepted) return !isShorterRead(found.items, short.items);
  const since = seen.get(sync);
  const isApart = since !== undefined && msBetween(since, sync.ports.monotonic.now()) >= APART_MS;
  return isApart && short.items === found.items && short.levels === found.levels;
}

function remember(sync: Sync, found: WalkCount, knownItems: number): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  const short = readState(ledger, 'shortWalk');
  const isSame = short?.items === found.items && short.levels === found.levels;
  if (!isSame || !seen.has(sync)) {
    seen.set(sync, ports.monotonic.now());
    writeState(ledger, 'shortWalk', { ...found, isAccepted: false });
  }
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at,
    subject: SUBJECT,
    kind: 'shopShrunk',
    args: { items: found.items, before: knownItems },
    choices: ['gone', 'retry'],
    isAskedAgain: true,
  });
  if (short !== null) return; // said once
  writeLog(ledger, {
    at,
    event: 'guardStopped',
    cause: 'system',
    result: 'waiting',
    args: { reason: 'shorterWalk', items: found.items, before: knownItems },
  });
}

/** A person knows whether the articles are gone from Shopify: the next walk believes it. Inside a transaction. */
export function answerShortWalk(sync: Sync, areGone: boolean): void {
  const short = readState(sync.ledger, 'shortWalk');
  if (short !== null && areGone) writeState(sync.ledger, 'shortWalk', { ...short, isAccepted: true });
}
