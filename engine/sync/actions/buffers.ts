import { positionKey } from '../../../shared/words/position.ts';
import { type ArticleFilter, listArticles } from '../../ledger/article-list.ts';
import { type Buffer, findBuffer, setBuffer } from '../../ledger/buffers.ts';
import { findArticle, listStores } from '../../ledger/catalogue.ts';
import type { Reader } from '../../ledger/database.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { type PositionState, positionsOf } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { Refusal } from '../../refusal.ts';
import type { Sync } from '../runtime/context.ts';

/** Units null: the article has no buffer of its own there any more. */
export type BufferChange = Omit<Buffer, 'units'> & { readonly units: number | null };

/** The same buffer for every article that a list shows. */
export type EveryBuffer = Omit<ArticleFilter, 'after' | 'offset' | 'limit'> &
  Pick<BufferChange, 'storeNumber' | 'units'>;

export function everyBuffer(ledger: Reader, { storeNumber, units, ...filter }: EveryBuffer): BufferChange[] {
  const { articleNumbers } = listArticles(ledger, { ...filter, limit: 10_000_000 });
  return articleNumbers.map((articleNumber) => ({ articleNumber, storeNumber, units }));
}

/** A number that Shopify should show from then on. */
interface BufferMove {
  readonly articleNumber: string;
  readonly name: string;
  readonly storeNumber: string;
  /** EasyCashier's balance in thousandths. */
  readonly balance: number | null;
  readonly before: number;
  readonly after: number;
  /** Sent by itself: the position is kept equal. Else the next »Synka alla artiklar« sends it. */
  readonly isSent: boolean;
}

export interface BuffersChanged {
  readonly changed: number;
  readonly unchanged: number;
  readonly unknown: string[];
  /** Every number that moves by it. */
  readonly moves: BufferMove[];
}

/** Changes that are looked at together, with a turn for everybody else in between. */
const AT_ONCE = 200;

/** What has been looked at is not to be kept. */
class NotForReal extends Error {}

/** What `changeBuffers` would do. Writes nothing. @throws Refusal `unknownStore`, and the signal's reason when nobody waits any more */
export function previewBuffers(
  sync: Sync,
  changes: readonly BufferChange[],
  signal?: AbortSignal,
): Promise<BuffersChanged> {
  const tryPart = (part: readonly BufferChange[]) => {
    let outcome: BuffersChanged | null = null;
    try {
      sync.ledger.transaction(() => {
        outcome = applyPart(sync, part);
        throw new NotForReal();
      });
    } catch (error) {
      if (!(error instanceof NotForReal)) throw error;
    }
    return outcome ?? nothing;
  };
  return inParts(sync, changes, tryPart, signal);
}

/** Sets them; each number that moves goes to the queue with them. @throws Refusal `unknownStore` */
export async function changeBuffers(sync: Sync, changes: readonly BufferChange[]): Promise<BuffersChanged> {
  const outcome = await inParts(sync, changes, (part) =>
    sync.ledger.transaction(() => applyPart(sync, part)),
  );
  sync.signals.stockOut.notify();
  return outcome;
}

const nothing: BuffersChanged = { changed: 0, unchanged: 0, unknown: [], moves: [] };

async function inParts(
  sync: Sync,
  changes: readonly BufferChange[],
  apply: (part: readonly BufferChange[]) => BuffersChanged,
  signal?: AbortSignal,
): Promise<BuffersChanged> {
  requireStores(sync, changes);
  const sum = { ...nothing, unknown: [...nothing.unknown], moves: [...nothing.moves] };
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    const part = apply(changes.slice(from, from + AT_ONCE));
    sum.changed += part.changed;
    sum.unchanged += part.unchanged;
    sum.unknown.push(...part.unknown);
    sum.moves.push(...part.moves);
    await sync.ports.monotonic.sleep(0);
  }
  return sum;
}

function requireStores({ ledger }: Sync, changes: readonly BufferChange[]): void {
  const known = new Set(listStores(ledger).map(({ storeNumber }) => storeNumber));
  const unknown = changes.find(({ storeNumber }) => storeNumber !== null && !known.has(storeNumber));
  if (unknown === undefined) return;
  throw new Refusal('unknownStore', { store: unknown.storeNumber ?? '', known: [...known].join(', ') });
}

/** Inside a transaction. */
function applyPart(sync: Sync, part: readonly BufferChange[]): BuffersChanged {
  const { ledger } = sync;
  // What several changes of one article come to is one move.
  const moves = new Map<string, BufferMove>();
  const unknown: string[] = [];
  let changed = 0;
  for (const change of part) {
    const article = findArticle(ledger, change.articleNumber);
    if (!article || article.isGone) {
      unknown.push(change.articleNumber);
      continue;
    }
    const held = findBuffer(ledger, change);
    if (held === change.units) continue;
    changed += 1;
    const before = positionsOf(ledger, change.articleNumber);
    setBuffer(ledger, change);
    logChange(sync, change, held);
    for (const move of movesFrom(sync, before)) {
      const key = positionKey(move);
      moves.set(key, { ...move, before: moves.get(key)?.before ?? move.before });
    }
  }
  const moved = [...moves.values()].filter(({ before, after }) => before !== after);
  return { changed, unchanged: part.length - changed - unknown.length, unknown, moves: moved };
}

/** What Shopify should show otherwise than before; put in the queue where it is kept equal. */
function movesFrom(sync: Sync, before: readonly PositionState[]): BufferMove[] {
  const { ledger, ports } = sync;
  const [first] = before;
  if (first === undefined) return [];
  return positionsOf(ledger, first.articleNumber).flatMap((position, n): BufferMove[] => {
    const { articleNumber, name, storeNumber, balance, target } = position;
    const was = before[n]?.target ?? null;
    if (!position.isWritable || target === null || was === null || was === target) return [];
    const isSent = isKeptEqual(ledger, position);
    if (isSent) markDirty(ledger, articleNumber, storeNumber, { at: ports.clock.now(), cause: 'settings' });
    return [{ articleNumber, name, storeNumber, balance, before: was, after: target, isSent }];
  });
}

function logChange(
  { ledger, ports }: Sync,
  { articleNumber, storeNumber, units }: BufferChange,
  held: number | null,
) {
  writeLog(ledger, {
    at: ports.clock.now(),
    event: 'bufferChanged',
    cause: 'settings',
    result: 'info',
    articleNumber,
    ...(storeNumber === null ? {} : { storeNumber }),
    before: held,
    after: units,
    by: ports.actor,
  });
}
