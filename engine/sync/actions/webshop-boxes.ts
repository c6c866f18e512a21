import { Declined } from '../../easycashier/client.ts';
import { writeWebshopFlag } from '../../easycashier/gateway.ts';
import { countBoxes, listArticles } from '../../ledger/article-list.ts';
import {
  beginBoxChange,
  boxesOf,
  findBoxChange,
  forgetBox,
  forgetEmptyBoxChange,
  isBoxStanding,
  noteBoxDone,
  noteBoxSent,
} from '../../ledger/box-changes.ts';
import { findArticle, knownArticleNumbers, listStores, type StoredArticle } from '../../ledger/catalogue.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import { type NearMisses, nearMisses } from '../../rules/matching.ts';
import type { CallRank } from '../runtime/call-queue.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { readNow } from '../stock-in/look-up.ts';
import { fullScan } from '../stock-in/stock-in.ts';
import { takeIn, takeInWebshop } from '../stock-in/take-in.ts';

const FEW = 25;
/** More boxes than this are changed only by whoever has said how many. */
const MOST_UNASKED = 20;

/** Which boxes, and what becomes of them. */
export interface WebshopChange {
  readonly on: boolean;
  /** All stock items; else `articleNumbers`. */
  readonly all?: boolean | undefined;
  readonly articleNumbers?: readonly string[] | undefined;
}

interface BoxesChanged {
  readonly changed: number;
  readonly failed: FailedBox[];
  /** Were not to be changed. */
  readonly left: string[];
  /** By it they can be taken back; null: nothing was changed, or one box alone. */
  readonly changeId: string | null;
}

export type WebshopChanged = Omit<BoxesChanged, 'left'> & { readonly unchanged: number };

/** `reason`: `unknownArticle`, or EasyCashier's own words. `near`: the article number that an unknown one nearly is. */
interface FailedBox {
  readonly articleNumber: string;
  readonly reason: string;
  readonly near?: string;
}

/** How many boxes a change would change, and whether the number must be said. Reads the catalogue where there is none yet. */
export async function countWebshopBoxes(sync: Sync, { on, all, articleNumbers = [] }: WebshopChange) {
  const { ledger } = sync;
  if (listStores(ledger).length === 0) await fullScan(sync);
  const numbers = all ? null : [...new Set(articleNumbers.map((text) => text.trim()))];
  const counts = countBoxes(ledger, on, numbers);
  const isEveryOneOff = all === true && !on && counts.changing > 0;
  return { ...counts, needsConfirm: isEveryOneOff || counts.changing > MOST_UNASKED };
}

/**
 * Ticks or clears the box Webshop in EasyCashier, one article after the other; the ledger follows each at once.
 * @throws Refusal `boxesConfirm` with the number that would change, `noCatalogue`, or as the client does; what was done until then stays done
 */
export async function setWebshopBoxes(
  sync: Sync,
  change: WebshopChange,
  confirmBoxes: number | undefined,
): Promise<WebshopChanged> {
  const { ledger } = sync;
  const { changing, needsConfirm } = await countWebshopBoxes(sync, change);
  if (needsConfirm && confirmBoxes !== changing) throw new Refusal('boxesConfirm', { rows: changing });
  const wanted = change.all
    ? listArticles(ledger, { limit: 10_000_000 }).articleNumbers
    : (change.articleNumbers ?? []);
  if (wanted.length === 0) throw new Refusal('noCatalogue');
  const { left: unchanged, ...outcome } = await changeBoxes(sync, wanted, {
    on: change.on,
    undoes: null,
    isMeant: ({ isWebshop, isStockItem }) => isWebshop !== change.on && (!change.all || isStockItem),
  });
  return { ...outcome, unchanged: unchanged.length };
}

/**
 * Takes a change of many boxes back: those that stand as it left them, and no others.
 * @throws Refusal `unknownChange`, `nothingToUndo`, or as the client does; what was done until then stays done, and the rest can be taken back later
 */
export async function undoWebshopBoxes(sync: Sync, changeId: string): Promise<BoxesChanged> {
  const { ledger } = sync;
  const change = findBoxChange(ledger, changeId);
  if (!change) throw new Refusal('unknownChange', { change: changeId });
  if (change.standing === 0) throw new Refusal('nothingToUndo', { run: changeId });
  return changeBoxes(sync, boxesOf(ledger, changeId), {
    on: !change.on,
    undoes: changeId,
    // Looked at when its turn comes: somebody may have changed it while the others were taken back.
    isMeant: ({ articleNumber }) => isBoxStanding(ledger, changeId, articleNumber),
  });
}

