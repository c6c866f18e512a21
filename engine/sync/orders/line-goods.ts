import { findArticle } from '../../ledger/catalogue.ts';
import type { Reader } from '../../ledger/database.ts';
import { isSkuIgnored } from '../../ledger/ignored-skus.ts';
import { choiceFor, endInbox, openInbox } from '../../ledger/inbox.ts';
import { type LineGoods, openingTold, type StoredEffects } from '../../ledger/orders.ts';
import { skuOfItem } from '../../ledger/shop-items.ts';
import { goodsKnown, replaceWaitingLines, waitingLines, waitingLinesOf } from '../../ledger/waiting-lines.ts';
import type { OrderLine } from '../../rules/order-effects.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { rememberedBy } from '../runtime/per-process.ts';
import { logOrder } from './log-order.ts';

/** Whose goods each line moves. A line that nobody can tell of is missing, and asked about. */
export function resolveLines(sync: Sync, order: ShopOrder, previous: StoredEffects): Map<string, LineGoods> {
  const goodsOf = new Map<string, LineGoods>();
  const known = new Map<string, LineGoods>([
    ...previous.unrouted.map(
      ({ lineId, articleNumber }) => [lineId, { kind: 'article' as const, articleNumber }] as const,
    ),
    ...previous.placed.map(({ lineId, goods }) => [lineId, goods] as const),
  ]);
  for (const line of order.facts.lines) {
    const goods = known.get(line.lineId) ?? goodsOfLine(sync, order, line);
    const subject = { kind: 'sku', orderId: order.orderId, lineId: line.lineId } as const;
    if (goods) {
      goodsOf.set(line.lineId, goods);
      endInbox(sync.ledger, subject, sync.ports.clock.now());
    } else if (!order.isTest) askAboutSku(sync, order, line);
  }
  return goodsOf;
}

/** Lines that nobody can tell of are looked at again as soon as somebody can, unless a person has said that they do not matter. */
export function keepWaitingLines(
  { ledger }: Sync,
  { orderId, facts }: ShopOrder,
  goodsOf: ReadonlyMap<string, LineGoods>,
): void {
  const waiting = facts.lines.filter(
    ({ lineId }) => !goodsOf.has(lineId) && choiceFor(ledger, { kind: 'sku', orderId, lineId }) !== 'ignore',
  );
  replaceWaitingLines(ledger, orderId, waiting);
}

/** Lines of an order from before the activation of which nobody could tell the goods at any look until now. */
export function linesUntold(
  { ledger }: Sync,
  orderId: string,
  { untold }: StoredEffects,
): ReadonlySet<string> {
  const told = openingTold(ledger, orderId);
  const inDoubt = [...untold, ...waitingLinesOf(ledger, orderId)].map(({ lineId }) => lineId);
  return new Set(inDoubt.filter((lineId) => !told.has(lineId)));
}

/** What was found when the lines were last gone through, and as of what was known then. */
const lastFound = rememberedBy(() => ({ as: -1, orderIds: [] as readonly string[] }));

/**
 * Orders with a line that nobody could tell of when it was looked at, and whose goods are known by now. Asked at every poll: while nothing has
 * changed that may tell, however many wait, that is one number.
 */
export function ordersToTellOf(sync: Sync): readonly string[] {
  const { ledger } = sync;
  const found = lastFound(sync);
  const as = goodsKnown(ledger);
  if (found.as === as) return found.orderIds;
  const known = waitingLines(ledger).filter((line) => goodsNow(ledger, line) !== undefined);
  found.orderIds = [...new Set(known.map(({ orderId }) => orderId))];
  found.as = as;
  return found.orderIds;
}

function goodsOfLine(sync: Sync, order: ShopOrder, line: OrderLine): LineGoods | undefined {
  const goods = goodsNow(sync.ledger, line);
  if (goods === 'notWebshop') {
    logOrder(sync, order, 'orderIgnored', 'notWebshop', skuNow(sync.ledger, line));
    return { kind: 'notOurs' };
  }
  return goods;
}

/** The goods that a fulfillment order names are known by the SKU they have now, others by the one that the order copied. */
const skuNow = (
  ledger: Reader,
  { inventoryItemId, sku }: Pick<OrderLine, 'inventoryItemId' | 'sku'>,
): string => (inventoryItemId === null ? undefined : skuOfItem(ledger, inventoryItemId)) || sku;

/**
 * Two items that carry the number both claim its goods: a unit sold of either is gone from the shelf. Undefined: no article, or more than
 * one.
 */
function goodsNow(
  ledger: Reader,
  line: Pick<OrderLine, 'inventoryItemId' | 'sku'>,
): LineGoods | 'notWebshop' | undefined {
  const sku = skuNow(ledger, line);
  // A tip, a gift card, gift wrapping: nothing on a shelf, so nobody is asked.
  if (sku === '' || isSkuIgnored(ledger, sku)) return { kind: 'notOurs' };
  const article = findArticle(ledger, sku);
  if (!article || article.isGone || article.isDuplicate) return undefined;
  const { articleNumber } = article;
  return article.isWebshop && article.isStockItem ? { kind: 'article', articleNumber } : 'notWebshop';
}

function askAboutSku(sync: Sync, order: ShopOrder, line: OrderLine): void {
  const subject = { kind: 'sku', orderId: order.orderId, lineId: line.lineId } as const;
  if (choiceFor(sync.ledger, subject) === 'ignore') return;
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject,
    kind: 'unknownSku',
    args: { order: order.name, sku: line.sku, units: line.currentQuantity },
    choices: ['retry', 'ignore', 'ignoreSku'],
  });
}
