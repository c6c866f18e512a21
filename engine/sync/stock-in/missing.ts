import { articlesToRead, markSalesRead } from '../../ledger/balances.ts';
import { articlesNotMet, markGone } from '../../ledger/catalogue.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { endScan } from '../../ledger/falls.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { isShorterRead } from '../../rules/guards.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { lookUp } from './look-up.ts';
import { takeIn } from './take-in.ts';
import { isParked } from './unread-articles.ts';

/** So many missing articles are asked for by their numbers; of more than that, some. */
const ASKED = 25;
/** Of a list that is far too short, so many tell whether it is cut. */
const SAMPLED = 5;

/** What a full scan met. */
export interface Scanned {
  /** Of the scan: what it missed is looked up with the same. */
  readonly rank: CallRank;
  readonly met: ReadonlySet<string>;
  /** So many more the list itself counts than it showed or failed at. */
  readonly lacking: number;
  /** It counted the same on every page: none came or went while it was read. */
  readonly isSteady: boolean;
}

/** What has become of articles that the list did not show. */
interface Fate {
  /** Asked for by their numbers and not there. */
  readonly gone: readonly string[];
  /** There all the same, or not to be shown. */
  readonly found: number;
  /** Neither is known. */
  readonly open: readonly string[];
}

/**
 * Concludes a full scan. An article is gone only when it was asked for by its number and is not there, or was missing from two whole scans:
 * pages shift while articles come and go, and a list may be cut or empty for minutes. That far fewer are there than before only a
 * person can say. Returns true when the list was short: then what is missing stays what it was.
 */
export async function finishScan(sync: Sync, scanned: Scanned): Promise<boolean> {
  const { ledger } = sync;
  const before = readState(ledger, 'passArticles');
  const missing = articlesNotMet(ledger, scanned.met);
  const isFar = isShorterRead(scanned.met.size, before);
  const fate = await findFate(
    sync,
    scanned.rank,
    missing,
    scanned.met.size === 0 ? 0 : isFar ? SAMPLED : ASKED,
  );
  const articles = scanned.met.size + fate.found;
  const believed = readState(ledger, 'believedArticles');
  const isBelieved = believed !== null && !isShorterRead(articles, believed);
  // Of those that were asked for some are there: so may be those that were not.
  const isLying = fate.found > 0 && fate.open.length > 0;
  const isDoubtful = fate.open.length > 0 && isShorterRead(articles, before) && !isBelieved;
  const isShort = scanned.lacking > 0 || isLying || isDoubtful;
  ledger.transaction(() => {
    endScan(ledger);
    markGone(ledger, fate.gone);
    if (isShort) {
      tellOfShortList(sync, { articles, before, missing: fate.open.length });
      return;
    }
    concludeOpen(sync, fate.open, scanned.isSteady, isBelieved);
    for (const sold of articlesToRead(ledger)) if (!scanned.met.has(sold)) markSalesRead(ledger, sold);
    remember(sync, articles);
  });
  return isShort;
}

/** Asks for missing articles by their numbers, at most `limit` of them, or for all where they are few. */
async function findFate(
  sync: Sync,
  rank: CallRank,
  missing: readonly string[],
  limit: number,
): Promise<Fate> {
  const asked = limit > 0 && missing.length <= ASKED ? missing : missing.slice(0, limit);
  const gone: string[] = [];
  const open = missing.slice(asked.length);
  let found = 0;
  for (const articleNumber of asked) {
    await sync.easycashierQueue.run(rank, async () => {
      const answer = await lookUp(sync, articleNumber);
      if (answer.is === 'found') {
        found += 1;
        sync.ledger.transaction(() => takeIn(sync, answer.article));
      } else if (answer.is === 'absent') gone.push(articleNumber);
      // That it cannot be shown says nothing about its being gone.
      else if (isParked(sync, articleNumber)) found += 1;
      else open.push(articleNumber);
    });
  }
  return { gone, found, open };
}

/** Missing from two whole scans, or a person said so: gone. Missing from one: remembered. Inside a transaction. */
function concludeOpen(sync: Sync, open: readonly string[], isSteady: boolean, isBelieved: boolean): void {
  const { ledger } = sync;
  const once = readState(ledger, 'missingOnce');
  if (open.length === 0 && once.length === 0) return;
  if (!isSteady && !isBelieved) return;
  const before = new Set(once);
  markGone(
    ledger,
    open.filter((articleNumber) => isBelieved || before.has(articleNumber)),
  );
  writeState(
    ledger,
    'missingOnce',
    open.filter((articleNumber) => !isBelieved && !before.has(articleNumber)),
  );
}

/** A list that was read whole. Inside a transaction. */
function remember({ ledger, ports }: Sync, articles: number): void {
  const at = ports.clock.now();
  if (readState(ledger, 'passArticles') !== articles) writeState(ledger, 'passArticles', articles);
  if (readState(ledger, 'shortPasses').times > 0) {
    writeState(ledger, 'shortPasses', { articles: 0, times: 0 });
    withdrawInbox(ledger, { kind: 'shortList' }, at);
  }
  if (readState(ledger, 'believedArticles') !== null) writeState(ledger, 'believedArticles', null);
  writeState(ledger, 'easycashierSeenAt', at);
}

/** Said once in the log; and a person is asked, whose answer is for so many articles as were shown. Inside a transaction. */
function tellOfShortList(
  sync: Sync,
  { articles, before, missing }: { articles: number; before: number; missing: number },
): void {
  const { ledger } = sync;
  const at = sync.ports.clock.now();
  const { times } = readState(ledger, 'shortPasses');
  writeState(ledger, 'shortPasses', { articles, times: times + 1 });
  if (times === 0) {
    writeLog(ledger, {
      at,
      event: 'guardStopped',
      cause: 'system',
      result: 'waiting',
      args: { reason: 'shorterRead', articles, before },
    });
  }
  if (missing === 0 || !isShorterRead(articles, before)) return;
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at,
    subject: { kind: 'shortList' },
    kind: 'shortList',
    args: { articles, before },
    choices: ['believe'],
    isAskedAgain: true,
  });
}

/** A person says that EasyCashier has no more articles than it shows: the next scan concludes it. Inside a transaction. */
export function believeShortList({ ledger }: Sync): void {
  writeState(ledger, 'believedArticles', readState(ledger, 'shortPasses').articles);
}
