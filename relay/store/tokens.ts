/** Which tokens of a computer outlive a rotation, the same for both engines. */
import type { TokenKind } from './store.ts';

export interface KnownToken {
  readonly hash: Uint8Array;
  /** Null: never used. */
  readonly usedAt: number | null;
}

/**
 * The one that stays valid beside the new one, or alone. `tokens` are a device's of one kind, oldest first. The device token that
 * the caller has proven to hold always stays. Of ingest tokens one that was used goes before one that never was: the answer
 * with the unused one may have been lost, and Shopify still posts to the other.
 */
export function survivor(
  tokens: readonly KnownToken[],
  kind: TokenKind,
  callerHash: Uint8Array,
  isReplaced: boolean,
): Uint8Array | null {
  if (kind === 'device') return callerHash;
  const used = tokens.filter((token) => token.usedAt !== null);
  const kept = isReplaced && used.length > 0 ? used.at(-1) : tokens.at(-1);
  return kept?.hash ?? null;
}
