import { type SettingName, settingRow } from '../../shared/words/settings.ts';

/** A value that the setting takes and that is not its default. */
export function otherValue(name: SettingName): number | boolean {
  const row = settingRow(name);
  if (row.kind === 'switch') return !row.default;
  return row.default === row.max ? row.min : row.max;
}

/** Values that the setting does not take. */
export function badValues(name: SettingName): readonly (number | string)[] {
  const row = settingRow(name);
  if (row.kind === 'switch') return ['on', 1];
  const fraction = row.kind === 'wholeNumber' ? [row.min + 0.5] : [];
  return [row.min - 0.1, row.max + 0.1, 'x', ...fraction];
}
