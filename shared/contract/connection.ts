import { z } from 'zod';
import { procedure } from './base.ts';
import { probeResult } from './capabilities.ts';
import { ourTimeSchema, shopTimeSchema } from './instants.ts';

const easycashierSettings = z.object({
  url: z.url().default('https://backoffice.easycashier.se'),
  /** Organisationsnummer; the dash is optional. */
  company: z.string().trim().min(1).max(40),
  username: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(500),
});

const shopifySettings = z
  .object({
    /** `name.myshopify.com`, the name alone, or the admin's address as a browser shows it. */
    shop: z.string().trim().min(1).max(200),
    /** Replaces `https://{shop}`; loopback only. */
    url: z.url().optional(),
    clientId: z.string().trim().min(1).max(200).optional(),
    clientSecret: z.string().trim().min(1).max(500).optional(),
    accessToken: z.string().trim().min(1).max(500).optional(),
    /** The app's API secret key; verifies webhooks of an app with a fixed token. */
    apiSecret: z.string().trim().min(1).max(500).optional(),
  })
  .refine((value) => value.accessToken !== undefined || (value.clientId && value.clientSecret), {
    message: 'an access token, or a client id with its secret',
  });

const scopeState = z.object({ scope: z.string(), granted: z.boolean() });

export const checkLine = z.object({
  id: z.enum([
    'easycashierLogin',
    'easycashierArticles',
    'easycashierStores',
    'easycashierListStock',
    'easycashierArticle',
    'easycashierReport',
    'shopifyKey',
    'shopifyScopes',
    'shopifyApiVersion',
    'shopifyOldOrders',
    'locationsMapped',
    'locationsActive',
    'webshopArticles',
    'matching',
    'otherComputer',
    'otherWriter',
    'clock',
    'ledger',
  ]),
  state: z.enum(['ok', 'warning', 'failed']),
  /** Filled into the sentence `check.{id}.{state}`. */
  args: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type CheckLine = z.infer<typeof checkLine>;

/** Whose key is held. Never its value. */
const credentials = z.object({ easycashier: z.boolean(), shopify: z.boolean(), relay: z.boolean() });

export const connection = {
  /** Logs in, counts the articles and stores the connection. */
  connectEasyCashier: procedure
    .input(easycashierSettings)
    .output(z.object({ company: z.string(), articles: z.number().int(), stores: z.number().int() })),
  /** Gets a token, reads the granted scopes and stores the connection. */
  connectShopify: procedure.input(shopifySettings).output(
    z.object({
      shop: z.string(),
      plan: z.string(),
      apiVersion: z.string(),
      scopes: z.array(scopeState),
    }),
  ),
  /** The pre-flight: one line per check, in the order they should be mended. */
  check: procedure.output(z.object({ ok: z.boolean(), lines: z.array(checkLine) })),
  /**
   * Asks both sides, reading only, for what is not known of them, and keeps the answers. Nothing in it is a secret or of a person. A side that
   * could not be asked to the end is named; what is known of it from before stands.
   */
  probe: procedure.output(probeResult),
  /**
   * Draws the line after which orders count. `openOrders` answers for the unfulfilled orders before it:
   * `taken` (already taken out of EasyCashier), `book` (take them out now), `ask` (leave the question in the inbox).
   */
  activate: procedure.input(z.object({ openOrders: z.enum(['taken', 'book', 'ask']).default('ask') })).output(
    z.object({
      activatedAt: shopTimeSchema,
      openOrders: z.array(z.object({ name: z.string(), units: z.number().int() })),
      lines: z.array(checkLine),
    }),
  ),
  deactivate: procedure.output(z.object({ deactivatedAt: ourTimeSchema })),
  /** Which keys are held, in the keychain, the environment or for this session. */
  credentials: procedure.output(credentials),
  /**
   * Asks a keychain again that was found closed, which nobody else does. Refuses with `keychainClosed`, and `noKeychain`. `isKept`: what is typed
   * outlives the program; not so where the environment or memory serve instead.
   */
  openKeychain: procedure.output(z.object({ isKept: z.boolean() })),
  /** Forgets the key of one side; that side rests until it is connected again. */
  forgetCredentials: procedure
    .input(z.object({ side: z.enum(['easycashier', 'shopify', 'relay']) }))
    .output(credentials),
};
