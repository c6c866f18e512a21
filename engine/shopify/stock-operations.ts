import { z } from 'zod';
import { type UserErrors, userErrors } from './answer-parts.ts';
import type { Operation } from './operation.ts';

/** What is written to the shop's stock. */
export const setQuantities: Operation<{ inventorySetQuantities: { userErrors: UserErrors } | null }> = {
  name: 'SetQuantities',
  kind: 'write',
  cost: 10,
  document: `mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
    inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field message code } }
  }`,
  data: z.object({ inventorySetQuantities: z.object({ userErrors }) }),
};

/** Moves numbers by units, whatever they are: it commutes with what orders do at the same moment. */
export const adjustQuantities: Operation<{ inventoryAdjustQuantities: { userErrors: UserErrors } | null }> = {
  name: 'AdjustQuantities',
  kind: 'write',
  cost: 10,
  document: `mutation AdjustQuantities($input: InventoryAdjustQuantitiesInput!, $key: String!) {
    inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { userErrors { field message code } }
  }`,
  data: z.object({ inventoryAdjustQuantities: z.object({ userErrors }).nullable() }),
};

export const activateLevel: Operation<{ inventoryActivate: { userErrors: UserErrors } | null }> = {
  name: 'ActivateLevel',
  kind: 'write',
  cost: 10,
  document: `mutation ActivateLevel($inventoryItemId: ID!, $locationId: ID!, $key: String!) {
    inventoryActivate(inventoryItemId: $inventoryItemId, locationId: $locationId) @idempotent(key: $key) {
      userErrors { field message }
    }
  }`,
  data: z.object({ inventoryActivate: z.object({ userErrors }) }),
};

/** Lets Shopify keep count of an item. Not one of the calls that take an idempotency key; twice is as good as once. */
export const trackItem: Operation<{ inventoryItemUpdate: { userErrors: UserErrors } | null }> = {
  name: 'TrackItem',
  kind: 'write',
  cost: 10,
  document: `mutation TrackItem($id: ID!) {
    inventoryItemUpdate(id: $id, input: { tracked: true }) { userErrors { field message } }
  }`,
  data: z.object({ inventoryItemUpdate: z.object({ userErrors }).nullable() }),
};
