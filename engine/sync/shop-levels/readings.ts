import { type ShopLevelRef, shopLevelKey } from '../../../shared/words/position.ts';
import { later, type MonotonicTime, msBetween } from '../../../shared/words/time.ts';
import { isBeingWritten } from '../../ledger/echoes.ts';
import { readState } from '../../ledger/engine-state.ts';
import { failingItems, findFailing } from '../../ledger/failing-items.ts';
import { noteForeignFall } from '../../ledger/falls.ts';
import {
  dueUnseen,
  isOfGoodsInDoubt,
  judgeLater,
  setUnseen,
  unexplainedReadings,
} from '../../ledger/level-doubts.ts';
import { writeLog } from '../../ledger/log-lines.ts';
import { heldUnits, isAnyChangedSince } from '../../ledger/orders.ts';
import { type PositionState, positionAt, readPosition } from '../../ledger/positions.ts';
import { delayPosition, hasFall, isKeptEqual, markDirty } from '../../ledger/queue.ts';
import { levelsOfItem } from '../../ledger/shop-items.ts';
import { acceptLevel, levelState } from '../../ledger/shop-levels.ts';
import { isAnyUnread } from '../../ledger/unread-orders.ts';
import { unexplainedRise } from '../../rules/returns.ts';
import type { OrdersIn } from '../orders/orders-in.ts';
import { askAboutReturn } from '../orders/possible-returns.ts';
import { unmatchRefunds } from '../orders/returns.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { endItemAside, unreadItems } from './failing-items.ts';
import { watchOtherWriter } from './other-writer.ts';
import { rereadItems } from './shop-index.ts';
import { askAboutUnseen, committedToUnseen, countUnseen, endUnseenQuestions } from './unseen-orders.ts';

/** A fall waits so much longer while some order cannot be read: it may be the one. */
const UNREAD_MS = 30_000;
/** While a product's SKU is mistyped, or a copy of it has the same, nothing is sent for it: it is looked at again this often. */
const IN_DOUBT_MS = 5 * 60_000;

type Held = NonNullable<ReturnType<typeof levelState>>;

/**
 * Reads levels afresh, takes in the orders that may explain them, and decides. An explained level is accepted; an
 * unexplained one waits. One that stays unexplained although all orders have been gone through was changed by somebody else, but for
 * units that Shopify says are promised: those were sold by an order we have not seen.
 */
export async function resolveReadings(
  sync: Sync,
  orders: OrdersIn,
  wanted: readonly ShopLevelRef[],
): Promise<void> {
  // Several may have asked for one level; it is judged once. An item that Shopify fails at is asked for when it is due.
  const unread = unreadItems(sync);
  const all = [...new Map(wanted.map((level) => [shopLevelKey(level), level])).values()];
  const isDue = ({ inventoryItemId }: ShopLevelRef) => unread.get(inventoryItemId)?.isDue !== false;
  const levels = all.filter(isDue);
  if (levels.length < all.length)
    sync.ledger.transaction(() => {
      for (const level of all) if (!isDue(level)) waitForItem(sync, level);
    });
  if (levels.length === 0) return;
  await rereadItems(
    sync,
    levels.map((level) => level.inventoryItemId),
  );
  await orders.catchUp();
  const fell = levels.flatMap((level) => {
    const held = levelState(sync.ledger, level.inventoryItemId, level.locationId);
    return held && isToBeExplained(sync, held) ? [held.unconfirmedAt ?? held.readAt] : [];
  });
  // No raise undoes a fall before this.
  if (fell.length > 0) await orders.lookDeep(fell.reduce((latest, at) => (at > latest ? at : latest)));
  sync.ports.milestone('readings:caught-up');
  sync.ledger.transaction(() => {
    for (const level of levels) if (!waitForItem(sync, level)) resolveReading(sync, level);
  });
}

const isToBeExplained = (sync: Sync, held: Held) =>
  held.unseen > 0 ||
  isFormerKnowable(sync, held) ||
  (held.unconfirmed !== null && unexplainedFall(held) > 0 && sync.ports.monotonic.now() >= held.judgeAt);

/** An order of the item that had the SKU before shows by now, if only in the list of what is to be shipped. */
const isFormerKnowable = (sync: Sync, { carriesSince }: Held) =>
  carriesSince !== null && msBetween(carriesSince, shopNow(sync)) >= sync.timing.explainMs;

/** Units that an unexplained reading has fewer on the shelf and unsold than we hold; negative: more. */
export const unexplainedFall = (held: Held) =>
  held.available + held.setAside - (held.unconfirmed ?? 0) - held.unconfirmedSetAside;