interface BoxesMeant {
  readonly on: boolean;
  /** The change that is taken back. */
  readonly undoes: string | null;
  /** The others are left. */
  readonly isMeant: (article: StoredArticle) => boolean;
}

/** One article after the other; what was changed is written down, so that it can be taken back. */
async function changeBoxes(
  sync: Sync,
  wanted: readonly string[],
  { on, undoes, isMeant }: BoxesMeant,
): Promise<BoxesChanged> {
  const { ledger, ports } = sync;
  // A person who ticks a few waits for them; a list of hundreds lets what is sold go before.
  const rank = wanted.length > FEW ? 'asked' : 'booking';
  // One box is taken back with the box itself.
  const changeId = wanted.length > 1 || undoes !== null ? shortId(sync, 'boxes') : null;
  if (changeId !== null)
    beginBoxChange(ledger, { changeId, at: ports.clock.now(), on, undoes, by: ports.actor });
  let changed = 0;
  const left: string[] = [];
  const failed: FailedBox[] = [];
  let near: NearMisses | null = null;
  try {
    for (const [done, text] of wanted.entries()) {
      const articleNumber = text.trim();
      const article = findArticle(ledger, articleNumber);
      if (article && !article.isGone && !isMeant(article)) left.push(articleNumber);
      else {
        const outcome = await setOne(sync, article, { on, rank, changeId });
        if (outcome === 'changed') changed += 1;
        else {
          near ??= nearMisses(knownArticleNumbers(ledger));
          failed.push({ articleNumber: text, ...outcome, ...nearTo(near, articleNumber, outcome.reason) });
        }
      }
      sync.onProgress({ runId: null, phase: 'writing', done: done + 1, total: wanted.length });
    }
  } finally {
    if (changeId !== null) endChange(sync, changeId, { on, undoes, changed });
  }
  sync.signals.stockOut.notify();
  return { changed, left, failed, changeId: changed > 0 ? changeId : null };
}

/** One line of the log for all of them, besides that of each. */
function endChange(
  { ledger, ports }: Sync,
  changeId: string,
  { on, undoes, changed }: Pick<BoxesMeant, 'on' | 'undoes'> & { readonly changed: number },
): void {
  ledger.transaction(() => {
    forgetEmptyBoxChange(ledger, changeId);
    if (changed === 0) return;
    writeLog(ledger, {
      at: ports.clock.now(),
      event: on ? 'webshopTicked' : 'webshopUnticked',
      cause: undoes === null ? 'webshopFlag' : 'undo',
      result: 'info',
      reference: changeId,
      args: { boxes: changed },
      by: ports.actor,
    });
  });
}

/** A number that differs in case, a blank or the zeros in front is another number: it is named, never taken. */
function nearTo(near: NearMisses, articleNumber: string, reason: string): { near?: string } {
  const miss = reason === 'unknownArticle' ? near.find(articleNumber, '') : null;
  return miss?.shopifySku ? { near: miss.shopifySku } : {};
}

interface OneBox {
  readonly on: boolean;
  readonly rank: CallRank;
  readonly changeId: string | null;
}

async function setOne(
  sync: Sync,
  article: StoredArticle | undefined,
  { on, rank, changeId }: OneBox,
): Promise<'changed' | { reason: string }> {
  const { ledger } = sync;
  if (!article || article.isGone) return { reason: 'unknownArticle' };
  const { articleNumber } = article;
  try {
    await sync.easycashierQueue.run(rank, async () => {
      if (changeId !== null) noteBoxSent(ledger, changeId, articleNumber);
      await writeWebshopFlag(sync.easycashier(), article.articleId, on);
      // What is not sold in the webshop may have been read long ago: its number is written only once it is that of now.
      const now = on ? await readNow(sync, articleNumber) : null;
      if (now !== null) ledger.transaction(() => takeIn(sync, now, { by: sync.ports.actor }));
    });
  } catch (error) {
    if (!(error instanceof Declined) && !(error instanceof OutcomeUnknown)) throw error;
    // Where no answer came it may have been taken: the next reading tells, and then it can be taken back.
    if (error instanceof Declined && changeId !== null) forgetBox(ledger, changeId, articleNumber);
    return { reason: error.message };
  }
  ledger.transaction(() => {
    takeInWebshop(sync, articleNumber, on);
    if (changeId !== null) noteBoxDone(ledger, changeId, articleNumber);
  });
  return 'changed';
}
