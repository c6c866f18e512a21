import { type TokenKind, type TokenOwner, USE_STEP_MS } from '../store.ts';
import { type FoundToken, findToken } from './devices.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Transaction } from './transaction.ts';

/** Whose tokens were asked for lately. Nobody but this process changes tokens, and whenever it does all is forgotten. */
export interface TokenCache {
  /** Null: nobody's. Writes down, to the hour and beside the answer, that it was used. */
  find(kind: TokenKind, hash: Uint8Array, at: number): TokenOwner | null;
  /** A write that changes tokens. */
  change<T>(work: (transaction: Transaction) => T): Promise<T>;
}

const MAX_OWNERS = 20_000;

/** Empty at first: tokens are read as they are asked for. */
export function createTokenCache(database: GroupCommit): TokenCache {
  const owners = new Map<string, FoundToken>();
  /** Tokens whose use is on its way to the disk. */
  const noting = new Set<string>();

  const noteUse = (hash: Uint8Array, at: number): void => {
    const name = Buffer.from(hash).toString('base64');
    if (noting.has(name)) return;
    noting.add(name);
    const done = () => noting.delete(name);
    database
      .write(({ connection }) => connection.run('UPDATE token SET used_at = ? WHERE hash = ?', at, hash))
      .then(done, done);
  };

  return {
    find: (kind, hash, at) => {
      const name = `${kind} ${Buffer.from(hash).toString('latin1')}`;
      const found = owners.get(name) ?? database.read((connection) => findToken(connection, kind, hash));
      if (!found) return null;
      if (found.usedAt === null || at - found.usedAt >= USE_STEP_MS) noteUse(hash, at);
      else if (owners.size < MAX_OWNERS) owners.set(name, found);
      return { tenantId: found.tenantId, deviceId: found.deviceId };
    },
    change: async (work) => {
      try {
        return await database.write(work);
      } finally {
        // Also when it failed: it may have been kept all the same.
        owners.clear();
      }
    },
  };
}
