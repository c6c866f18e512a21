/** What a figure is measured under. The same seed gives the same figures, but for wall time. */
export interface Conditions {
  readonly seed: number;
  /** `small` is for trying a figure out: a tenth of the cells or less. */
  readonly scale: 'full' | 'small';
}

/** One row of the table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  /** Null: shown, not judged (wall time, memory, other people's call patterns). */
  readonly isMet: boolean | null;
}

export interface Figure {
  readonly name: string;
  measure(conditions: Conditions): Promise<readonly Row[]>;
}

const whole = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 2, minimumFractionDigits: 2 });

export const count = (value: number) => whole.format(value);
export const decimals = (value: number) => fine.format(value);
export const percent = (share: number) => `${fine.format(share * 100)} %`;
export const seconds = (ms: number) => `${fine.format(ms / 1_000)} s`;

/** The value below which `share` of the sorted-by-size values lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle one of an odd number of values. */
export const median = (values: readonly number[]) => quantile(values, 0.5);

/** Milliseconds of processor this process has used: unlike the wall's, other programs do not lengthen them. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
