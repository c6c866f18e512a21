/** Pages of the shop's own admin, as the browser shows their addresses. Pure. */

const page = (shop: string, path: string) =>
  `https://admin.shopify.com/store/${shop.replace('.myshopify.com', '')}/${path}`;

/** `gid://shopify/Order/57` is 57 in an address. */
const idOf = (gid: string) => gid.split('/').at(-1) ?? gid;

export const orderPage = (shop: string, orderId: string) => page(shop, `orders/${idOf(orderId)}`);

/** Shopify's own history of an item's numbers: the address that its API tells as `inventoryHistoryUrl`. */
export const historyPage = (shop: string, inventoryItemId: string) =>
  page(shop, `products/inventory/${idOf(inventoryItemId)}/inventory_history`);
