import { z } from 'zod';
import { procedure, refusalArgs, refusalCode } from './base.ts';
import { ourTimeSchema } from './instants.ts';

/** The shop's own systems, or the practice shops. */
const worlds = ['real', 'practice'] as const;
export type World = (typeof worlds)[number];

/**
 * Where secrets are kept: in the keychain, in files that somebody has asked for, until the program ends, in the environment; in a keychain that
 * has closed itself, or nowhere yet.
 */
const secretKeepers = ['keychain', 'files', 'session', 'environment', 'closed', 'none'] as const;
export type SecretKeeper = (typeof secretKeepers)[number];

/** What a person would type into the guide; it opens nothing but the practice shops. */
const practiceCredentials = z.object({
  easycashier: z.object({
    url: z.string(),
    company: z.string(),
    username: z.string(),
    password: z.string(),
  }),
  shopify: z.object({
    url: z.string(),
    shop: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    accessToken: z.string(),
    apiSecret: z.string(),
  }),
  relay: z.object({ url: z.string(), pairingCode: z.string() }),
});

/** A copy of the ledger. */
export const keptCopy = z.object({
  name: z.string(),
  at: ourTimeSchema,
  bytes: z.number().int(),
});
export type KeptCopy = z.infer<typeof keptCopy>;
export const copyName = z.object({ name: z.string().min(1).max(200) });

const hostState = z.object({
  world: z.enum(worlds),
  version: z.string(),
  /** Why there is no engine; null when there is one. */
  failure: z.object({ code: refusalCode, args: refusalArgs }).nullable(),
  secrets: z.enum(secretKeepers),
  /** Null outside practice mode. */
  practice: z
    .object({
      credentials: practiceCredentials,
      places: z.array(z.object({ storeNumber: z.string(), storeName: z.string(), locationId: z.string() })),
      /** Sides that play dead. */
      away: z.array(z.enum(['easycashier', 'shopify'])),
    })
    .nullable(),
});
export type HostState = z.infer<typeof hostState>;

/** One article of the practice shops, as both of them show it themselves. */
const practiceGoods = z.object({
  articleNumber: z.string(),
  name: z.string(),
  isWebshop: z.boolean(),
  cells: z.array(
    z.object({
      storeNumber: z.string(),
      easycashier: z.number().nullable(),
      shopify: z.number().int().nullable(),
    }),
  ),
});
export type PracticeGoods = z.infer<typeof practiceGoods>;

const practiceOrder = z.object({
  order: z.string(),
  name: z.string(),
  lines: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.number().int() })),
  cancelled: z.boolean(),
});

const article = z.string().min(1).max(200);
const quantity = z.number().positive().max(1_000_000);

/** What the program around the engine does for a window: which world, where secrets go, and the practice shops. */
export const host = {
  state: procedure.output(hostState),
  /** Opens practice shops of their own and an engine for them. The connection ends; the next one finds the new world. */
  enterPractice: procedure.input(z.object({ articles: z.number().int().min(1).max(200_000).default(1_000) })),
  /** Forgets everything of the practice shops and goes back to the shop's own engine. */
  leavePractice: procedure,
  /** Opens the engine once more after a failure. */
  tryAgain: procedure,
  /** The copies of the ledger that can be put back, the newest first. */
  copies: procedure.output(z.object({ copies: z.array(keptCopy) })),
  /**
   * Puts a copy in the place of a ledger that cannot be opened, and opens the engine with it; what was there is kept aside. The connection ends.
   * Refuses with `copyUnusable`, and where there is an engine with `notSupported`.
   */
  restore: procedure.input(copyName),
  /**
   * Goes on with the file that another computer has left (`move.leave`), at this absolute path; what was here is kept aside. The connection ends.
   * Refuses with `badMoveFile`, and with `alreadyActivated` where a ledger is at work here.
   */
  openMoved: procedure.input(z.object({ path: z.string().trim().min(1).max(1_000) })),
  /** A file for somebody who helps, as JSON: the engine's report, the program and the end of its technical log. */
  report: procedure.output(z.object({ file: z.string(), text: z.string() })),
  /** Keeps secrets in memory until the program ends, where there is no keychain. */
  keepSecretsForSession: procedure.output(z.object({ secrets: z.enum(secretKeepers) })),
  /** Article numbers from a pasted list, a CSV or an export of EasyCashier. Refuses with `badFile`, and says where. */
  readArticleNumbers: procedure
    .input(z.object({ file: z.string().max(300), base64: z.base64().max(14_000_000) }))
    .output(z.object({ articleNumbers: z.array(z.string()) })),
  /** Buffers from a CSV with article numbers, a buffer each, and a store where the row is of one. Refuses with `badFile`, and says where. */
  readBuffers: procedure
    .input(z.object({ file: z.string().max(300), base64: z.base64().max(14_000_000) }))
    .output(
      z.object({
        buffers: z.array(
          z.object({
            articleNumber: z.string(),
            storeNumber: z.string().nullable(),
            units: z.number().int().nullable(),
          }),
        ),
      }),
    ),
  practice: {
    goods: procedure
      .input(
        z.object({
          search: z.string().max(200).optional(),
          limit: z.number().int().min(1).max(100).default(20),
        }),
      )
      .output(z.object({ goods: z.array(practiceGoods) })),
    /** At the till, or on the shelf: `deliver` adds, `count` sets, the others take. */
    till: procedure
      .input(
        z.object({
          what: z.enum(['sell', 'return', 'deliver', 'count']),
          articleNumber: article,
          storeNumber: z.string().min(1).max(50),
          quantity,
        }),
      )
      .output(practiceGoods),
    orders: procedure.output(z.object({ orders: z.array(practiceOrder) })),
    /** A customer orders on the web; the store's location ships it, or the shop's own choice. */
    order: procedure
      .input(
        z.object({
          articleNumber: article,
          quantity: quantity.int(),
          storeNumber: z.string().min(1).max(50).optional(),
        }),
      )
      .output(practiceOrder),
    cancelOrder: procedure.input(z.object({ order: z.string().min(1).max(200) })).output(practiceOrder),
    /** Somebody changes the number in Shopify by hand. */
    changeInShopify: procedure
      .input(
        z.object({
          articleNumber: article,
          storeNumber: z.string().min(1).max(50),
          quantity: z.number().int().min(0).max(1_000_000),
        }),
      )
      .output(practiceGoods),
    /** Lets one side play dead, or answer again. */
    setAway: procedure
      .input(z.object({ side: z.enum(['easycashier', 'shopify']), away: z.boolean() }))
      .output(hostState),
  },
};
