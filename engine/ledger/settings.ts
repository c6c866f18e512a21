import { z } from 'zod';
import { type Settings, settings as settingsSchema } from '../../shared/contract/activity.ts';
import type { Reader, Writer } from './database.ts';

const easycashierConnection = z.object({ url: z.string(), company: z.string(), username: z.string() });
const shopifyConnection = z.object({
  shop: z.string(),
  url: z.string().nullable(),
  clientId: z.string().nullable(),
});

/** Everything the engine remembers between starts that is one value, with its default. Never a secret. */
const schemas = {
  easycashier: easycashierConnection.nullable().default(null),
  shopify: shopifyConnection.nullable().default(null),
  multipleLocations: z.boolean().default(false),
  buffer: settingsSchema.shape.buffer.default(0),
  pollSeconds: settingsSchema.shape.pollSeconds.default(3),
  shadow: z.boolean().default(false),
  guardZeroShare: settingsSchema.shape.guardZeroShare.default(0.3),
  guardDropShare: settingsSchema.shape.guardDropShare.default(0.8),
  /** The line after which orders count, in Shopify's time; null while not activated. */
  activatedAt: z.number().nullable().default(null),
  /** What the person said of the orders that were open when the line was drawn; null while not answered. */
  openOrders: z.enum(['taken', 'book']).nullable().default(null),
  /** The orders that were open when the line was drawn have been taken in; a death in between is made good. */
  openOrdersRead: z.boolean().default(true),
  /** »Synka alla artiklar« has been done once: from then on every cell is kept equal, not only those that move. */
  firstSyncAt: z.number().nullable().default(null),
  /** Newest `updatedAt` of an order that has been taken in, in Shopify's time. */
  ordersCursor: z.number().default(0),
  /** Newest `updatedAt` of an inventory item that has been taken in. */
  itemsCursor: z.string().nullable().default(null),
  /** What the last complete pass over EasyCashier's articles counted. */
  passArticles: z.number().default(0),
  /** Passes in a row that were much shorter than the last complete one, and what they counted. */
  shortPasses: z.object({ articles: z.number(), times: z.number() }).default({ articles: 0, times: 0 }),
  /** Number of the last complete walk over Shopify's items. */
  walk: z.number().default(0),
  /** This installation, as the relay knows it. */
  instanceId: z.string().nullable().default(null),
  /** The relay this computer is paired with. */
  relay: z.object({ url: z.string(), tenantId: z.string() }).nullable().default(null),
  /** Everything of the relay's up to here is in the ledger. */
  relayCursor: z.number().default(0),
  /** The last answer of the relay, by our clock. */
  relaySeenAt: z.number().nullable().default(null),
  /** Another computer has the right to write; null while we have, or nobody has said otherwise. */
  otherWriter: z.object({ name: z.string(), since: z.number() }).nullable().default(null),
  /** The lease's epoch when this computer last held it: a higher one means that another has written since. */
  leaseEpoch: z.number().nullable().default(null),
  /** Asked for before the relay is: an answer that was lost may have been a yes. */
  takeOverAsked: z.boolean().default(false),
  /** This computer is taking over: until then the other may still be writing. */
  takeOverUntil: z.number().nullable().default(null),
  /** Whoever wrote before a take-over has booked the orders up to here, as far as anybody knows; Shopify's time. */
  inheritedUntil: z.number().nullable().default(null),
  /** Something may have been missed: read everything once more. */
  catchUpWanted: z.boolean().default(false),
  /** Shopify is asked to tell us; the guard keeps it so. */
  webhooksWanted: z.boolean().default(false),
  webhooksCheckedAt: z.number().nullable().default(null),
  /** At the last check every order topic was subscribed to: polling may be slower. */
  webhooksOk: z.boolean().default(false),
  easycashierSeenAt: z.number().nullable().default(null),
  shopifySeenAt: z.number().nullable().default(null),
} as const;

export type SettingName = keyof typeof schemas;
export type SettingValue<Name extends SettingName> = z.output<(typeof schemas)[Name]>;

/** What was parsed last, by its text: some settings are asked for once a cell. */
const parsed = new Map<SettingName, { readonly text: string | undefined; readonly value: unknown }>();

/** What was read since the ledger last changed: the loops ask for the same settings whenever they wake. */
const fresh = new WeakMap<Reader, { changes: number; readonly values: Map<SettingName, unknown> }>();

export function readSetting<Name extends SettingName>(ledger: Reader, name: Name): SettingValue<Name> {
  let held = fresh.get(ledger);
  if (!held) {
    held = { changes: ledger.changes, values: new Map() };
    fresh.set(ledger, held);
  } else if (held.changes !== ledger.changes) {
    held.values.clear();
    held.changes = ledger.changes;
  }
  // Null is a value too; undefined is none.
  const known = held.values.get(name);
  if (known !== undefined) return known as SettingValue<Name>;
  const value = parseSetting(ledger, name);
  held.values.set(name, value);
  return value;
}

function parseSetting<Name extends SettingName>(ledger: Reader, name: Name): SettingValue<Name> {
  const text = ledger.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value;
  const known = parsed.get(name);
  if (known && known.text === text) return known.value as SettingValue<Name>;
  const value = schemas[name].parse(text === undefined ? undefined : JSON.parse(text)) as SettingValue<Name>;
  parsed.set(name, { text, value });
  return value;
}

export function writeSetting<Name extends SettingName>(
  ledger: Writer,
  name: Name,
  value: SettingValue<Name>,
): void {
  ledger.run(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    JSON.stringify(schemas[name].parse(value)),
  );
}

/** The settings a person can change. */
export function readSettings(ledger: Reader): Settings {
  return {
    buffer: readSetting(ledger, 'buffer'),
    pollSeconds: readSetting(ledger, 'pollSeconds'),
    shadow: readSetting(ledger, 'shadow'),
    guardZeroShare: readSetting(ledger, 'guardZeroShare'),
    guardDropShare: readSetting(ledger, 'guardDropShare'),
  };
}
