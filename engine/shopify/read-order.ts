import { type ShopTime, shopTime } from '../../shared/words/time.ts';
import { Refusal } from '../refusal.ts';
import type { OrderFacts } from '../rules/order-effects.ts';
import type { ShopifyClient } from './client.ts';
import { nextPage } from './gateway.ts';
import {
  type FulfillmentOrderNode,
  fulfillmentOrderOwnerQuery,
  fulfillmentOrderQuery,
  type OrderHeader,
  type OrderLineNode,
  orderAgreementQuery,
  orderFulfillmentOrdersQuery,
  orderLinesQuery,
  orderQuery,
  orderRefundsQuery,
  orderShipmentsQuery,
  REFUNDS_AT_ONCE,
  type RefundNode,
  refundQuery,
  SHIPMENTS_AT_ONCE,
  type ShipmentNode,
  shipmentQuery,
} from './order-operations.ts';

/** An order with everything that moves stock. Times in milliseconds. */
export interface ShopOrder {
  readonly orderId: string;
  readonly name: string;
  readonly createdAt: ShopTime;
  readonly updatedAt: ShopTime;
  readonly cancelledAt: ShopTime | null;
  readonly isTest: boolean;
  readonly isFulfilled: boolean;
  /** A return of it has been asked for, is under way or is done; how many units, Shopify tells only with a scope that the guide lacks. */
  readonly hasReturn: boolean;
  readonly facts: OrderFacts;
}

/** Reads an order afresh with our own token; null when it is gone or older than we may read (60 days). */
export async function readOrder(client: ShopifyClient, orderId: string): Promise<ShopOrder | null> {
  const { order } = await client.request(orderQuery, { id: orderId });
  if (!order) return null;
  const lines = order.lineItems.pageInfo.hasNextPage
    ? await allLines(client, orderId)
    : order.lineItems.nodes;
  const shown =
    order.fulfillmentOrders.pageInfo.hasNextPage ||
    order.fulfillmentOrders.nodes.some((node) => node.lineItems.pageInfo.hasNextPage)
      ? await allFulfillmentOrders(client, orderId, true)
      : order.fulfillmentOrders.nodes;
  const shipments =
    order.fulfillments.length === SHIPMENTS_AT_ONCE ||
    order.fulfillments.some((node) => node.fulfillmentLineItems.pageInfo.hasNextPage)
      ? await allShipments(client, orderId)
      : order.fulfillments;
  const refunds =
    order.refunds.length === REFUNDS_AT_ONCE ||
    order.refunds.some((node) => node.refundLineItems.pageInfo.hasNextPage)
      ? await allRefunds(client, orderId)
      : order.refunds;
  const fulfillmentOrders = lines.some((line) =>
    isKeptNowhere(line, { fulfillmentOrders: shown, shipments, refunds }),
  )
    ? await allFulfillmentOrders(client, orderId, false)
    : shown;
  return toOrder(order, lines, { fulfillmentOrders, shipments, refunds });
}

/**
 * Units that a refund took out without putting them back are gone from a place, and nothing that is shown tells which: only the
 * fulfillment order they were in, which a move or a merge of the rest has left behind.
 */
function isKeptNowhere({ id }: OrderLineNode, parts: OrderParts): boolean {
  const isThis = ({ lineItem }: { readonly lineItem: { readonly id: string } }) => lineItem.id === id;
  return (
    parts.refunds.some(({ refundLineItems }) =>
      refundLineItems.nodes.some((part) => part.restockType === 'NO_RESTOCK' && isThis(part)),
    ) &&
    !parts.fulfillmentOrders.some(({ lineItems }) => lineItems.nodes.some(isThis)) &&
    !parts.shipments.some(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes.some(isThis))
  );
}

async function allLines(client: ShopifyClient, id: string): Promise<OrderLineNode[]> {
  const found: OrderLineNode[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof linesPage>> = await linesPage(client, id, after);
    found.push(...(page?.nodes ?? []));
    after = page ? nextPage(page.pageInfo) : null;
  } while (after !== null);
  return found;
}

const linesPage = async (client: ShopifyClient, id: string, after: string | null) =>
  (await client.request(orderLinesQuery, { id, after })).order?.lineItems;

async function allFulfillmentOrders(
  client: ShopifyClient,
  id: string,
  displayable: boolean,
): Promise<FulfillmentOrderNode[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof idsPage>> = await idsPage(client, { id, after, displayable });
    ids.push(...(page?.nodes ?? []).map((node) => node.id));
    after = page ? nextPage(page.pageInfo) : null;
  } while (after !== null);
  const found: FulfillmentOrderNode[] = [];
  for (const fulfillmentOrderId of ids) {
    let next: string | null = null;
    do {
      const node: FulfillmentOrderNode | null = (
        await client.request(fulfillmentOrderQuery, { id: fulfillmentOrderId, after: next })
      ).fulfillmentOrder;
      if (!node) break;
      found.push(node);
      next = nextPage(node.lineItems.pageInfo);
    } while (next !== null);
  }
  return found;
}

const idsPage = async (
  client: ShopifyClient,
  page: { readonly id: string; readonly after: string | null; readonly displayable: boolean },
) => (await client.request(orderFulfillmentOrdersQuery, page)).order?.fulfillmentOrders;

async function allShipments(client: ShopifyClient, id: string): Promise<ShipmentNode[]> {
  const { order } = await client.request(orderShipmentsQuery, { id });
  const found: ShipmentNode[] = [];
  for (const { id: shipmentId } of order?.fulfillments ?? []) {
    let next: string | null = null;
    do {
      const node: ShipmentNode | null = (await client.request(shipmentQuery, { id: shipmentId, after: next }))
        .fulfillment;
      if (!node) break;
      found.push(node);
      next = nextPage(node.fulfillmentLineItems.pageInfo);
    } while (next !== null);
  }
  return found;
}

