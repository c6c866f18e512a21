import { z } from 'zod';
import { procedure } from './base.ts';
import { ourTimeSchema } from './instants.ts';

const store = z.object({
  storeNumber: z.string(),
  name: z.string(),
  /** `gid://shopify/Location/…`, or null while unmapped (Webshop butiksid). */
  locationId: z.string().nullable(),
  locationName: z.string().nullable(),
  lastPushAt: ourTimeSchema.nullable(),
  lastOrderAt: ourTimeSchema.nullable(),
  /** Since when the store is being counted; null while it is not. */
  stocktakeSince: ourTimeSchema.nullable(),
});

const location = z.object({
  locationId: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  fulfillsOnlineOrders: z.boolean(),
  storeNumber: z.string().nullable(),
});

export const stores = {
  /** Reads EasyCashier's stores and shows where each is mapped. */
  list: procedure.output(
    z.object({ multipleLocations: z.boolean(), stores: z.array(store), problem: z.string().nullable() }),
  ),
  /** Shopify's own list of locations. */
  locations: procedure.output(z.object({ locations: z.array(location) })),
  /** `location`: a pasted admin address, a gid or a number. Refuses an unknown, inactive or taken one. */
  map: procedure
    .input(z.object({ storeNumber: z.string().min(1).max(50), location: z.string().min(1).max(500) }))
    .output(store),
  unmap: procedure.input(z.object({ storeNumber: z.string().min(1).max(50) })).output(store),
  /**
   * The store is being counted: nothing is sent to Shopify for it, and its web orders are booked afterwards. Off: reads what
   * was counted, books the orders and sends every number that has changed, once.
   */
  setStocktake: procedure
    .input(z.object({ storeNumber: z.string().min(1).max(50), on: z.boolean() }))
    .output(store),
  /** »Multipla distributionsställen«. */
  setMultipleLocations: procedure
    .input(z.object({ on: z.boolean() }))
    .output(z.object({ multipleLocations: z.boolean() })),
};
