import { later, type MonotonicTime } from '../../../shared/words/time.ts';
import { findArticle } from '../../ledger/catalogue.ts';
import {
  type FailsAt,
  failingItems,
  findFailing,
  forgetFailing,
  keepFailing,
} from '../../ledger/failing-items.ts';
import { endInbox, openInbox } from '../../ledger/inbox.ts';
import { skuOfItem } from '../../ledger/shop-items.ts';
import { type Sync, shortId } from '../runtime/context.ts';

/** An item that Shopify fails at is tried again after 10 s, then at longer pauses, at least once a minute. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;
/** Spells of failures in Shopify last a minute; after so many tries, some two minutes, a person is told. */
const TRIES_BEFORE_ASKED = 5;

/**
 * Shopify fails at the item, and others it shows or changes: they go on. Nothing of it is raised while it cannot be read; what its store sells is
 * still taken off where that can be written. After a while a person is told. Inside a transaction.
 * @returns when it is tried again
 */
export function setItemAside(sync: Sync, inventoryItemId: string, what: FailsAt): MonotonicTime {
  const { ledger, ports } = sync;
  const now = ports.monotonic.now();
  const before = findFailing(ledger, inventoryItemId, what);
  // What was tried in between, for something that was sold, is no proof that it lasts.
  if (before && now < before.nextAt) return before.nextAt;
  const tries = (before?.tries ?? 0) + 1;
  const nextAt = later(now, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)));
  keepFailing(ledger, { inventoryItemId, what, tries, nextAt });
  ports.log.warn('items.failing', { inventoryItemId, what, tries });
  if (tries >= TRIES_BEFORE_ASKED) askAboutItem(sync, inventoryItemId);
  return nextAt;
}

function askAboutItem(sync: Sync, inventoryItemId: string): void {
  const { ledger, ports } = sync;
  const article = findArticle(ledger, skuOfItem(ledger, inventoryItemId) ?? '');
  // Goods that EasyCashier does not sell on the web are nobody's matter here.
  if (!article?.isWebshop) return;
  const { articleNumber, name } = article;
  openInbox(ledger, {
    id: shortId(sync, 'q'),
    at: ports.clock.now(),
    subject: { kind: 'unreadItem', inventoryItemId },
    kind: 'unreadItem',
    args: { articleNumber, name },
    choices: ['retry', 'ignore'],
  });
}

/** Shopify does what it failed at, or the item is gone. Inside a transaction. */
export function endItemAside(sync: Sync, inventoryItemId: string, what: FailsAt): void {
  const { ledger, ports } = sync;
  if (!forgetFailing(ledger, inventoryItemId, what)) return;
  const other = what === 'read' ? 'write' : 'read';
  if (findFailing(ledger, inventoryItemId, other)) return;
  endInbox(ledger, { kind: 'unreadItem', inventoryItemId }, ports.clock.now());
}

/** Items that are set aside for reading, by whether they are to be asked for by now. */
export function unreadItems({ ledger, ports }: Sync): ReadonlyMap<string, { readonly isDue: boolean }> {
  const now = ports.monotonic.now();
  return new Map(
    failingItems(ledger, 'read').map(({ inventoryItemId, nextAt }) => [
      inventoryItemId,
      { isDue: nextAt <= now },
    ]),
  );
}