function resolveReading(sync: Sync, level: ShopLevelRef): void {
  const { ledger } = sync;
  const held = levelState(ledger, level.inventoryItemId, level.locationId);
  const position = positionAt(ledger, level.inventoryItemId, level.locationId);
  if (held?.unconfirmed != null && held.unconfirmedAt !== null) {
    if (mustWait(sync, level, held, position)) return;
    judge(sync, level, held, position);
  } else if (held) {
    if (position && mustWaitForFormer(sync, held, position)) return;
    lookForUnseen(sync, level, held, position);
  }
  if (!position || (position.dirtySince === null && !isKeptEqual(ledger, position))) return;
  markDirty(ledger, position.articleNumber, position.storeNumber, {
    at: sync.ports.clock.now(),
    cause: position.dirtySince === null ? 'changedByOther' : (position.cause ?? 'changedByOther'),
    reference: position.dirtySince === null ? null : position.reference,
  });
  sync.signals.stockOut.notify();
}

/**
 * Shopify fails at the level's item: what stands there cannot be told, so nothing is judged and nothing raised before it can. Inside a
 * transaction. False: it has been read.
 */
function waitForItem(sync: Sync, level: ShopLevelRef): boolean {
  const failing = findFailing(sync.ledger, level.inventoryItemId, 'read');
  if (!failing) return false;
  judgeLater(sync.ledger, level, failing.nextAt);
  const position = positionAt(sync.ledger, level.inventoryItemId, level.locationId);
  if (position) delayUnlessFallen(sync, position, failing.nextAt);
  return true;
}

/** What EasyCashier has sold does not wait for what Shopify's number means. */
function delayUnlessFallen(sync: Sync, { articleNumber, storeNumber }: PositionState, until: MonotonicTime) {
  if (hasFall(sync.ledger, articleNumber, storeNumber)) sync.signals.stockOut.notify();
  else delayPosition(sync.ledger, articleNumber, storeNumber, until);
}

/** It is too early to judge. The position looks again when it is not. */
function mustWait(sync: Sync, level: ShopLevelRef, held: Held, position: PositionState | undefined): boolean {
  const { ledger } = sync;
  const now = sync.ports.monotonic.now();
  const wait = (until: MonotonicTime) => {
    if (position) delayUnlessFallen(sync, position, until);
    return true;
  };
  if (now < held.judgeAt) return wait(held.judgeAt);
  // Our own, and its answer was lost: the same call once more will tell.
  if (isBeingWritten(ledger, level.inventoryItemId, level.locationId, held.unconfirmed ?? 0))
    return wait(later(now, sync.timing.explainMs));
  // Goods that came back are not forgotten while nobody can say whose they are, or nobody keeps their position equal any more: it is asked as
  // soon as somebody can, or does.
  if (!position?.isWritable && unexplainedFall(held) < 0) {
    const isInDoubt = !position && isOfGoodsInDoubt(ledger, level.inventoryItemId);
    if (held.wasKept || isInDoubt) {
      judgeLater(ledger, level, later(now, IN_DOUBT_MS));
      return true;
    }
  }
  if (unexplainedFall(held) <= 0 || !isAnyUnread(ledger)) return false;
  judgeLater(ledger, level, later(now, UNREAD_MS));
  return wait(later(now, UNREAD_MS));
}

/** The item has taken the article over a moment ago: it is not raised before the orders of the one before it are known. */
function mustWaitForFormer(sync: Sync, held: Held, position: PositionState): boolean {
  if (held.carriesSince === null || (position.target ?? 0) <= held.available) return false;
  const left = Math.max(0, sync.timing.explainMs - msBetween(held.carriesSince, shopNow(sync)));
  delayUnlessFallen(sync, position, later(sync.ports.monotonic.now(), left));
  return true;
}

/** Its time is over and nothing has explained it. */
function judge(sync: Sync, level: ShopLevelRef, held: Held, position: PositionState | undefined): void {
  const { ledger } = sync;
  const readAt = held.unconfirmedAt ?? held.readAt;
  const available = held.unconfirmed ?? held.available;
  acceptLevel(ledger, {
    ...level,
    available,
    committed: held.unconfirmedCommitted,
    setAside: held.unconfirmedSetAside,
    isActive: held.isActive,
    readAt,
    readUntil: shopNow(sync),
  });
  if (!position?.isWritable) return;
  const fall = unexplainedFall(held);
  const reading = { committed: held.unconfirmedCommitted, committedAt: readAt };
  const promised = committedToUnseen(sync, position, reading);
  // However the number moved: somebody else may have raised it at the same time.
  const unseen = isAnyUnread(ledger) ? Math.max(held.unseen, promised) : promised;
  countUnseen(sync, level.inventoryItemId, position, unseen);
  if (held.unseen + fall === unseen) return;
  const units = Math.min(held.unseen + fall - unseen, shownBefore(held, position) - Math.max(0, available));
  noteForeignFall(ledger, position, { units, left: Math.max(0, available) }, sync.ports.monotonic.now());
  const rise = unexplainedRise({
    more: -fall,
    unseenBefore: held.unseen,
    unseen,
    committedBefore: held.committed,
    committed: held.unconfirmedCommitted,
    heldBefore: heldUnits(ledger, position.articleNumber, position.locationId, held.committedAt),
    held: heldUnits(ledger, position.articleNumber, position.locationId, readAt),
  });
  const risen = rise - unmatchRefunds(sync, position, rise, held.readAt);
  if (rise > 0 && risen === 0) return;
  const target = readPosition(ledger, position.articleNumber, position.storeNumber)?.target ?? null;
  // Below nothing is written as nothing: that a level came up to it tells of no other program.
  const isOurNumber = available === target && (risen === 0 || available > 0);
  const isOthers = isOurNumber && !isInherited(sync, held);
  writeLog(ledger, {
    at: sync.ports.clock.now(),
    event: 'foreignChange',
    cause: 'changedByOther',
    result: 'info',
    articleNumber: position.articleNumber,
    storeNumber: position.storeNumber,
    locationId: level.locationId,
    before: held.available,
    after: available,
    args: isOthers ? { isOurNumber: 1 } : {},
  });
  if (isOthers) watchOtherWriter(sync, position);
  // The number may have been the same before, and other units in it.
  else if (!isOurNumber) askAboutReturn(sync, position, risen, { since: held.readAt, seenAt: shopNow(sync) });
}

