/** What the settings screen draws from the table of settings, and what is typed into it. */
import type { SettingsChange } from '../../../shared/contract/settings.ts';
import {
  type NumberRow,
  type SettingRow,
  type StaffSetting,
  settingRow,
  staffSettings,
  whyNot,
} from '../../../shared/words/settings.ts';

/** These have a section of their own on the screen. */
const apart = ['shadow'] as const satisfies readonly StaffSetting[];

export type ListedSetting = Exclude<StaffSetting, (typeof apart)[number]>;

/** Every other setting that staff may see, in the order of the table. */
export const listedSettings: readonly ListedSetting[] = staffSettings.filter(
  (name): name is ListedSetting => !apart.some((one) => one === name),
);

/** What has been typed or switched and is not saved yet, as it stands on the screen. A number half typed is a text. */
export type Draft = Partial<Record<ListedSetting, number | string | boolean>>;

/** Shares are per cent on screen. */
const scaleOf = (row: NumberRow) => (row.unit === 'share' ? 100 : 1);

/** How a number is typed: its limits, its unit and its value as the screen shows them. */
export function numberField(row: NumberRow, stored: number) {
  const scale = scaleOf(row);
  return {
    min: row.min * scale,
    max: row.max * scale,
    value: scale === 1 ? stored : Math.round(stored * scale),
    isWhole: row.kind === 'wholeNumber' || scale !== 1,
    unit: row.unit === 'share' ? ('percent' as const) : row.unit,
  };
}

/** Why what was typed cannot be saved, as a word of `why`; null when it can. */
export function troubleWith(row: SettingRow, typed: Draft[ListedSetting]): ReturnType<typeof whyNot> {
  if (row.kind === 'switch' || typed === undefined) return null;
  if (typeof typed !== 'number') return 'outOfRange';
  const why = whyNot(row, typed / scaleOf(row));
  return why === null && numberField(row, 0).isWhole && !Number.isInteger(typed) ? 'notWhole' : why;
}

/** The draft as the engine takes it. */
export function toChange(draft: Draft): SettingsChange {
  return Object.fromEntries(
    listedSettings.flatMap((name): [ListedSetting, number | boolean][] => {
      const row = settingRow(name);
      const value = draft[name];
      if (row.kind === 'switch') return typeof value === 'boolean' ? [[name, value]] : [];
      return typeof value === 'number' ? [[name, value / scaleOf(row)]] : [];
    }),
  );
}
