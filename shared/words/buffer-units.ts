import { settingTable } from './settings.ts';

/** Instead of a number: the setting's counts again. */
const ownNoMore: ReadonlySet<string> = new Set(['-', '–', 'standard', 'default']);

/** A buffer as people write it; null: none of its own any more; undefined: it is none. Never cut: 1,5 is not 1. */
export function readUnits(text: string): number | null | undefined {
  const value = text.trim().toLowerCase();
  if (ownNoMore.has(value)) return null;
  if (!/^\d{1,5}$/.test(value)) return undefined;
  return Number(value) <= settingTable.buffer.max ? Number(value) : undefined;
}
