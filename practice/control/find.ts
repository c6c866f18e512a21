import type { Practice } from '../shops.ts';
import { BadCall, codeOf, type Fields, maybe } from './fields.ts';

type Order = NonNullable<ReturnType<Practice['shopify']['order']>>;

/** `"order"`: its gid, its number or its name (`#1001`, `1001`). */
export function orderOf({ shopify }: Practice, fields: Fields): Order {
  const wanted = codeOf(fields, 'order');
  const found =
    shopify.order(wanted) ??
    shopify.order(`gid://shopify/Order/${wanted}`) ??
    shopify.orders().find(({ name }) => name === wanted || name === `#${wanted}`);
  if (found) return found;
  throw new BadCall(`no order ${wanted}`);
}

/** `"location"`: its gid, its number or its name; or the store's number. Gives the gid. */
export function locationOf({ places }: Practice, fields: Fields): string {
  const wanted = codeOf(fields, 'location');
  const found = places.find(
    ({ locationId, storeName, storeNumber }) =>
      [locationId, storeName, storeNumber].includes(wanted) || locationId.endsWith(`/${wanted}`),
  );
  if (found) return found.locationId;
  throw new BadCall(
    `no location ${wanted}; there are ${places.map(({ storeName }) => storeName).join(', ')}`,
  );
}

/** As `locationOf`, under the name Shopify's methods know it by, when one is given. */
export function maybeLocation(practice: Practice, fields: Fields): { readonly locationId?: string } {
  const { location } = maybe(fields, 'location', () => locationOf(practice, fields));
  return location === undefined ? {} : { locationId: location };
}

/** `"inventoryItemId"`, or `"sku"` to the letter (the first of several with the same). Gives the gid. */
export function itemOf({ shopify }: Practice, fields: Fields): string {
  if (fields.inventoryItemId !== undefined) return codeOf(fields, 'inventoryItemId');
  const sku = codeOf(fields, 'sku');
  const found = shopify.itemIdBySku(sku);
  if (found !== undefined) return found;
  throw new BadCall(`no item with the SKU "${sku}"`);
}

/** `"lineItemId"`, or the `"sku"` of the order's line. Gives the gid. */
export function lineOf(order: Order, fields: Fields): string {
  if (fields.lineItemId !== undefined) return codeOf(fields, 'lineItemId');
  const sku = codeOf(fields, 'sku');
  const found = order.lines.find((line) => line.sku === sku);
  if (found) return found.id;
  throw new BadCall(`${order.name} has no line with the SKU "${sku}"`);
}
