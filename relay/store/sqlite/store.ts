import type { Clock, Log, Monotonic } from '../../ports.ts';
import { acknowledgeAll } from '../in-parts.ts';
import type { Dropped, Store } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { IN_MEMORY } from './connection.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { openGroupCommit } from './group-commit.ts';
import { openHousekeeping } from './housekeeping.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { dataFile, lockFile } from './place.ts';
import { makePrivateFolder } from './private-folder.ts';
import * as tenants from './tenants.ts';
import { createTokenCache } from './token-cache.ts';
import { readTenantRow } from './transaction.ts';

export interface SqliteStoreOptions {
  /** A directory for this relay alone, made if absent; null: in memory, for a simulation. */
  readonly dataDir: string | null;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly log: Log;
  /** Writes that may wait for their commit; what comes on top is refused. */
  readonly maxQueued?: number;
  /** A guest writes beside the server that owns the data. It may only add pairing codes. */
  readonly isGuest?: boolean;
  /** Where nothing is there, nothing is made. */
  readonly mustExist?: boolean;
}

const MAX_QUEUED = 5_000;

/** @throws Error in words when the data cannot be opened: taken by another relay, newer, damaged, not writable */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { dataDir, clock, monotonic, quota } = options;
  const path = dataDir === null ? IN_MEMORY : dataFile(dataDir, { mustExist: options.mustExist === true });
  if (dataDir !== null) makePrivateFolder(dataDir);
  const isOwner = dataDir !== null && options.isGuest !== true;
  const lock = isOwner ? takeOwnerLock(lockFile(dataDir)) : null;
  const database = openGroupCommit({
    path,
    clock,
    monotonic,
    log: options.log,
    maxQueued: options.maxQueued ?? MAX_QUEUED,
  });
  const listeners = new Set<(tenantId: string) => void>();
  const dropped: { -readonly [Reason in keyof Dropped]: number } = { retention: 0, quota: 0 };
  const tokens = createTokenCache(database);
  const housekeeping = { database, quota, monotonic: dataDir === null ? null : monotonic };
  const { sweep, eraseRemains } = openHousekeeping(housekeeping, dropped);

  return {
    findToken: async (kind, hash, at) => tokens.find(kind, hash, at),
    append: async (delivery) => {
      const appended = await database.write((transaction) => events.append(transaction, delivery, quota));
      dropped.quota += appended.dropped;
      if (appended.outcome === 'stored') for (const tell of listeners) tell(delivery.tenantId);
      return appended.outcome;
    },
    read: async (tenantId, after, limit) =>
      database.readKept((connection) => events.read(connection, tenantId, after, limit)),
    readTenant: async (tenantId) =>
      database.readKept((connection) => readTenantRow(connection, tenantId)?.state ?? null),
    acknowledge: (tenantId, through, epoch, at) =>
      acknowledgeAll(through, () =>
        database.write((transaction) => events.acknowledge(transaction, tenantId, through, epoch, at)),
      ),
    lease: (tenantId, request, at, isRunning) =>
      database.write((transaction) => tenants.lease(transaction, tenantId, request, at, isRunning)),
    addPairingCode: (code) => database.write((transaction) => devices.addPairingCode(transaction, code)),
    pair: (pairing) => tokens.change((transaction) => devices.pair(transaction, pairing)),
    rotate: (rotation) => tokens.change((transaction) => devices.rotate(transaction, rotation)),
    eraseDevice: async (owner) => {
      await tokens.change((transaction) => devices.eraseDevice(transaction, owner));
      await eraseRemains();
    },
    eraseTenant: async (tenantId) => {
      await tokens.change((transaction) => tenants.eraseTenant(transaction, tenantId));
      await eraseRemains();
    },
    sweep,
    restored: (at) => database.write((transaction) => tenants.restored(transaction, at)),
    heads: async (tenantIds) => database.read((connection) => tenants.readHeads(connection, tenantIds)),
    holdings: async () => database.read(tenants.readHoldings),
    onCommit: (listener) => void listeners.add(listener),
    pollEveryMs: null,
    dropped: () => dropped,
    health: () => ({
      isUp: database.isUp(),
      queued: database.queued(),
      oldestMs: database.oldestMs(),
      listenLost: 0,
    }),
    tenants: async () => database.read(tenants.readTenantsSeen),
    setAlerts: (tenantId, alerts) =>
      database.write((transaction) => tenants.setAlerts(transaction, tenantId, alerts)),
    watched: async () => database.read(tenants.readWatched),
    claimAlert: (tenantId, from, to) =>
      database.write((transaction) => tenants.claimAlert(transaction, tenantId, from, to)),
    close: async () => {
      await database.close();
      lock?.release();
    },
  };
}
