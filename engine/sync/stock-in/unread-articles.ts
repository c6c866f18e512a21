import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { soldSinceRead } from '../../ledger/balances.ts';
import { findArticle, setUnread } from '../../ledger/catalogue.ts';
import { endInbox, openInbox } from '../../ledger/inbox.ts';
import { positionsOf } from '../../ledger/positions.ts';
import { markDirty } from '../../ledger/queue.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';

/** An article that EasyCashier cannot show is asked for again after 10 s, then at longer pauses, at least once a minute while it is sold. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;
/** After so many tries over so long a person is told. */
const TRIES_BEFORE_ASKED = 3;
const TOLD_AFTER_MS = 2 * 60_000;

interface Tries {
  readonly since: MonotonicTime;
  readonly tries: number;
  readonly nextAt: MonotonicTime;
  /** What the sales report told of it at the last try, in thousandths. */
  readonly sold: number;
}
const triesOf = rememberedBy(() => new Map<string, Tries>());

/** Could it not be shown when it was last asked for? */
export function isParked(sync: Sync, articleNumber: string): boolean {
  return triesOf(sync).has(articleNumber);
}

/** Is it of use to ask for the article now? One that could not be shown has its pauses, unless more of it has been sold. */
export function isToBeRead(sync: Sync, articleNumber: string): boolean {
  const held = triesOf(sync).get(articleNumber);
  if (held === undefined) return true;
  return sync.ports.monotonic.now() >= held.nextAt || soldSinceRead(sync.ledger, articleNumber) !== held.sold;
}

/**
 * EasyCashier cannot show the article, and others it can: they go on. Its last balance stands, less what the sales report tells, and after
 * a while a person is told.
 */
export function park(sync: Sync, articleNumber: string): void {
  const { ledger, ports } = sync;
  const at = ports.clock.now();
  const now = ports.monotonic.now();
  const before = triesOf(sync).get(articleNumber);
  const tries = (before?.tries ?? 0) + 1;
  const since = before?.since ?? now;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
  const sold = soldSinceRead(ledger, articleNumber);
  triesOf(sync).set(articleNumber, { since, tries, nextAt: later(now, pause), sold });
  ports.log.warn('articles.not-shown', { articleNumber, tries });
  ledger.transaction(() => {
    setUnread(ledger, articleNumber, at);
    const article = findArticle(ledger, articleNumber);
    if (article?.isWebshop && sold > 0) {
      for (const { storeNumber } of positionsOf(ledger, articleNumber))
        markDirty(ledger, articleNumber, storeNumber, {
          at,
          cause: 'sale',
          sold: Math.ceil(soldSinceRead(ledger, articleNumber, storeNumber) / 1000),
        });
      sync.signals.stockOut.notify();
    }
    if (tries < TRIES_BEFORE_ASKED || msBetween(since, now) < TOLD_AFTER_MS) return;
    openInbox(ledger, {
      id: shortId(sync, 'q'),
      at,
      subject: { kind: 'unreadArticle', articleNumber },
      kind: 'unreadArticle',
      args: { articleNumber, name: article?.name ?? '' },
      choices: ['retry', 'ignore'],
    });
  });
}

/** It has been read: should it not be shown once more, a person is told again. Inside a transaction, where it could not be before. */
export function endUnread(sync: Sync, articleNumber: string): void {
  triesOf(sync).delete(articleNumber);
  setUnread(sync.ledger, articleNumber, null);
  endInbox(sync.ledger, { kind: 'unreadArticle', articleNumber }, sync.ports.clock.now());
}

/** A person has mended it, perhaps: it is asked for at once. */
export function readUnreadNow(sync: Sync, articleNumber: string): void {
  triesOf(sync).delete(articleNumber);
}
