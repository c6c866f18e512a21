/** Which tokens of a computer outlive a rotation, the same for both engines. */
import type { Rotation } from './store.ts';

export interface KnownToken {
  readonly hash: Uint8Array;
  /** Null: never used. */
  readonly usedAt: number | null;
}

/**
 * The one that stays valid beside a new one: the newest that was ever used, else the newest. The answer with an unused one may
 * have been lost, while Shopify or the computer still use the other. `tokens` are a device's of one kind, oldest first.
 */
export function keptBeside(tokens: readonly KnownToken[]): Uint8Array | null {
  const used = tokens.filter((token) => token.usedAt !== null);
  return (used.at(-1) ?? tokens.at(-1))?.hash ?? null;
}

/** The one that stays valid in a rotation. The device token that the caller has proven to hold always does. */
export function survivor(tokens: readonly KnownToken[], rotation: Rotation): Uint8Array | null {
  if (rotation.kind === 'device') return rotation.callerHash;
  return rotation.newHash ? keptBeside(tokens) : (tokens.at(-1)?.hash ?? null);
}
