/** Every setting, once: the contract, the ledger, the command line and the window all read this table. */

/** `staff` in the window and at the command line, or only there; what `nobody` sees here has a procedure of its own. */
type SeenBy = 'staff' | 'commandLine' | 'nobody';

/** What has to be measured anew when it changes: everything, when it moves what Shopify should show. */
type Requeues = 'everyPosition' | 'nothing';

/** Shares are 0 to 1 everywhere but in the window, which shows per cent. */
export const settingUnits = ['pieces', 'seconds', 'share'] as const;
type Unit = (typeof settingUnits)[number];

interface SwitchRow {
  readonly kind: 'switch';
  readonly default: boolean;
  readonly seenBy: SeenBy;
  readonly requeues: Requeues;
}

/** `min` and `max` are allowed themselves. */
export interface NumberRow {
  readonly kind: 'number' | 'wholeNumber';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: Unit;
  readonly seenBy: SeenBy;
  readonly requeues: Requeues;
}

export type SettingRow = SwitchRow | NumberRow;

export const settingTable = {
  /** Held back from the webshop, of every article in every store. */
  buffer: {
    kind: 'wholeNumber',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'pieces',
    seenBy: 'staff',
    requeues: 'everyPosition',
  },
  /** Between looks at EasyCashier's sales and Shopify's orders. */
  pollSeconds: {
    kind: 'number',
    default: 3,
    min: 0.2,
    max: 3600,
    unit: 'seconds',
    seenBy: 'staff',
    requeues: 'nothing',
  },
  /** Reads for real, writes nothing. */
  shadow: { kind: 'switch', default: false, seenBy: 'staff', requeues: 'nothing' },
  /** A plan that would zero more than this share of its rows asks first. */
  guardZeroShare: {
    kind: 'number',
    default: 0.3,
    min: 0,
    max: 1,
    unit: 'share',
    seenBy: 'staff',
    requeues: 'nothing',
  },
  /** A plan that would lower the sum by more than this share asks first. */
  guardDropShare: {
    kind: 'number',
    default: 0.8,
    min: 0,
    max: 1,
    unit: 'share',
    seenBy: 'staff',
    requeues: 'nothing',
  },
  /** More than one store may be linked to a location. Cannot be turned off while several are. */
  multipleLocations: { kind: 'switch', default: false, seenBy: 'nobody', requeues: 'nothing' },
} as const satisfies Readonly<Record<string, SettingRow>>;

type Table = typeof settingTable;
export type SettingName = keyof Table;

type NamesSeenBy<Who extends SeenBy> = {
  [Name in SettingName]: Table[Name]['seenBy'] extends Who ? Name : never;
}[SettingName];
/** What the contract's `settings` holds. */
export type SeenSetting = NamesSeenBy<'staff' | 'commandLine'>;
export type StaffSetting = NamesSeenBy<'staff'>;

/** A setting's row without its literal values: any of the kinds. */
export const settingRow = (name: SettingName): SettingRow => settingTable[name];

/** In the order of the table. */
export const settingNames = Object.keys(settingTable) as SettingName[];

/** Those the command line shows and sets. */
export const seenSettings: readonly SeenSetting[] = settingNames.filter(
  (name): name is SeenSetting => settingTable[name].seenBy !== 'nobody',
);

/** Those the window shows and sets. */
export const staffSettings: readonly StaffSetting[] = settingNames.filter(
  (name): name is StaffSetting => settingTable[name].seenBy === 'staff',
);

/** Why the setting does not take that number, as a word of `why` in the dictionary; null when it does. */
export function whyNot(row: NumberRow, value: number): 'outOfRange' | 'notWhole' | null {
  if (!(value >= row.min && value <= row.max)) return 'outOfRange';
  return row.kind === 'wholeNumber' && !Number.isInteger(value) ? 'notWhole' : null;
}
