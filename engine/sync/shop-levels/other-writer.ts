import { later, latest } from '../../../shared/words/time.ts';
import { answerTo, openInbox } from '../../ledger/inbox.ts';
import { countMatchingForeign } from '../../ledger/log-lines.ts';
import type { PositionState } from '../../ledger/positions.ts';
import { type Sync, shortId } from '../runtime/context.ts';

const SUBJECT = { kind: 'otherWriter' } as const;
const WITHIN_MS = 60 * 60_000;
/** A person who types by hand does not hit EasyCashier's new number again and again. */
const ENOUGH = 3;

/**
 * Somebody else brings Shopify to EasyCashier's own numbers: most likely EasyCashier's built-in integration, which would
 * count every web order a second time. The third article within the hour raises the alarm; it is asked anew after an answer
 * only when it goes on. Inside a transaction, after the change is in the log.
 */
export function watchOtherWriter(sync: Sync, position: PositionState): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  const answered = answerTo(ledger, SUBJECT)?.resolvedAt ?? null;
  const within = later(at, -WITHIN_MS);
  const since = answered === null ? within : latest(within, answered);
  if (countMatchingForeign(ledger, since) < ENOUGH) return;
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at,
    subject: SUBJECT,
    kind: 'otherWriter',
    args: { articleNumber: position.articleNumber },
    choices: ['ignore'],
    isAskedAgain: true,
  });
}
