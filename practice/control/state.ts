import type { PracticeArticle } from '../easycashier/backoffice.ts';
import type { Practice } from '../shops.ts';

type Order = NonNullable<ReturnType<Practice['shopify']['order']>>;

/** One article in one store: what each side says. Null where a side has no row; inactive levels say so. */
interface CellView {
  readonly storeNumber: string;
  readonly easycashier: number | null;
  readonly shopify: number | null;
  readonly stocked: boolean;
}

/** Both sides as they are now; with an article number that article only. */
export function stateView(practice: Practice, articleNumber: string | undefined) {
  const { easycashier, shopify, places } = practice;
  const one = articleNumber === undefined ? undefined : easycashier.article(articleNumber);
  const articles = articleNumber === undefined ? easycashier.articles() : one ? [one] : [];
  return {
    stores: places,
    articles: Array.from(articles, (article) => articleView(practice, article)),
    orders: shopify.orders().map((order) => orderView(practice, order)),
  };
}

function articleView(practice: Practice, { fields, balances }: PracticeArticle) {
  const { articleNumber, description, webshop, stockItem, notInUse } = fields;
  const inventoryItemId = practice.shopify.itemIdBySku(articleNumber) ?? null;
  const cells = practice.places.map(({ storeNumber, locationId }): CellView => {
    const level = inventoryItemId === null ? undefined : practice.shopify.level(inventoryItemId, locationId);
    return {
      storeNumber,
      easycashier: balances[storeNumber] ?? null,
      shopify: level?.available ?? null,
      stocked: level?.isActive ?? false,
    };
  });
  return { articleNumber, description, webshop, stockItem, notInUse, inventoryItemId, cells };
}

/** An inventory item's levels; the SKU finds the first of several with the same. */
export function itemView({ shopify, places }: Practice, inventoryItemId: string) {
  const levels = places.flatMap(({ storeNumber, locationId }) => {
    const level = shopify.level(inventoryItemId, locationId);
    if (!level) return [];
    const { available, committed, isActive } = level;
    return [{ storeNumber, locationId, available, committed, stocked: isActive }];
  });
  return { inventoryItemId, levels };
}

/** An order with what is needed to cancel, refund, edit, move and fulfil it. Times are ISO 8601. */
export function orderView({ places }: Practice, order: Order) {
  const storeOf = (locationId: string | undefined) =>
    places.find((place) => place.locationId === locationId)?.storeNumber ?? null;
  return {
    id: order.id,
    name: order.name,
    createdAt: new Date(order.createdAt).toISOString(),
    cancelledAt: order.cancelledAt === null ? null : new Date(order.cancelledAt).toISOString(),
    test: order.test,
    source: order.source,
    lines: order.lines.map(({ id, sku, title, quantity, currentQuantity }) => ({
      lineItemId: id,
      sku,
      title,
      quantity,
      currentQuantity,
    })),
    // Shopify itself shows them once the order is routed.
    routed: order.routed,
    fulfillmentOrders: order.fulfillmentOrders.map(({ id, status, location, lines }) => ({
      fulfillmentOrder: id,
      status,
      locationId: location.id,
      storeNumber: storeOf(location.id),
      lines: lines.map(({ line, total, remaining }) => ({ sku: line.sku, total, remaining })),
    })),
    refunds: order.refunds.flatMap(({ lines }) =>
      lines.map(({ lineItem, quantity, restockType, location }) => ({
        sku: lineItem.sku,
        quantity,
        restockType,
        storeNumber: storeOf(location?.id),
      })),
    ),
  };
}

/** How busy each server has been since it started. */
export function statsView({ easycashier, shopify }: Practice) {
  const { byOperation, ...counts } = shopify.stats;
  return {
    easycashier: easycashier.stats,
    shopify: { ...counts, byOperation: Object.fromEntries(byOperation) },
    webhooks: shopify.webhooks.stats,
  };
}
