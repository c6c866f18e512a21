import { later, type ShopTime } from '../../../shared/words/time.ts';
import { endInbox, openInbox } from '../../ledger/inbox.ts';
import { heldUnits } from '../../ledger/orders.ts';
import { type PositionState, webshopPositions } from '../../ledger/positions.ts';
import { levelState, setUnseen } from '../../ledger/shop-items.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** While an order has not been found, its level is read and it is looked for this often; once a person has been told, seldom. */
const LOOK_AGAIN_MS = 60_000;
const LOOK_SELDOM_MS = 15 * 60_000;

type Place = Pick<PositionState, 'articleNumber' | 'storeNumber' | 'locationId'>;

/**
 * The witness: units that Shopify has promised to orders at a level beyond those of the orders we know of. An order we have not seen has
 * taken them, whatever hides it: a search that lags, an order too old to be read. `committed` is of the reading at `readAt`; an order placed
 * after it is not in it.
 */
export function committedToUnseen(
  sync: Sync,
  { articleNumber, locationId }: Place,
  { committed, readAt }: { committed: number; readAt: ShopTime },
): number {
  return Math.max(0, committed - heldUnits(sync.ledger, articleNumber, locationId, readAt));
}

/** From now on so many units are counted off for orders that we have not seen. Inside a transaction. */
export function countUnseen(
  sync: Sync,
  inventoryItemId: string,
  place: Place,
  units: number,
  isTold = false,
): void {
  const { articleNumber, storeNumber, locationId } = place;
  const pause = isTold ? LOOK_SELDOM_MS : LOOK_AGAIN_MS;
  const judgeAt = later(sync.ports.monotonic.now(), pause);
  setUnseen(sync.ledger, { inventoryItemId, locationId }, units, judgeAt);
  // The next one is another, and is asked about whatever was said of this one.
  if (units === 0)
    endInbox(sync.ledger, { kind: 'unseen', articleNumber, storeNumber }, sync.ports.clock.now());
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
