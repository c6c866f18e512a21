import { z } from 'zod';
import { type Settings, settings as settingsSchema } from '../../shared/contract/activity.ts';
import type { Reader, Writer } from './database.ts';
import { storedValues } from './stored-value.ts';

const easycashierConnection = z.object({ url: z.string(), company: z.string(), username: z.string() });
const shopifyConnection = z.object({
  shop: z.string(),
  url: z.string().nullable(),
  clientId: z.string().nullable(),
});

/** What a person or the environment sets, with its default. Never a secret. */
const schemas = {
  easycashier: easycashierConnection.nullable().default(null),
  shopify: shopifyConnection.nullable().default(null),
  multipleLocations: z.boolean().default(false),
  buffer: settingsSchema.shape.buffer.default(0),
  pollSeconds: settingsSchema.shape.pollSeconds.default(3),
  shadow: z.boolean().default(false),
  guardZeroShare: settingsSchema.shape.guardZeroShare.default(0.3),
  guardDropShare: settingsSchema.shape.guardDropShare.default(0.8),
} as const;

export type SettingName = keyof typeof schemas;
type SettingValue<Name extends SettingName> = z.output<(typeof schemas)[Name]>;

const stored = storedValues(schemas);

/** The setting as it was last set, or its default. */
export function readSetting<Name extends SettingName>(ledger: Reader, name: Name): SettingValue<Name> {
  return stored.read(ledger, name);
}

/** Sets it from now on, also after a restart. Throws when the value does not fit its schema. */
export function writeSetting<Name extends SettingName>(
  ledger: Writer,
  name: Name,
  value: SettingValue<Name>,
): void {
  stored.write(ledger, name, value);
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
