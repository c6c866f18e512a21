import type { Operation } from './operation.ts';
import {
  fulfillmentOrderOwnerQuery,
  fulfillmentOrderQuery,
  openFulfillmentOrdersQuery,
  orderAgreementQuery,
  orderChangesQuery,
  orderFulfillmentOrdersQuery,
  orderLinesQuery,
  orderQuery,
  orderRefundsQuery,
  orderShipmentsQuery,
  refundQuery,
  shipmentQuery,
} from './order-operations.ts';
import { oldestFulfillmentOrdersQuery, orderReachQuery } from './probe-operations.ts';
import {
  bulkRun,
  bulkStatus,
  itemsQuery,
  levelsQuery,
  locationsQuery,
  shopQuery,
  timeQuery,
} from './shop-operations.ts';
import { activateLevel, adjustQuantities, setQuantities, trackItem } from './stock-operations.ts';
import {
  createSubscription,
  deleteSubscription,
  subscriptionsQuery,
  updateSubscription,
} from './webhook-operations.ts';

/**
 * Every document the engine sends, for the tests: each is valid against the whole schema and needs the guide's five scopes
 * and no other. The probe's `variantQuery` is not among them: it asks for what they do not open.
 */
export const everyOperation: readonly Operation<unknown>[] = [
  timeQuery,
  shopQuery,
  locationsQuery,
  itemsQuery(0),
  itemsQuery(1),
  itemsQuery(3),
  levelsQuery(2, 10),
  bulkRun,
  bulkStatus,
  orderChangesQuery,
  orderQuery,
  openFulfillmentOrdersQuery,
  orderAgreementQuery,
  orderLinesQuery,
  orderFulfillmentOrdersQuery,
  fulfillmentOrderOwnerQuery,
  fulfillmentOrderQuery,
  orderRefundsQuery,
  refundQuery,
  orderShipmentsQuery,
  shipmentQuery,
  oldestFulfillmentOrdersQuery,
  orderReachQuery,
  setQuantities,
  adjustQuantities,
  activateLevel,
  trackItem,
  subscriptionsQuery,
  createSubscription,
  updateSubscription,
  deleteSubscription,
];
