import { z } from 'zod';
import { procedure } from './base.ts';
import { ourTimeSchema } from './instants.ts';

export const topicStates = [
  'ok',
  /** Shopify has no such subscription, or has deleted it. */
  'missing',
  /** It posts to another relay or another computer's address. */
  'elsewhere',
  /** It works, but the app's version of webhooks is another than ours; only the app's release can change that. */
  'otherVersion',
  /** Shopify wants the app approved for protected customer data. */
  'protectedData',
  'refused',
] as const;

const topicView = z.object({
  /** `ORDERS_CREATE`. */
  topic: z.string(),
  state: z.enum(topicStates),
  /** Shopify's own words where it refused, or the version. */
  detail: z.string().nullable(),
});

const webhooksView = z.object({
  /** Null: no relay, orders are found by polling alone. Never an address with a token. */
  relay: z
    .object({
      host: z.string(),
      reachable: z.boolean(),
      /** Events the relay holds for us. */
      waiting: z.number().int().nullable(),
      lastReceivedAt: ourTimeSchema.nullable(),
    })
    .nullable(),
  /** A relay that has been left and has not answered since: what it keeps of this computer is still to be erased there. Else null. */
  leaving: z.string().nullable(),
  /** Which computer writes. */
  writer: z.object({
    isThisComputer: z.boolean(),
    /** The other one's name. */
    computer: z.string().nullable(),
    since: ourTimeSchema.nullable(),
    /** This computer is taking over and begins then. */
    from: ourTimeSchema.nullable(),
  }),
  topics: z.array(topicView),
  /** Everything that orders need is subscribed to and the relay answers. */
  ok: z.boolean(),
});
export type WebhooksView = z.infer<typeof webhooksView>;

export const webhooks = {
  /** Step 4: pairs with the relay where a code is given, and subscribes to everything. What Shopify refuses is told by topic. */
  create: procedure
    .input(
      z.object({
        /** https, or http on this computer. */
        relayUrl: z.url().max(500).optional(),
        pairingCode: z.string().trim().min(8).max(100).optional(),
      }),
    )
    .output(webhooksView),
  status: procedure.output(webhooksView),
  /**
   * Removes our subscriptions, forgets the relay and has it erase what it keeps of us; orders are found by polling from then on. `erased`
   * false: the relay is away, and is asked again until it has.
   */
  delete: procedure.output(z.object({ deleted: z.number().int(), erased: z.boolean() })),
  /** New tokens for this computer, and Shopify turned to the new address; the old ones cease to work. */
  rotate: procedure.output(webhooksView),
  /** This computer writes from now on, instead of the one that does. */
  takeOver: procedure.output(webhooksView),
};
