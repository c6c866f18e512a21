/** What lies on the shelves, by the books of both shops: what the companion was told and says is no part of it. */
import { type Counted, isCountedWhole, sum } from '../simulation/order-truth.ts';
import type { Matched } from '../simulation/truth.ts';

interface Place {
  readonly storeNumber: string;
  readonly locationId: string;
}

/** Units on the shelf of one store, in the article's unit; below 0 where more was sold than there was. */
export type Shelf = (goods: Matched, place: Place) => number;

interface OrderMovement {
  readonly at: number;
  readonly delta: number;
  readonly reference: string;
}

/** The shelves as they are now: what tills, deliveries and counts have made of them, and what web orders took and gave back. */
export function lookAtShelves(counted: Counted): Shelf {
  const { easycashier, shopify } = counted.practice;
  const orders = new Map(shopify.orders().map((order) => [order.id, order]));
  const silent = Map.groupBy(
    [...orders.values()].flatMap(({ id, unmoved }) => unmoved.map((one) => ({ ...one, reference: id }))),
    ({ inventoryItemId, locationId }) => `${inventoryItemId} ${locationId}`,
  );
  const counts = ({ reference, at }: OrderMovement): boolean => {
    const order = orders.get(reference);
    if (!order || order.test) return false;
    return at >= counted.cutOver.activatedAt || isCountedWhole(counted, order);
  };
  return ({ articleNumber, inventoryItemId }, { storeNumber, locationId }) => {
    const people = easycashier.history(articleNumber, storeNumber).filter(({ cause }) => cause !== 'api');
    const moved = [inventoryItemId, ...shopify.formerIds(inventoryItemId)].flatMap(
      (id): readonly OrderMovement[] => [
        ...shopify.history(id, locationId),
        ...(silent.get(`${id} ${locationId}`) ?? []),
      ],
    );
    return sum(people) + sum(moved.filter(counts));
  };
}