async function allRefunds(client: ShopifyClient, id: string): Promise<RefundNode[]> {
  const { order } = await client.request(orderRefundsQuery, { id });
  const found: RefundNode[] = [];
  for (const { id: refundId } of order?.refunds ?? []) {
    let next: string | null = null;
    do {
      const node: RefundNode | null = (await client.request(refundQuery, { id: refundId, after: next }))
        .refund;
      if (!node) break;
      found.push(node);
      next = nextPage(node.refundLineItems.pageInfo);
    } while (next !== null);
  }
  return found;
}

/** Units that edits have added to each line since; refunds and removals are the refunds' matter. */
export async function readUnitsAddedSince(
  client: ShopifyClient,
  id: string,
  since: ShopTime,
): Promise<ReadonlyMap<string, number>> {
  const added = new Map<string, number>();
  let after: string | null = null;
  let afterSale: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof agreementPage>> = await agreementPage(client, id, after, afterSale);
    const agreement = page?.nodes[0];
    if (agreement && shopTime(Date.parse(agreement.happenedAt)) >= since) {
      for (const { quantity, lineItem } of agreement.sales.nodes) {
        if (lineItem && quantity !== null && quantity > 0)
          added.set(lineItem.id, (added.get(lineItem.id) ?? 0) + quantity);
      }
    }
    afterSale = agreement ? nextPage(agreement.sales.pageInfo) : null;
    if (afterSale === null) after = page ? nextPage(page.pageInfo) : null;
  } while (after !== null || afterSale !== null);
  return added;
}

const agreementPage = async (
  client: ShopifyClient,
  id: string,
  after: string | null,
  afterSale: string | null,
) => (await client.request(orderAgreementQuery, { id, after, afterSale })).order?.agreements;

const aboutOrders: ReadonlySet<unknown> = new Set(
  [
    fulfillmentOrderOwnerQuery,
    fulfillmentOrderQuery,
    orderFulfillmentOrdersQuery,
    orderAgreementQuery,
    orderLinesQuery,
    orderQuery,
    orderRefundsQuery,
    orderShipmentsQuery,
    refundQuery,
    shipmentQuery,
  ].map((one) => one.name),
);

/** Shopify answered, and we do not understand what it says of the order; trouble on the way to it, as with a new token, is no such thing. */
export function isOrderNotUnderstood(error: unknown): boolean {
  return (
    error instanceof Refusal && error.code === 'shopifyUnexpected' && aboutOrders.has(error.args.operation)
  );
}

/** The order that a fulfillment order belongs to; null when it is gone. */
export async function readFulfillmentOrderOwner(
  client: ShopifyClient,
  fulfillmentOrderId: string,
): Promise<string | null> {
  const { fulfillmentOrder } = await client.request(fulfillmentOrderOwnerQuery, { id: fulfillmentOrderId });
  return fulfillmentOrder?.orderId ?? null;
}

interface OrderParts {
  readonly fulfillmentOrders: readonly FulfillmentOrderNode[];
  readonly shipments: readonly ShipmentNode[];
  readonly refunds: readonly RefundNode[];
}

function toOrder(
  order: OrderHeader,
  lines: readonly OrderLineNode[],
  { fulfillmentOrders, shipments, refunds }: OrderParts,
): ShopOrder {
  const goods = new Map(
    fulfillmentOrders.flatMap((node) =>
      node.lineItems.nodes.map((line) => [line.lineItem.id, line.inventoryItemId] as const),
    ),
  );
  return {
    orderId: order.id,
    name: order.name,
    createdAt: shopTime(Date.parse(order.createdAt)),
    updatedAt: shopTime(Date.parse(order.updatedAt)),
    cancelledAt: order.cancelledAt === null ? null : shopTime(Date.parse(order.cancelledAt)),
    isTest: order.test,
    isFulfilled: order.displayFulfillmentStatus === 'FULFILLED',
    hasReturn: order.returnStatus !== 'NO_RETURN',
    facts: {
      isCancelled: order.cancelledAt !== null,
      lines: lines.map((line) => ({
        lineId: line.id,
        sku: (line.sku ?? '').trim(),
        inventoryItemId: goods.get(line.id) ?? null,
        quantity: line.quantity,
        currentQuantity: line.currentQuantity,
      })),
      fulfillmentOrders: fulfillmentOrders.map((node) => ({
        status: node.status,
        updatedAt: shopTime(Date.parse(node.updatedAt)),
        locationId: node.assignedLocation.location?.id ?? null,
        lines: node.lineItems.nodes.map((line) => ({
          lineId: line.lineItem.id,
          remainingQuantity: line.remainingQuantity,
        })),
      })),
      shipments: shipments.map((node) => ({
        status: node.status,
        createdAt: shopTime(Date.parse(node.createdAt)),
        locationId: node.location?.id ?? null,
        lines: node.fulfillmentLineItems.nodes.map((line) => ({
          lineId: line.lineItem.id,
          quantity: line.quantity ?? 0,
        })),
      })),
      refunds: refunds.map((refund) => ({
        createdAt: refund.createdAt === null ? null : shopTime(Date.parse(refund.createdAt)),
        lines: refund.refundLineItems.nodes.map((line) => ({
          lineId: line.lineItem.id,
          quantity: line.quantity,
          restockType: line.restockType,
          locationId: line.location?.id ?? null,
        })),
      })),
    },
  };
}
