import type { Clock, Random } from './ports.ts';
import { drawPairingCode, hashPairingCode } from './secrets.ts';
import type { Store } from './store/store.ts';

const VALID_MS = 24 * 3_600_000;

/** A code that pairs one computer, once, within a day. Null: there is no tenant of that id. */
export async function makePairingCode(
  ports: { readonly store: Store; readonly clock: Clock; readonly random: Random },
  wish: { readonly tenantId?: string | undefined; readonly note?: string | undefined },
): Promise<{ readonly code: string; readonly expiresAt: number } | null> {
  const code = drawPairingCode(ports.random);
  const createdAt = ports.clock.now();
  const expiresAt = createdAt + VALID_MS;
  const isMade = await ports.store.addPairingCode({
    hash: hashPairingCode(code),
    tenantId: wish.tenantId ?? null,
    note: wish.note ?? '',
    createdAt,
    expiresAt,
  });
  return isMade ? { code, expiresAt } : null;
}

/**
 * A code the operator has chosen, for the first tenant of a relay that is set up by a script: valid once, within a day of the first start
 * with it. It begins no second day, however often the relay starts.
 */
export async function registerFirstCode(store: Store, code: string, createdAt: number): Promise<void> {
  const hash = hashPairingCode(code);
  const expiresAt = createdAt + VALID_MS;
  await store.addPairingCode({ hash, tenantId: null, note: 'first', createdAt, expiresAt });
}
