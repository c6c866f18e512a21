import { later, type ShopTime } from '../../../shared/words/time.ts';
import { answerTo, endInbox, lessenAnswer, openInbox, standingQuestions } from '../../ledger/inbox.ts';
import { promisedLevels, setUnseen, unseenAt } from '../../ledger/level-doubts.ts';
import { heldUnits } from '../../ledger/orders.ts';
import { type PositionState, positionAt } from '../../ledger/positions.ts';
import { isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { levelState } from '../../ledger/shop-levels.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** While an order has not been found, its level is read and it is looked for after so many times what an explanation may take; once a person has been told, seldom. */
const EXPLANATIONS = 2;
const LOOK_SELDOM_MS = 15 * 60_000;

type Place = Pick<PositionState, 'articleNumber' | 'storeNumber' | 'locationId'>;

/**
 * The witness: units that Shopify has promised to orders at a level beyond those of the orders we know of. An order we have not seen has
 * taken them, whatever hides it: a search that lags, an order too old to be read. `committed` was read at `committedAt`; an order placed
 * after it is not in it.
 */
export function committedToUnseen(
  sync: Sync,
  { articleNumber, locationId }: Place,
  { committed, committedAt }: { committed: number; committedAt: ShopTime },
): number {
  return Math.max(0, committed - heldUnits(sync.ledger, articleNumber, locationId, committedAt));
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
  const pause = isTold ? LOOK_SELDOM_MS : EXPLANATIONS * sync.timing.explainMs;
  const judgeAt = later(sync.ports.monotonic.now(), pause);
  setUnseen(sync.ledger, { inventoryItemId, locationId }, units, judgeAt);
  // The next one is another, and is asked about whatever was said of this one.
  if (units === 0)
    endInbox(sync.ledger, { kind: 'unseen', articleNumber, storeNumber }, sync.ports.clock.now());
}

/** They were looked for and not found: a person is told why the number is lower. An »ignore« is for as many as were told. */
export function askAboutUnseen(sync: Sync, { articleNumber, storeNumber }: Place, units: number): void {
  const subject = { kind: 'unseen', articleNumber, storeNumber } as const;
  const args = { articleNumber, store: storeNumber, units };
  const told = Number(answerTo(sync.ledger, subject)?.args.units ?? 0);
  if (units < told) lessenAnswer(sync.ledger, subject, args);
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject,
    kind: 'unseenOrder',
    args,
    choices: ['retry', 'ignore'],
    isAskedAgain: units > told,
  });
}

/** Whatever has found the orders, or taken the goods or the store away: nothing is counted off any more. */
export function endUnseenQuestions({ ledger, ports }: Sync): void {
  const over = standingQuestions(ledger, 'unseen').filter((subject) => unseenAt(ledger, subject) === 0);
  if (over.length === 0) return;
  ledger.transaction(() => {
    for (const subject of over) endInbox(ledger, subject, ports.clock.now());
  });
}

/**
 * After all orders have been gone through: what is promised at a level beyond those we know has been sold all the same, though its number
 * did not fall by it. Somebody may have raised it meanwhile, or it was promised before anybody looked. Inside a transaction.
 */
export function countPromised(sync: Sync): void {
  const { ledger } = sync;
  for (const level of promisedLevels(ledger)) {
    const position = positionAt(ledger, level.inventoryItemId, level.locationId);
    const held = levelState(ledger, level.inventoryItemId, level.locationId);
    if (!position?.isWritable || !held) continue;
    const promised = committedToUnseen(sync, position, held);
    if (promised <= held.unseen) continue;
    countUnseen(sync, level.inventoryItemId, position, promised);
    if (!isKeptEqual(ledger, position)) continue;
    const { articleNumber, storeNumber } = position;
    markDirty(ledger, articleNumber, storeNumber, { at: sync.ports.clock.now(), cause: 'webOrder' });
    sync.signals.stockOut.notify();
  }
}
