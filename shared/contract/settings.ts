import { z } from 'zod';
import {
  type SeenSetting,
  type SettingName,
  type SettingRow,
  seenSettings,
  settingNames,
  settingRow,
  type settingTable,
} from '../words/settings.ts';

type SchemaOf<Name extends SettingName> = (typeof settingTable)[Name]['kind'] extends 'switch'
  ? z.ZodBoolean
  : z.ZodNumber;
type SettingSchemas = { readonly [Name in SettingName]: SchemaOf<Name> };

function schemaOf(row: SettingRow): z.ZodBoolean | z.ZodNumber {
  if (row.kind === 'switch') return z.boolean();
  const number = row.kind === 'wholeNumber' ? z.number().int() : z.number();
  return number.min(row.min).max(row.max);
}

/** What each setting of the table takes. */
export const settingSchemas = Object.fromEntries(
  settingNames.map((name) => [name, schemaOf(settingRow(name))]),
) as SettingSchemas;

/** The settings that a person can see, with their values. */
export const settings = z.object(
  Object.fromEntries(seenSettings.map((name) => [name, settingSchemas[name]])) as Pick<
    SettingSchemas,
    SeenSetting
  >,
);
export type Settings = z.infer<typeof settings>;

/** Those to be changed. A name that no setting has is refused: dropped, it would look as if it had been set. */
export const settingsChange = settings.partial().strict();
export type SettingsChange = z.infer<typeof settingsChange>;
