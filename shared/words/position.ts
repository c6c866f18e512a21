/**
 * Where stock is counted, as keys of maps and sets: opaque texts with one way in and one way out. A stock position is one article in
 * one store; a shop level is one inventory item at one of Shopify's locations; a line's place is where an order line's units lie.
 */
declare const kind: unique symbol;
type Key<Kind extends string> = string & { readonly [kind]: Kind };

export interface Position {
  readonly articleNumber: string;
  readonly storeNumber: string;
}
export type PositionKey = Key<'position'>;

export interface ShopLevelRef {
  readonly inventoryItemId: string;
  readonly locationId: string;
}
export type ShopLevelKey = Key<'shopLevel'>;

export interface LinePlace {
  readonly lineId: string;
  readonly locationId: string;
}
export type LinePlaceKey = Key<'linePlace'>;

// JSON keeps any two texts apart, whatever is in them.
export const positionKey = ({ articleNumber, storeNumber }: Position): PositionKey =>
  JSON.stringify([articleNumber, storeNumber]) as PositionKey;

export function parsePosition(key: PositionKey): Position {
  const [articleNumber, storeNumber] = JSON.parse(key) as [string, string];
  return { articleNumber, storeNumber };
}

export const shopLevelKey = ({ inventoryItemId, locationId }: ShopLevelRef): ShopLevelKey =>
  JSON.stringify([inventoryItemId, locationId]) as ShopLevelKey;

export const linePlaceKey = ({ lineId, locationId }: LinePlace): LinePlaceKey =>
  JSON.stringify([lineId, locationId]) as LinePlaceKey;
