import { z } from 'zod';
import { alertChannel, alertDeliveries, alertSettings, alertSubject } from '../../shared/contract/alerts.ts';
import { refusalArgs } from '../../shared/contract/base.ts';
import { ourTimeSchema, shopTimeSchema } from '../../shared/contract/instants.ts';
import { shopTime } from '../../shared/words/time.ts';
import { keptCapabilities } from './capability-schemas.ts';
import type { Reader, Writer } from './database.ts';
import type { StoredSetting } from './settings.ts';
import { storedValues } from './stored-value.ts';

const walkCount = z.object({ items: z.number(), levels: z.number() });

/**
 * What the engine remembers for itself between starts: cursors, flags and who it is. Nobody sets these. They are kept in the same
 * table as the settings, so a name that is a setting already does not compile. Never a secret.
 */
const schemas = {
  /** The line after which orders count, in Shopify's time; null while not activated. */
  activatedAt: shopTimeSchema.nullable().default(null),
  /** What the person said of the orders that were open when the line was drawn; null while not answered. */
  openOrders: z.enum(['taken', 'book']).nullable().default(null),
  /** The orders that were open when the line was drawn have been taken in; a death in between is made good. */
  openOrdersRead: z.boolean().default(true),
  /** »Synka alla artiklar« has been done once: from then on every position is kept equal, not only those that move. */
  firstSyncAt: ourTimeSchema.nullable().default(null),
  /** Newest `updatedAt` of an order that has been taken in, in Shopify's time. */
  ordersCursor: shopTimeSchema.default(shopTime(0)),
  /** Newest `updatedAt` of an inventory item that has been taken in. */
  itemsCursor: z.string().nullable().default(null),
  /** What the last full scan over EasyCashier's articles counted. */
  passArticles: z.number().default(0),
  /** Full scans in a row that were much shorter than the last complete one, and what the last of them counted. */
  shortPasses: z.object({ articles: z.number(), times: z.number() }).default({ articles: 0, times: 0 }),
  /** A person has said that EasyCashier has only so many articles; null while nobody has. */
  believedArticles: z.number().nullable().default(null),
  /** Missing from the last whole scan, and nothing else is known of them: missing from the next one too they are gone. */
  missingOnce: z.array(z.string()).default([]),
  /**
   * The last report of a day's sales: whether it was read whole, so that what it lacks was not sold; the articles that it tells only a part
   * of; and how many rows named no article or store. Null while there has been none.
   */
  salesRead: z
    .object({
      day: z.string(),
      isWhole: z.boolean(),
      partlyKnown: z.array(z.string()),
      skipped: z.number(),
    })
    .nullable()
    .default(null),
  /** Number of the last full scan over Shopify's items, also of one that has not come to its end. */
  walk: z.number().default(0),
  /** What the last whole walk over Shopify's items found, at which locations; no locations: none has ended yet. */
  wholeWalk: walkCount
    .extend({ locations: z.string().default('') })
    .default({ items: 0, levels: 0, locations: '' }),
  /** A walk since then that found far fewer, and whether a person has said that the rest is gone; null: none. */
  shortWalk: walkCount.extend({ isAccepted: z.boolean() }).nullable().default(null),
  /** Which ledger this is; made with the file. See `identity.ts`. */
  ledgerId: z.string().default(''),
  /** How many times it has been about to write to a shop. */
  ledgerWrites: z.number().default(0),
  /** Which ledger had written before this one began a new life, and how many times, as far as was known; null: it is its first life. */
  lifeBefore: z.object({ ledgerId: z.string(), writes: z.number() }).nullable().default(null),
  /** The highest of these that the relay was ever asked to keep. */
  writesClaimed: z.number().default(0),
  /** The last new life that was begun on the relay's word, and how many were; null: none. */
  relayWord: z.object({ at: ourTimeSchema, times: z.number() }).nullable().default(null),
  /** The night (`rules/copies.ts`) whose work was last done: a copy of the ledger, and what is old folded. */
  lastNight: z.string().default(''),
  /** The last copy that was made and found whole; null: none yet. */
  lastCopyAt: ourTimeSchema.nullable().default(null),
  /** This file did not write last (a copy, an empty folder): what it is and since when it knows nothing; until its orders are asked about. */
  newLife: z
    .object({
      kind: z.enum(['ledgerRestored', 'ledgerCopied', 'ledgerReplaced', 'ledgerTakenBack']),
      since: ourTimeSchema.nullable(),
      /** Up to when the orders had been taken in by whoever wrote last; null: not known, or never. */
      caughtUpAt: shopTimeSchema.nullable().default(null),
    })
    .nullable()
    .default(null),
  /** A person has paused everything then: nothing is written on either side; null: nobody has. */
  pausedAt: ourTimeSchema.nullable().default(null),
  /** This ledger was moved to another computer then, and writes no more here before a person takes it back; null: it was not. */
  movedAway: ourTimeSchema.nullable().default(null),
  /** The same instant by Shopify's clock, or the last one known by then; null: Shopify had never told its time. */
  movedAwayByShop: shopTimeSchema.nullable().default(null),
  /**
   * This ledger came from another computer, which wrote no more after `movedAt`: that it is a copy is no news before `isKnown`. `tenantId` and
   * `epoch`: the relay it was paired with there, and its turn. Null: it did not, or has been paired here since.
   */
  arrived: z
    .object({
      movedAt: ourTimeSchema,
      movedAtByShop: shopTimeSchema.nullable().default(null),
      isKnown: z.boolean(),
      tenantId: z.string().nullable(),
      epoch: z.number().nullable(),
    })
    .nullable()
    .default(null),
  /** When the cut-over was drawn another ledger had written to this shop: the orders from before it are asked about one by one. */
  isHeir: z.boolean().default(false),
  /** This installation, as the relay knows it. */
  instanceId: z.string().nullable().default(null),
  /** The relay this computer is paired with. */
  relay: z.object({ url: z.string(), tenantId: z.string() }).nullable().default(null),
  /** The addresses of relays that have been left, and have not yet erased what they keep of this computer. It was one, or null. */
  relayLeft: z
    .union([
      z.array(z.string()),
      z.string().transform((url) => [url]),
      z.null().transform((): string[] => []),
    ])
    .default([]),
  /** Everything of the relay's up to here is in the ledger. */
  relayCursor: z.number().default(0),
  /** Whose numbers the cursor counts, null where the relay does not tell; and through which of them it has granted that it erases. */
  relayNumbers: z
    .object({ store: z.string().nullable(), acknowledged: z.number() })
    .default({ store: null, acknowledged: 0 }),
  /** Another computer has the right to write; null while we have, or nobody has said otherwise. */
  otherWriter: z.object({ name: z.string(), since: ourTimeSchema }).nullable().default(null),
  /**
   * The turn that ran when this ledger began a new life: its own, in the life before, or a clone's. `ends`: by the relay's clock, in
   * milliseconds; `at`: when that was seen, by ours. Null: there is none, or it has been renewed since.
   */
  formerTurn: z.object({ ends: z.number(), at: ourTimeSchema }).nullable().default(null),
  /** The lease's epoch when this computer last held it: a higher one means that another has written since. */
  leaseEpoch: z.number().nullable().default(null),
  /** Asked for before the relay is: an answer that was lost may have been a yes. */
  takeOverAsked: z.boolean().default(false),
  /** Who asked last, a row of `actor`. */
  takeOverBy: z.number().int().nullable().default(null),
  /** This computer is taking over: until about then the other may still be writing; each process waits its time out. */
  takeOverUntil: ourTimeSchema.nullable().default(null),
  /** Whoever wrote before a take-over may have booked what came up to here: nobody else knows. Shopify's time. */
  inheritedUntil: shopTimeSchema.nullable().default(null),
  /** When this ledger had last looked at an order before another wrote; what it knows of an order is from before that, until it looks anew. Shopify's time. */
  inheritedLook: shopTimeSchema.nullable().default(null),
  /** Something may have been missed: read everything once more. */
  catchUpWanted: z.boolean().default(false),
  /** Shopify is asked to tell us; the guard keeps it so. */
  webhooksWanted: z.boolean().default(false),
  /** The guard last looked at the subscriptions then, by our clock. */
  /** At the last check every order topic was subscribed to: polling may be slower. */
  webhooksOk: z.boolean().default(false),
  /** EasyCashier was last read to the end without an error, by our clock. */
  easycashierSeenAt: ourTimeSchema.nullable().default(null),
  /** The orders were taken in up to here, by Shopify's clock, or some seconds further. */
  caughtUpAt: shopTimeSchema.nullable().default(null),
  /** What has been found out about each side, of which version of its API, and the sides to be asked again; see `capabilities.ts`. */
  capabilities: keptCapabilities,
  /** Shopify's orders were last read to the end without an error, by our clock, to within some seconds. */
  shopifySeenAt: ourTimeSchema.nullable().default(null),
  /** Who is told when it stands still, and when. A person sets it, whole. */
  alerts: alertSettings.prefault({}),
  /** What stands still, and to whom that has been told; see `rules/standstills.ts`. */
  standstills: z
    .array(
      z.object({
        subject: alertSubject,
        code: z.string(),
        args: refusalArgs,
        since: ourTimeSchema,
        seenAt: ourTimeSchema,
        lastedMs: z.number(),
        wellMs: z.number(),
        told: z.array(alertChannel),
      }),
    )
    .default([]),
  /** What the relay has answered to being told whom to tell of a silence; null: nothing of this is there, as far as is known. */
  relayAlerts: z.enum(['ok', 'noMail', 'tooOld']).nullable().default(null),
  /** What became of the last message on each way. */
  alertDeliveries: alertDeliveries.prefault({}),
} as const satisfies Readonly<Record<string, z.ZodType>> & { readonly [Name in StoredSetting]?: never };

type StateName = keyof typeof schemas;
export type Arrived = NonNullable<StateValue<'arrived'>>;
type StateValue<Name extends StateName> = z.output<(typeof schemas)[Name]>;

const state = storedValues(schemas);

/** What the engine remembers under that name, or the default while it remembers nothing. */
export function readState<Name extends StateName>(ledger: Reader, name: Name): StateValue<Name> {
  return state.read(ledger, name);
}

/** Remembers a value from now on, also after a restart. */
export function writeState<Name extends StateName>(
  ledger: Writer,
  name: Name,
  value: StateValue<Name>,
): void {
  state.write(ledger, name, value);
}
