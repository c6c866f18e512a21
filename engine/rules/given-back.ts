import { hasLeft, type OrderFacts, type OrderLine, type RefundFacts } from './order-effects.ts';

/** Units of a line that an order took from a location and gave back there: nothing is left of them to be booked. */
export interface GivenBack {
  readonly lineId: string;
  readonly locationId: string;
  readonly units: number;
}

/**
 * What an order has taken and given back by now. Whoever sees the order for the first time sees none of it in what should be booked; one
 * who saw it before may have booked the first half and not the second.
 * @param isMeant of these refunds only, and of a cancellation without rows where `isCancellationMeant`
 */
export function givenBack(
  order: OrderFacts,
  isMeant: (refund: RefundFacts) => boolean = () => true,
  isCancellationMeant = order.isCancelled,
): GivenBack[] {
  return order.lines.flatMap((line) => {
    const parts = givenBackOf(line, order, isMeant, isCancellationMeant);
    // Of several refunds of a line, what they gave back to a place together.
    const places = new Map<string, number>();
    for (const { locationId, units } of parts) places.set(locationId, (places.get(locationId) ?? 0) + units);
    return [...places].map(([locationId, units]) => ({ lineId: line.lineId, locationId, units }));
  });
}

function givenBackOf(
  line: OrderLine,
  order: OrderFacts,
  isMeant: (refund: RefundFacts) => boolean,
  isCancellationMeant: boolean,
): Omit<GivenBack, 'lineId'>[] {
  const parts = order.refunds.flatMap((refund) =>
    refund.lines
      .filter(({ lineId }) => lineId === line.lineId)
      .map((part) => ({ ...part, isMeant: isMeant(refund) })),
  );
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
  const found = parts.flatMap(({ restockType, quantity, locationId: named, isMeant }) => {
    const locationId = named ?? home;
    if (restockType !== 'RETURN') unaccounted -= quantity;
    if (locationId === null || restockType === 'NO_RESTOCK' || !isMeant) return [];
    const units = restockType === 'RETURN' ? Math.min(quantity, shipped.get(locationId) ?? 0) : quantity;
    return units > 0 ? [{ locationId, units }] : [];
  });
  // A cancellation need not leave a row behind.
  const rest = order.isCancelled && isCancellationMeant ? unaccounted : 0;
  return rest > 0 && home !== null ? [...found, { locationId: home, units: rest }] : found;
}
