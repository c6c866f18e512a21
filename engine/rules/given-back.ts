import { hasLeft, type OrderFacts, type OrderLine } from './order-effects.ts';

/** Units of a line that an order took from a location and gave back there: nothing is left of them to be booked. */
export interface GivenBack {
  readonly lineId: string;
  readonly locationId: string;
  readonly units: number;
}

/**
 * What an order has taken and given back by now. Whoever sees the order for the first time sees none of it in what should be booked; one
 * who saw it before may have booked the first half and not the second.
 */
export function givenBack(order: OrderFacts): GivenBack[] {
  return order.lines.flatMap((line) => givenBackOf(line, order));
}

function givenBackOf(line: OrderLine, order: OrderFacts): GivenBack[] {
  const parts = order.refunds.flatMap(({ lines }) => lines).filter(({ lineId }) => lineId === line.lineId);
  const shipped = new Map<string, number>();
  for (const { locationId, lines } of order.shipments.filter(hasLeft))
    for (const { lineId, quantity } of lines)
      if (lineId === line.lineId && locationId !== null)
        shipped.set(locationId, (shipped.get(locationId) ?? 0) + quantity);
  const home =
    order.fulfillmentOrders.find(({ lines }) => lines.some(({ lineId }) => lineId === line.lineId))
      ?.locationId ??
    [...shipped.keys()][0] ??
    null;
  let unaccounted = line.quantity - [...shipped.values()].reduce((sum, units) => sum + units, 0);
  const found = parts.flatMap(({ restockType, quantity, locationId: named }): GivenBack[] => {
    const locationId = named ?? home;
    if (restockType !== 'RETURN') unaccounted -= quantity;
    if (locationId === null || restockType === 'NO_RESTOCK') return [];
    const units = restockType === 'RETURN' ? Math.min(quantity, shipped.get(locationId) ?? 0) : quantity;
    return units > 0 ? [{ lineId: line.lineId, locationId, units }] : [];
  });
  // A cancellation need not leave a row behind.
  const rest = order.isCancelled && home !== null ? unaccounted : 0;
  return rest > 0 && home !== null
    ? [...found, { lineId: line.lineId, locationId: home, units: rest }]
    : found;
}
