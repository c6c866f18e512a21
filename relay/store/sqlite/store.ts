import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log } from '../../ports.ts';
import { type Dropped, type Store, type TokenOwner, USE_STEP_MS } from '../store.ts';
import { type Quota, withLease } from '../tenant-state.ts';
import { IN_MEMORY } from './connection.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { openGroupCommit } from './group-commit.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { readTenantRow, type Transaction } from './transaction.ts';

export interface SqliteStoreOptions {
  /** A directory for this relay alone, made if absent; null: in memory, for a simulation. */
  readonly dataDir: string | null;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes that may wait for their commit; what comes on top is refused. */
  readonly maxQueued?: number;
  /** A guest writes beside the server that owns the data. It may only add pairing codes. */
  readonly isGuest?: boolean;
}

const MAX_QUEUED = 5_000;
const MAX_OWNERS = 20_000;

/** @throws Error in words when the data cannot be opened: taken by another relay, newer, damaged, not writable */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { dataDir, clock, quota } = options;
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const isOwner = dataDir !== null && options.isGuest !== true;
  const lock = isOwner ? takeOwnerLock(join(dataDir, 'owner.lock')) : null;
  const database = openGroupCommit({
    path: dataDir === null ? IN_MEMORY : join(dataDir, 'relay.sqlite'),
    clock,
    log: options.log,
    maxQueued: options.maxQueued ?? MAX_QUEUED,
  });
  const listeners = new Set<(tenantId: string) => void>();
  const dropped: { -readonly [Reason in keyof Dropped]: number } = { retention: 0, quota: 0 };
  /** Tokens whose use is on its way to the disk. */
  const noting = new Set<string>();

  /** Whose tokens were asked for lately. Nobody but this process changes tokens, and whenever it does all is forgotten. */
  const owners = new Map<string, devices.FoundToken>();
  const changingTokens = async <T>(work: (transaction: Transaction) => T): Promise<T> => {
    try {
      return await database.write((transaction) => work(transaction));
    } finally {
      // Also when it failed: it may have been kept all the same.
      owners.clear();
    }
  };

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
    findToken: async (kind, hash, at): Promise<TokenOwner | null> => {
      const name = `${kind} ${Buffer.from(hash).toString('latin1')}`;
      const found =
        owners.get(name) ?? database.read((connection) => devices.findToken(connection, kind, hash));
      if (!found) return null;
      if (found.usedAt === null || at - found.usedAt >= USE_STEP_MS) noteUse(hash, at);
      else if (owners.size < MAX_OWNERS) owners.set(name, found);
      return { tenantId: found.tenantId, deviceId: found.deviceId };
    },
    append: async (delivery) => {
      const appended = await database.write((transaction) => events.append(transaction, delivery, quota));
      dropped.quota += appended.dropped;
      if (appended.outcome === 'stored') for (const tell of listeners) tell(delivery.tenantId);
      return appended.outcome;
    },
    read: async (tenantId, after, limit) =>
      database.read((connection) => events.read(connection, tenantId, after, limit)),
    readTenant: async (tenantId) =>
      database.read((connection) => readTenantRow(connection, tenantId)?.state ?? null),
    acknowledge: (tenantId, through, epoch, at) =>
      database.write((transaction) => events.acknowledge(transaction, tenantId, through, epoch, at)),
    lease: (tenantId, request, at) =>
      database.write((transaction) => {
        const tenant = transaction.tenant(tenantId);
        if (!tenant) return null;
        const { granted, state } = withLease(tenant.state, request, at);
        tenant.state = state;
        return {
          granted,
          tenant: state,
          others: devices.countOthers(transaction.connection, tenant.no, request.instanceId),
        };
      }),
    addPairingCode: (code) => database.write((transaction) => devices.addPairingCode(transaction, code)),
    pair: (pairing) => changingTokens((transaction) => devices.pair(transaction, pairing)),
    rotate: (rotation) => changingTokens((transaction) => devices.rotate(transaction, rotation)),
    eraseTenant: (tenantId) =>
      changingTokens(({ connection, forget }) => {
        connection.run('DELETE FROM tenant WHERE tenant_id = ?', tenantId);
        connection.run('DELETE FROM pairing_code WHERE tenant_id = ? AND used_by IS NULL', tenantId);
        forget(tenantId);
      }),
    sweep: async (at, retainFrom) => {
      const tenants = database.read((connection) =>
        connection.all<{ tenant_id: string }>('SELECT tenant_id FROM tenant'),
      );
      // One transaction each: deliveries pass in between.
      for (const { tenant_id } of tenants) {
        dropped.retention += await database.write((transaction) =>
          events.sweepTenant(transaction, tenant_id, at, retainFrom),
        );
      }
      await database.write((transaction) => devices.forgetCodes(transaction, at));
    },
    heads: async (tenantIds) =>
      database.read((connection) => {
        const heads = new Map<string, number>();
        for (const tenantId of tenantIds) {
          const tenant = readTenantRow(connection, tenantId);
          if (tenant) heads.set(tenantId, tenant.state.head);
        }
        return heads;
      }),
    holdings: async () =>
      database.read((connection) => {
        const sums = connection.get<{ tenants: number; events: number; bytes: number }>(
          `SELECT count(*) AS tenants, coalesce(sum(head - floor), 0) AS events, coalesce(sum(bytes), 0) AS bytes
           FROM tenant`,
        );
        const oldest = connection.get<{ at: number | null }>(
          `SELECT min(event.received_at) AS at FROM tenant
           JOIN event ON event.tenant_no = tenant.tenant_no AND event.seq = tenant.floor + 1 WHERE head > floor`,
        );
        return { tenants: 0, events: 0, bytes: 0, ...sums, oldestAt: oldest?.at ?? null };
      }),
    onCommit: (listener) => void listeners.add(listener),
    pollEveryMs: null,
    dropped: () => dropped,
    health: () => ({ isUp: database.isUp(), queued: database.queued() }),
    close: async () => {
      await database.close();
      lock?.release();
    },
  };
}