/** It was last read before another ledger stopped writing, which may have written it. */
function isInherited({ ledger }: Sync, { readAt }: Held): boolean {
  const until = readState(ledger, 'inheritedUntil');
  return until !== null && readAt <= until;
}

/** What the two had agreed on: what somebody has raised in Shopify is no stock that falls. */
const shownBefore = (held: Held, { synced }: PositionState) =>
  Math.max(0, Math.min(held.available, synced ?? held.available));

/**
 * The level has been read and the orders gone through once more: what is no longer promised to any order we lack is free again. What is
 * promised and not counted yet is not raised: unseen changes may have brought the number back to what it was.
 */
function lookForUnseen(
  sync: Sync,
  level: ShopLevelRef,
  held: Held,
  position: PositionState | undefined,
): void {
  if (!position?.isWritable) {
    if (held.unseen > 0) setUnseen(sync.ledger, level, 0, sync.ports.monotonic.now());
    return;
  }
  const promised = committedToUnseen(sync, position, held);
  const raise = Math.max(0, (position.target ?? 0) - held.available);
  const more = Math.min(raise, Math.max(0, promised - held.unseen));
  if (held.unseen + more === 0) return;
  if (more > 0) {
    countUnseen(sync, level.inventoryItemId, position, held.unseen + more);
    return;
  }
  // While some order cannot be read, it may be the one, shipped or not: it is asked about by its own name.
  const isAny = isAnyUnread(sync.ledger);
  const unseen = isAny ? held.unseen : Math.min(held.unseen, promised);
  // So may be one that is known and has no place yet: Shopify tells that within minutes. And one that was shipped while we looked.
  const { articleNumber, locationId } = position;
  const isSettled =
    !position.isUnrouted && !isAnyChangedSince(sync.ledger, articleNumber, locationId, held.committedAt);
  const isTold = unseen > 0 && !isAny && isSettled;
  countUnseen(sync, level.inventoryItemId, position, unseen, isTold);
  if (isTold) askAboutUnseen(sync, position, unseen);
}

/** Looks again at levels that have waited long enough. Returns how many. */
export async function resolveDueReadings(sync: Sync, orders: OrdersIn): Promise<number> {
  const now = sync.ports.monotonic.now();
  const old = [...unexplainedReadings(sync.ledger, now), ...dueUnseen(sync.ledger, now)];
  if (old.length > 0) await resolveReadings(sync, orders, old);
  endUnseenQuestions(sync);
  return old.length;
}

/** Tries again what Shopify failed at, where its time has come. What cannot be written and need not be any more is forgotten. */
export async function tryFailingItems(sync: Sync, orders: OrdersIn): Promise<void> {
  const { ledger } = sync;
  const due = [...unreadItems(sync)].flatMap(([id, { isDue }]) => (isDue ? [id] : []));
  const levels = due.flatMap((id) => levelsOfItem(ledger, id));
  const held = new Set(levels.map(({ inventoryItemId }) => inventoryItemId));
  const bare = due.filter((id) => !held.has(id));
  if (bare.length > 0) await rereadItems(sync, bare);
  if (levels.length > 0) await resolveReadings(sync, orders, levels);
  const unwritten = failingItems(ledger, 'write').filter(
    ({ inventoryItemId }) => !isToBeWritten(sync, inventoryItemId),
  );
  if (unwritten.length === 0) return;
  ledger.transaction(() => {
    for (const { inventoryItemId } of unwritten) endItemAside(sync, inventoryItemId, 'write');
  });
}

const isToBeWritten = ({ ledger }: Sync, inventoryItemId: string) =>
  levelsOfItem(ledger, inventoryItemId).some(
    ({ locationId }) => positionAt(ledger, inventoryItemId, locationId)?.dirtySince != null,
  );
