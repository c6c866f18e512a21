import { type CellState, readCell } from '../../ledger/cells.ts';
import { answerTo, openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { countAgreed, countDirty, nextDirty } from '../../ledger/queue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { guardOf } from '../../rules/guards.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** Counting is dear, so one count serves for this long. */
const COUNT_MS = 5_000;
const counts = new WeakMap<object, { at: number; isMass: boolean }>();

/**
 * Would this write take part in emptying the webshop? Many cells falling to 0 at once are held until a person has
 * said yes: an empty answer from EasyCashier must never become an empty shop.
 */
export function isGuarded(sync: Sync, cell: CellState): boolean {
  if (cell.target !== 0 || (cell.level?.available ?? 0) <= 0) return false;
  return !isAllowed(cell, allowedUntil(sync)) && isMassZero(sync);
}

const SUBJECT = 'guard:zero';

/** A yes is for what had fallen when it was said: the next empty answer is asked about anew. Milliseconds. */
function allowedUntil({ ledger }: Sync): number {
  const answer = answerTo(ledger, SUBJECT);
  return answer?.choice === 'send' ? (answer.resolvedAt ?? 0) : 0;
}

const isAllowed = (cell: CellState, until: number) => cell.dirtySince !== null && cell.dirtySince <= until;

function isMassZero(sync: Sync): boolean {
  const { ledger, ports } = sync;
  if (countDirty(ledger) <= 20) return false;
  const now = ports.clock.now();
  const known = counts.get(sync);
  if (known && now - known.at < COUNT_MS && known.isMass === false) return false;
  const until = allowedUntil(sync);
  let zeroed = 0;
  let units = 0;
  for (const ref of nextDirty(ledger, Number.MAX_SAFE_INTEGER, 1_000_000)) {
    const dirty = readCell(ledger, ref.articleNumber, ref.storeNumber);
    const available = dirty?.level?.available ?? 0;
    if (dirty?.target === 0 && available > 0 && !isAllowed(dirty, until)) {
      zeroed += 1;
      units += available;
    }
  }
  const isMass =
    guardOf(
      { cells: countAgreed(ledger), zeroed, unitsBefore: units, unitsAfter: 0 },
      { zeroShare: readSetting(ledger, 'guardZeroShare'), dropShare: Number.POSITIVE_INFINITY },
    ) !== null;
  counts.set(sync, { at: now, isMass });
  if (!isMass) return false;
  const isNew = openInbox(ledger, {
    id: shortId(sync, 'q'),
    at: now,
    subject: SUBJECT,
    kind: 'guardStopped',
    args: { rows: zeroed, units },
    choices: ['send', 'retry'],
    isAskedAgain: true,
  });
  if (isNew) {
    writeLog(ledger, {
      at: now,
      event: 'guardStopped',
      cause: 'system',
      result: 'waiting',
      args: { reason: 'massZero', rows: zeroed },
    });
  }
  return true;
}
