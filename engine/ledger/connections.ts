import type { CapabilitySide } from '../../shared/words/capabilities.ts';
import { forgetFindings } from './capabilities.ts';
import type { Writer } from './database.ts';
import { type Connection, readSetting, writeSetting } from './settings.ts';

/** Where a side is reached from now on. What was found out about another server or account is forgotten. */
export function connectTo<Side extends CapabilitySide>(
  ledger: Writer,
  side: Side,
  target: Connection<Side>,
): void {
  const held: object | null = readSetting(ledger, side);
  const before = new Map(Object.entries(held ?? {}));
  const isSame = Object.entries(target).every(([name, value]) => before.get(name) === value);
  if (held !== null && !isSame) forgetFindings(ledger, side);
  writeSetting(ledger, side, target);
}
