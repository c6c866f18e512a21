import { z } from 'zod';
import { type Settings, settingSchemas } from '../../shared/contract/settings.ts';
import { type SettingName, seenSettings, settingNames, settingTable } from '../../shared/words/settings.ts';
import type { Reader, Writer } from './database.ts';
import { storedValues } from './stored-value.ts';

/** Where the two sides are reached. Set by connecting, which tries them first. Never a secret. */
const connections = {
  easycashier: z
    .object({ url: z.string(), company: z.string(), username: z.string() })
    .nullable()
    .default(null),
  shopify: z
    .object({ shop: z.string(), url: z.string().nullable(), clientId: z.string().nullable() })
    .nullable()
    .default(null),
} as const;

const table = Object.fromEntries(
  settingNames.map((name) => [name, (settingSchemas[name] as z.ZodType).default(settingTable[name].default)]),
) as { readonly [Name in SettingName]: z.ZodDefault<(typeof settingSchemas)[Name]> };

/** What a person or the environment sets. */
const schemas = { ...connections, ...table };

export type StoredSetting = keyof typeof schemas;
type StoredSettingValue<Name extends StoredSetting> = z.output<(typeof schemas)[Name]>;

/** How a side is reached. */
export type Connection<Side extends keyof typeof connections> = NonNullable<StoredSettingValue<Side>>;

const stored = storedValues(schemas);

/** The setting as it was last set, or its default. */
export function readSetting<Name extends StoredSetting>(
  ledger: Reader,
  name: Name,
): StoredSettingValue<Name> {
  return stored.read(ledger, name);
}

/** Sets it from now on, also after a restart. Throws when the value does not fit its schema. */
export function writeSetting<Name extends StoredSetting>(
  ledger: Writer,
  name: Name,
  value: StoredSettingValue<Name>,
): void {
  stored.write(ledger, name, value);
}

/** The settings a person can see. */
export function readSettings(ledger: Reader): Settings {
  return Object.fromEntries(seenSettings.map((name) => [name, readSetting(ledger, name)])) as Settings;
}
