import { later } from '../../../shared/words/time.ts';
import { openInbox, withdrawInbox } from '../../ledger/inbox.ts';
import { heldUnits } from '../../ledger/orders.ts';
import { type PositionState, webshopPositions } from '../../ledger/positions.ts';
import { levelState, setUnseen } from '../../ledger/shop-items.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** While an order has not been found, its level is read and it is looked for this often. */
const LOOK_AGAIN_MS = 60_000;

type Place = Pick<PositionState, 'articleNumber' | 'storeNumber' | 'locationId'>;

/**
 * The witness: units that Shopify has promised to orders at a level beyond those of the orders we know of. An order we have not seen has
 * taken them, whatever hides it: a search that lags, an order too old to be read. `committed` is of the reading at `readAt`; an order placed
 * after it is not in it.
 */
export function committedToUnseen(
  sync: Sync,
  { articleNumber, locationId }: Place,
  { committed, readAt }: { committed: number; readAt: Parameters<typeof heldUnits>[3] },
): number {
  return Math.max(0, committed - heldUnits(sync.ledger, articleNumber, locationId, readAt));
}

/** From now on so many units are counted off for orders that we have not seen. Inside a transaction. */
export function countUnseen(sync: Sync, inventoryItemId: string, place: Place, units: number): void {
  const { articleNumber, storeNumber, locationId } = place;
  const judgeAt = later(sync.ports.monotonic.now(), LOOK_AGAIN_MS);
  setUnseen(sync.ledger, { inventoryItemId, locationId }, units, judgeAt);
  const at = sync.ports.clock.now();
  if (units === 0) withdrawInbox(sync.ledger, { kind: 'unseen', articleNumber, storeNumber }, at);
}

/** They were looked for and not found: a person is told why the number is lower. */
export function askAboutUnseen(sync: Sync, { articleNumber, storeNumber }: Place, units: number): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'unseen', articleNumber, storeNumber },
    kind: 'unseenOrder',
    args: { articleNumber, store: storeNumber, units },
    choices: ['retry', 'ignore'],
  });
}

/** At the cut-over: what is promised and not on the list of open orders has been sold all the same. Inside a transaction. */
export function countUnseenAtCutOver(sync: Sync): void {
  for (const position of [...webshopPositions(sync.ledger)]) {
    const { inventoryItemId, locationId } = position;
    if (inventoryItemId === null) continue;
    const held = levelState(sync.ledger, inventoryItemId, locationId);
    if (!held || held.committed === 0) continue;
    countUnseen(sync, inventoryItemId, position, committedToUnseen(sync, position, held));
  }
}
