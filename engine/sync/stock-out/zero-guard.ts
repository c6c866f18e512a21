import { type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { type PositionState, readPosition } from '../../ledger/positions.ts';
import { countDirty, countSynced, nextDirty } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { guardOf } from '../../rules/guards.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** Counting is dear, so one count serves for this long. */
const COUNT_MS = 5_000;
const counts = new WeakMap<object, { at: MonotonicTime; isMass: boolean }>();

/**
 * Would this write take part in emptying the webshop? Many positions falling to 0 at once are held until a person has
 * said yes: an empty answer from EasyCashier must never become an empty shop.
 */
export function isGuarded(sync: Sync, position: PositionState): boolean {
  if (position.target !== 0 || (position.level?.available ?? 0) <= 0) return false;
  return !position.isZeroAllowed && isMassZero(sync);
}

const SUBJECT = { kind: 'guard' } as const;

function isMassZero(sync: Sync): boolean {
  const { ledger, ports } = sync;
  if (countDirty(ledger) <= 20) return false;
  const now = ports.monotonic.now();
  const known = counts.get(sync);
  if (known && msBetween(known.at, now) < COUNT_MS && !known.isMass) return false;
  let zeroed = 0;
  let units = 0;
  for (const ref of nextDirty(ledger, null, 1_000_000)) {
    const dirty = readPosition(ledger, ref.articleNumber, ref.storeNumber);
    const available = dirty?.level?.available ?? 0;
    if (dirty?.target === 0 && available > 0 && !dirty.isZeroAllowed) {
      zeroed += 1;
      units += available;
    }
  }
  const isMass =
    guardOf(
      { positions: countSynced(ledger), zeroed, unitsBefore: units, unitsAfter: 0 },
      { zeroShare: readSetting(ledger, 'guardZeroShare'), dropShare: Number.POSITIVE_INFINITY },
    ) !== null;
  counts.set(sync, { at: now, isMass });
  if (!isMass) return false;
  const at = ports.clock.now();
  const isNew = openInbox(ledger, {
    id: shortId(sync, 'q'),
    at,
    subject: SUBJECT,
    kind: 'guardStopped',
    args: { rows: zeroed, units },
    choices: ['send', 'retry'],
    isAskedAgain: true,
  });
  if (isNew) {
    writeLog(ledger, {
      at,
      event: 'guardStopped',
      cause: 'system',
      result: 'waiting',
      args: { reason: 'massZero', rows: zeroed },
    });
  }
  return true;
}
