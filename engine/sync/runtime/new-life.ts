import type { OurTime, ShopTime } from '../../../shared/words/time.ts';
import { closeBatch, openBatches } from '../../ledger/batches.ts';
import { questionPending } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { readIdentity, renewIdentity } from '../../ledger/identity.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { lastLook } from '../../ledger/orders.ts';
import { activeRunId, setRowStates, setRunState } from '../../ledger/runs.ts';
import { Refusal } from '../../refusal.ts';
import { stockholmMinute } from '../../rules/days.ts';
import type { LedgerVerdict, Witness } from '../../rules/ledger-identity.ts';
import { reportTrouble, type Sync, shortId } from './context.ts';

const questions = {
  restored: 'ledgerRestored',
  copied: 'ledgerCopied',
  replaced: 'ledgerReplaced',
  takenBack: 'ledgerTakenBack',
} as const;
/** What the places outside the file say of it, or that it was taken back after it had been moved to another computer. */
export type WhyNewLife = Exclude<LedgerVerdict, 'same'> | 'takenBack';

/** What is kept outside the file, as far as the place keeps it. */
interface Outside extends Witness {
  readonly at?: OurTime;
  readonly caughtUpAt?: ShopTime | null;
}

/**
 * This ledger does not know what was booked last. It takes a new identity, so that no copy passes for it; what was on its way is
 * unknown, what waited is in question, and a take-over begins: it ends by asking about every order since.
 */
export function beginNewLife(sync: Sync, verdict: WhyNewLife, outside: Outside | null): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  const kind = questions[verdict];
  const last =
    verdict === 'replaced'
      ? { since: outside?.at ?? null, caughtUpAt: outside?.caughtUpAt ?? null }
      : { since: lastKnown(sync), caughtUpAt: readState(ledger, 'caughtUpAt') };
  const { since } = last;
  const args = { since: since === null ? '–' : stockholmMinute(since) };
  const inside = readIdentity(ledger);
  ports.log.warn('ledger.new-life', {
    verdict,
    ...args,
    outside: outside?.writes,
    inside: inside.writes,
  });
  const before = outside ?? inside;
  ledger.transaction(() => {
    renewIdentity(ledger);
    writeState(ledger, 'lifeBefore', { ledgerId: before.ledgerId, writes: before.writes });
    writeState(ledger, 'newLife', { kind, ...last });
    writeState(ledger, 'inheritedUntil', null);
    writeState(ledger, 'inheritedLook', lastLook(ledger));
    // Where the cut-over has not been drawn there is nothing to take over yet: the orders from before it are asked about then.
    if (readState(ledger, 'activatedAt') !== null) {
      writeState(ledger, 'takeOverUntil', at);
      sync.lease.handOverUntil = null;
      questionPending(ledger);
      giveUpOpenWrites(sync, at);
    }
    openInbox(ledger, {
      id: shortId(sync, 'q'),
      at,
      subject: { kind: 'newLife' },
      kind,
      args,
      choices: ['ignore'],
      isAskedAgain: true,
    });
    writeLog(ledger, {
      at,
      event: 'ledgerReplaced',
      cause: 'system',
      result: 'waiting',
      args: { reason: kind, ...args },
    });
  });
  if (readState(ledger, 'takeOverUntil') !== null)
    reportTrouble(sync, 'ledger', new Refusal('ledgerReplaced', args));
}

/** The last instant that the ledger itself knows of. */
function lastKnown({ ledger }: Sync): OurTime | null {
  const seen = [readState(ledger, 'shopifySeenAt'), readState(ledger, 'easycashierSeenAt')];
  return seen.reduce((latest, at) => (latest === null || (at !== null && at > latest) ? at : latest), null);
}

/** Batches that were on their way when the copy was made: their levels are read anew; a run waits for its person. */
function giveUpOpenWrites({ ledger }: Sync, at: OurTime): void {
  for (const batch of openBatches(ledger)) {
    closeBatch(ledger, batch.idempotencyKey, 'lost', at, 'another ledger wrote since');
    const positions = batch.rows.flatMap(({ runPosition }) => (runPosition === null ? [] : [runPosition]));
    if (batch.runId !== null && positions.length > 0) setRowStates(ledger, batch.runId, positions, 'pending');
  }
  const runId = activeRunId(ledger);
  if (runId) setRunState(ledger, runId, 'paused', null);
}
