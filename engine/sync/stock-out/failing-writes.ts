import { shopLevelKey } from '../../../shared/words/position.ts';
import { later, type MonotonicTime } from '../../../shared/words/time.ts';
import type { Batch, BatchRow } from '../../ledger/batches.ts';
import { failingItems, findFailing } from '../../ledger/failing-items.ts';
import { delayPosition } from '../../ledger/queue.ts';
import { OutcomeUnknown } from '../../outcome-unknown.ts';
import { Refusal } from '../../refusal.ts';
import { setQuantities } from '../../shopify/stock-operations.ts';
import { reportRecovery, reportTrouble, type Sync } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { endItemAside, setItemAside } from '../shop-levels/failing-items.ts';
import { readAroundById } from '../shop-levels/read-around.ts';
import { mappedLocations } from '../shop-levels/shop-index.ts';

/**
 * So often a batch is sent that Shopify answers with a failure of its own, while it answers readings: a spell of them is over within a minute.
 * Where it takes other calls of the kind meanwhile it is none. Then one of the rows may be at fault. A part of such a batch, and an item known to
 * fail, has been tried before.
 */
const TRIES = 7;
const TRIES_BESIDE_OTHERS = 4;
const TRIES_OF_SUSPECT = 2;
/** While Shopify takes no write at all a single one is tried again after this. */
const PAUSE_MS = 30_000;

/** Shopify may fail at one kind of call for a while, and take the others. */
type WriteKind = Batch['kind'] | 'activate';

interface Memory {
  /** When Shopify last took a call of the kind. */
  readonly takenAt: Map<WriteKind, MonotonicTime>;
  /** Since when each item is not taken. */
  readonly failingSince: Map<string, MonotonicTime>;
  /** Keys of batches that are parts of one that failed as a whole. */
  readonly parts: Set<string>;
}
const memoryOf = rememberedBy(
  (): Memory => ({ takenAt: new Map(), failingSince: new Map(), parts: new Set() }),
);

/** Shopify's failure may be about what the batch writes, and not about Shopify. */
export function isSuspect(sync: Sync, { idempotencyKey, rows }: Batch): boolean {
  if (memoryOf(sync).parts.has(idempotencyKey)) return true;
  const [only] = rows;
  if (rows.length > 1 || !only) return false;
  return (['read', 'write'] as const).some((what) => findFailing(sync.ledger, only.inventoryItemId, what));
}

/** Has a batch been sent often enough, so that its rows are to be tried apart? `since`: when it was first sent. */
export function isTriedEnough(sync: Sync, batch: Batch, since: MonotonicTime, failures: number): boolean {
  if (isSuspect(sync, batch)) return failures >= TRIES_OF_SUSPECT;
  return failures >= (isTakenSince(sync, batch.kind, since) ? TRIES_BESIDE_OTHERS : TRIES);
}

function isTakenSince(sync: Sync, kind: WriteKind, since: MonotonicTime): boolean {
  const takenAt = memoryOf(sync).takenAt.get(kind);
  return takenAt !== undefined && takenAt >= since;
}

/**
 * Shopify may have done what it answered with a failure. A batch is done as a whole: where a number is the new one and none is the old one, it
 * was. An item that cannot be read is set aside. @throws Refusal where Shopify cannot be asked
 */
export async function wasDone(sync: Sync, { rows }: Batch): Promise<boolean> {
  const ids = [...new Set(rows.map(({ inventoryItemId }) => inventoryItemId))];
  const { items, unshown } = await readAroundById(sync, ids, mappedLocations(sync));
  sync.ledger.transaction(() => {
    for (const id of unshown) setItemAside(sync, id, 'read');
  });
  const levels = new Map(
    items.flatMap(({ inventoryItemId, levels }) =>
      levels.map(({ locationId, available }) => [shopLevelKey({ inventoryItemId, locationId }), available]),
    ),
  );
  const moved = rows.filter(({ before, after }) => before !== after);
  const shows = (row: BatchRow, number: number) => levels.get(shopLevelKey(row)) === number;
  return moved.some((row) => shows(row, row.after)) && !moved.some((row) => shows(row, row.before));
}

/** These are the parts of a batch that failed as a whole. */
export function suspectParts(sync: Sync, parts: readonly Batch[]): void {
  for (const { idempotencyKey } of parts) memoryOf(sync).parts.add(idempotencyKey);
}

/** Shopify answered a write, and not what was asked for: it may fail at what was written. */
export function isFailure(error: unknown): boolean {
  if (error instanceof OutcomeUnknown) return error.isAnswered;
  return error instanceof Refusal && error.code === 'shopifyUnexpected';
}

/** Shopify took the batch, and so every item in it. Inside a transaction. */
export function noteTaken(sync: Sync, batch: Batch): void {
  const memory = memoryOf(sync);
  memory.takenAt.set(batch.kind, sync.ports.monotonic.now());
  memory.parts.delete(batch.idempotencyKey);
  if (memory.failingSince.size > 0)
    for (const { inventoryItemId } of batch.rows) memory.failingSince.delete(inventoryItemId);
  for (const { inventoryItemId } of failingItems(sync.ledger, 'write'))
    if (batch.rows.some((row) => row.inventoryItemId === inventoryItemId))
      endItemAside(sync, inventoryItemId, 'write');
}

/** Shopify has stocked an item at a location. */
export function noteActivated(sync: Sync): void {
  memoryOf(sync).takenAt.set('activate', sync.ports.monotonic.now());
}

/**
 * Shopify does not take what was written to one item by itself. Where it has taken something else meanwhile, it is the item; otherwise nothing is
 * concluded. The position waits. Inside a transaction. `kind`: of the call; `since`: when it was first sent.
 */
export function leaveUntaken(
  sync: Sync,
  row: { readonly inventoryItemId: string; readonly articleNumber: string; readonly storeNumber: string },
  kind: WriteKind,
  since: MonotonicTime,
): void {
  const { inventoryItemId, articleNumber, storeNumber } = row;
  const memory = memoryOf(sync);
  const failingSince = memory.failingSince.get(inventoryItemId) ?? since;
  memory.failingSince.set(inventoryItemId, failingSince);
  let until = later(sync.ports.monotonic.now(), PAUSE_MS);
  if (isTakenSince(sync, kind, failingSince)) {
    until = setItemAside(sync, inventoryItemId, 'write');
    reportRecovery(sync, 'shopify');
  } else reportTrouble(sync, 'shopify', new Refusal('shopifyUnexpected', { operation: setQuantities.name }));
  delayPosition(sync.ledger, articleNumber, storeNumber, until);
}
