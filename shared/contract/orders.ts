import { z } from 'zod';
import { doneBy } from './actor.ts';
import { dayRange, momentPage, procedure } from './base.ts';
import { ourTimeSchema, shopTimeSchema } from './instants.ts';

export const bookingStates = ['pending', 'sent', 'unknown', 'confirmed', 'rejected', 'dropped'] as const;

const bookingView = z.object({
  bookingId: z.string(),
  storeNumber: z.string(),
  state: z.enum(bookingStates),
  /** Negative takes out of EasyCashier's stock. */
  lines: z.array(z.object({ articleNumber: z.string(), delta: z.number().int() })),
  at: ourTimeSchema,
});

/** Why units of an order are not booked anywhere: not ticked Webshop or no stock item · nobody can tell whose goods they are · no store is linked to where they ship from · Shopify has not chosen where. */
export const unbookedCauses = ['notOurs', 'unknownGoods', 'noStore', 'waitingForRouting'] as const;

/** Units that an order has taken from one place. */
const orderLine = z.object({
  /** Null: none of ours, or not known. */
  articleNumber: z.string().nullable(),
  name: z.string().nullable(),
  /** As the order has it; known where the goods are not. */
  sku: z.string().nullable(),
  storeNumber: z.string().nullable(),
  units: z.number().int(),
  /** Null: they are booked, or will be. */
  unbooked: z.enum(unbookedCauses).nullable(),
});

export const orderView = z.object({
  orderId: z.string(),
  name: z.string(),
  createdAt: shopTimeSchema,
  updatedAt: shopTimeSchema,
  state: z.enum(['open', 'waitingForRouting', 'cancelled', 'fulfilled', 'test', 'beforeActivation']),
  bookings: z.array(bookingView),
  /** What it takes from stock by now; what was taken back is not there. */
  lines: z.array(orderLine),
});

export const inboxKinds = [
  'openOrders',
  'takenOverOrder',
  'unknownBooking',
  'rejectedBooking',
  'unknownSku',
  'unmappedLocation',
  'unreadOrder',
  'unreadArticle',
  'unreadItem',
  'unseenOrder',
  'possibleReturn',
  'oversold',
  'otherWriter',
  'guardStopped',
  'shortList',
  'shopShrunk',
  'ledgerRestored',
  'ledgerCopied',
  'ledgerTakenBack',
  'ledgerReplaced',
] as const;
const inboxKind = z.enum(inboxKinds);
export type InboxKind = z.infer<typeof inboxKind>;

const inboxItem = z.object({
  inboxId: z.string(),
  kind: inboxKind,
  openedAt: ourTimeSchema,
  /** Filled into the sentence `inbox.{kind}`. */
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What `resolve` accepts; each has a sentence `choice.{name}`. */
  choices: z.array(z.string()),
  resolvedAt: ourTimeSchema.nullable(),
  choice: z.string().nullable(),
  /** Who answered. */
  by: doneBy,
});
export type InboxItem = z.infer<typeof inboxItem>;

export const orders = {
  /** The newest first. `since` and `until` are of when an order was placed; `search` finds its name, article numbers and articles' names. */
  list: procedure
    .input(
      momentPage.extend({
        ...dayRange.shape,
        search: z.string().max(200).optional(),
        /** Orders that took something there. */
        storeNumber: z.string().max(200).optional(),
        states: z.array(orderView.shape.state).min(1).optional(),
        /** Only those with something that is not in EasyCashier yet. */
        unbooked: z.boolean().optional(),
      }),
    )
    .output(
      z.object({
        orders: z.array(orderView),
        next: z.string().nullable(),
        /** Orders that answer to the filter. */
        total: z.number().int(),
        /** Those among them that are to be booked: no test orders, and none from before the activation. */
        toBook: z.number().int(),
        /** Those of which nothing waits. */
        booked: z.number().int(),
      }),
    ),
  inbox: procedure
    .input(z.object({ resolved: z.boolean().default(false) }))
    .output(z.object({ items: z.array(inboxItem) })),
  /**
   * `alike`: the same answer for every open question of its kind that takes it. `confirmRows`: with a yes to `guardStopped`, the number
   * of rows it asks about at that moment (its `args.rows`), as the person has typed it.
   */
  resolve: procedure
    .input(
      z.object({
        inboxId: z.string(),
        choice: z.string(),
        alike: z.boolean().default(false),
        confirmRows: z.number().int().nonnegative().optional(),
      }),
    )
    .output(inboxItem),
};
