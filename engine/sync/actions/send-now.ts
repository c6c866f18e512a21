import type { RowReason } from '../../../shared/contract/sync.ts';
import { later } from '../../../shared/words/time.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import { readState } from '../../ledger/engine-state.ts';
import { type PositionState, positionsOf } from '../../ledger/positions.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { isInStep } from '../../rules/target.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import type { Sync } from '../runtime/context.ts';
import { whyPaused } from '../runtime/paused.ts';
import { resolveReadings } from '../shop-levels/readings.ts';
import { readNow } from '../stock-in/look-up.ts';
import { takeIn } from '../stock-in/take-in.ts';
import { requeueArticle } from './requeue.ts';

/** What became of the number of one store. `waits`: it goes by itself as soon as it may; `left`: it does not. */
export interface SentNow {
  readonly storeNumber: string;
  /** What Shopify showed, and what it shows now. */
  readonly before: number | null;
  readonly after: number | null;
  readonly outcome: 'sent' | 'equal' | 'waits' | 'left';
  readonly reason: RowReason | null;
}

/** A person waits so long for what is on its way; then it goes on without being watched. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 250;

/**
 * »Skicka det här saldot nu«: both sides are read afresh for one article, and what differs goes the way of every other number: the queue,
 * with all that guards it. What a person had taken back, and what had failed, is tried again.
 * @throws Refusal `unknownArticle`, `notActivated`, `shadowMode`, `paused`, or as the clients do
 */
export async function sendNow(sync: Sync, orders: OrdersIn, articleNumber: string): Promise<SentNow[]> {
  const { ledger, ports, signals } = sync;
  requireSendable(sync, articleNumber);
  const before = positionsOf(ledger, articleNumber);
  await sync.easycashierQueue.run('asked', async () => {
    const read = await readNow(sync, articleNumber);
    if (read !== null) ledger.transaction(() => takeIn(sync, read));
  });
  const levels = before.flatMap(({ inventoryItemId, locationId }) =>
    inventoryItemId === null ? [] : [{ inventoryItemId, locationId }],
  );
  if (levels.length > 0) await resolveReadings(sync, orders, levels);
  const read = positionsOf(ledger, articleNumber);
  ledger.transaction(() => requeueArticle(sync, articleNumber, 'asked'));
  signals.stockOut.notify();
  const end = later(ports.monotonic.now(), PATIENCE_MS);
  let now = positionsOf(ledger, articleNumber);
  while (now.some(isOnItsWay) && ports.monotonic.now() < end) {
    await ports.monotonic.sleep(LOOK_MS);
    now = positionsOf(ledger, articleNumber);
  }
  return now.map((position, n) => toSent(position, read[n] ?? position));
}

function requireSendable({ ledger }: Sync, articleNumber: string): void {
  const article = findArticle(ledger, articleNumber);
  if (!article || article.isGone) throw new Refusal('unknownArticle', { article: articleNumber });
  if (readState(ledger, 'activatedAt') === null) throw new Refusal('notActivated');
  if (readSetting(ledger, 'shadow')) throw new Refusal('shadowMode');
  const paused = whyPaused(ledger);
  if (paused !== null) throw paused;
}

const isOnItsWay = (position: PositionState) =>
  position.dirtySince !== null && whyWaiting(position) === null && position.unconfirmed === null;

const shown = ({ unconfirmed, level }: PositionState) => unconfirmed ?? level?.available ?? null;

/** What has to be over first. */
function whyWaiting(position: PositionState): RowReason | null {
  if (position.isInStocktake) return 'stocktake';
  if (position.isAtClosedLocation) return 'locationInactive';
  if (position.isUnrouted) return 'waitingForRouting';
  return null;
}

function toSent(position: PositionState, read: PositionState): SentNow {
  const { storeNumber, target, level, unconfirmed, hold } = position;
  const row = { storeNumber, before: shown(read), after: shown(position) };
  if (!position.isWritable) return { ...row, outcome: 'left', reason: null };
  if (target === null) return { ...row, outcome: 'left', reason: 'unknownBalance' };
  if (position.failsAt !== null) return { ...row, outcome: 'waits', reason: 'failsInShopify' };
  if (unconfirmed === null && isInStep(target, level))
    return { ...row, outcome: row.before === row.after ? 'equal' : 'sent', reason: null };
  if (hold !== null && hold !== 'undone') return { ...row, outcome: 'left', reason: hold };
  return { ...row, outcome: 'waits', reason: whyWaiting(position) };
}
