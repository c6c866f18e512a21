import { z } from 'zod';
import { momentPage, procedure } from './base.ts';
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

export const orderView = z.object({
  orderId: z.string(),
  name: z.string(),
  createdAt: shopTimeSchema,
  updatedAt: shopTimeSchema,
  state: z.enum(['open', 'waitingForRouting', 'cancelled', 'fulfilled', 'test', 'beforeActivation']),
  bookings: z.array(bookingView),
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
});
export type InboxItem = z.infer<typeof inboxItem>;

export const orders = {
  list: procedure
    .input(momentPage)
    .output(z.object({ orders: z.array(orderView), next: z.string().nullable() })),
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
