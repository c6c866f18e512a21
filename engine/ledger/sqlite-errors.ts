import { Refusal } from '../refusal.ts';

const damaged = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB
const full = new Set([13]); // SQLITE_FULL

/** Does `work`; what SQLite complains about becomes a refusal. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw understood(path, error);
  }
}

/** What SQLite complains about as a refusal; anything else as it is. */
export function understood(path: string, error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined) return error;
  const primary = code & 0xff;
  if (full.has(primary)) return new Refusal('diskFull', { path });
  if (damaged.has(primary)) return new Refusal('ledgerDamaged', { path });
  if (primary === 5 || primary === 6) return new Refusal('ledgerBusy', { path });
  if (primary === 10 || primary === 8 || primary === 14) return new Refusal('diskFull', { path });
  return error;
}
