import { expect, it } from 'vitest';
import { historyPage, orderPage } from './shopify-admin.ts';

it('leads to the page of an order, and to the history of an item', () => {
  expect(orderPage('ovningsbutiken.myshopify.com', 'gid://shopify/Order/57')).toBe(
    'https://admin.shopify.com/store/ovningsbutiken/orders/57',
  );
  expect(historyPage('ovningsbutiken.myshopify.com', 'gid://shopify/InventoryItem/43')).toBe(
    'https://admin.shopify.com/store/ovningsbutiken/products/inventory/43/inventory_history',
  );
});
