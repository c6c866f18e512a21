import type { Clock, Log } from '../../ports.ts';
import { acknowledgeAll, type Erasing, eraseRemains, type Sweeping, sweepAll } from '../in-parts.ts';
import { DEAD_CODE_MS, type Dropped, type Store, type TokenOwner, USE_STEP_MS } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { openBatches } from './batches.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { lease } from './lease.ts';
import { migrate } from './migrations.ts';
import { connectPrimary } from './primary.ts';
import * as tenants from './tenants.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@one:5432,two:5432/relay`: the one of the hosts that may be written to is found. */
  readonly databaseUrl: string;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
}

const CHANNEL = 'relay_stored';
const POLL_MS = 2_000;

/** @throws Error when no server can be written to, or a newer relay has written it */
export async function openPostgresStore({
  databaseUrl,
  quota,
  clock,
  log,
}: PostgresStoreOptions): Promise<Store> {
  const listeners = new Set<(tenantId: string) => void>();
  const tell = (tenantId: string) => {
    for (const listener of listeners) listener(tenantId);
  };
  const primary = await connectPrimary({ databaseUrl, clock, log, channel: CHANNEL, onHeard: tell });
  try {
    await primary.transaction(migrate);
  } catch (error) {
    await primary.close();
    throw error;
  }
  const dropped: { -readonly [Reason in keyof Dropped]: number } = { retention: 0, quota: 0 };

  const { appends, lookups, uses, notices } = openBatches(primary, CHANNEL, quota, (count) => {
    dropped.quota += count;
  });
  const unheard = () => undefined;
  const erasing: Erasing = { erasePart: () => primary.transaction(tenants.erasePart), clock };
  const sweeping = (sweep: events.Sweep): Sweeping => ({
    ...erasing,
    tenantIds: () => primary.use(tenants.allTenantIds),
    sweepPart: (tenantId, from) =>
      primary.transaction((session) => events.sweepPart(session, tenantId, from, sweep)),
    isUp: primary.isUp,
    onDropped: ({ retention, quota: pushedOut }) => {
      dropped.retention += retention;
      dropped.quota += pushedOut;
    },
  });

  return {
    findToken: async (kind, hash, at): Promise<TokenOwner | null> => {
      const found = await lookups.ask({ kind, hash });
      if (!found) return null;
      if (found.usedAt === null || at - found.usedAt >= USE_STEP_MS) uses.ask({ hash, at }).catch(unheard);
      return { tenantId: found.tenantId, deviceId: found.deviceId };
    },
    append: async (delivery) => {
      const outcome = await appends.ask(delivery);
      if (outcome instanceof Error) throw outcome;
      if (outcome === 'stored') {
        tell(delivery.tenantId);
        notices.ask(delivery.tenantId).catch(unheard);
      }
      return outcome;
    },
    read: (tenantId, after, limit) => primary.use((session) => events.read(session, tenantId, after, limit)),
    readTenant: async (tenantId) =>
      (await primary.use((session) => events.read(session, tenantId, Number.MAX_SAFE_INTEGER, 1)))?.tenant ??
      null,
    acknowledge: (tenantId, through, epoch, at) =>
      acknowledgeAll(through, () =>
        primary.transaction((session) => events.acknowledge(session, tenantId, through, epoch, at)),
      ),
    lease: (tenantId, request, at) => primary.transaction((session) => lease(session, tenantId, request, at)),
    addPairingCode: (code) => primary.transaction((session) => devices.addPairingCode(session, code)),
    pair: (pairing) => primary.transaction((session) => devices.pair(session, pairing)),
    rotate: async (rotation) => {
      await uses.quiesce();
      return primary.transaction((session) => devices.rotate(session, rotation));
    },
    eraseDevice: async (owner) => {
      await primary.transaction((session) => devices.eraseDevice(session, owner));
      await eraseRemains(erasing);
    },
    eraseTenant: async (tenantId) => {
      await primary.transaction((session) => tenants.eraseTenant(session, tenantId));
      await eraseRemains(erasing);
    },
    sweep: async (at, retainFrom, signal) => {
      await sweepAll(sweeping({ at, retainFrom, quota }), signal);
      await primary.transaction((session) => devices.forgetCodes(session, at - DEAD_CODE_MS));
    },
    heads: (tenantIds) => primary.use((session) => tenants.readHeads(session, tenantIds)),
    holdings: () => primary.use(tenants.readHoldings),
    onCommit: (listener) => void listeners.add(listener),
    pollEveryMs: POLL_MS,
    dropped: () => dropped,
    health: () => ({ isUp: primary.isUp(), queued: appends.waiting() }),
    close: async () => {
      await appends.quiesce();
      await notices.quiesce();
      await primary.close();
    },
  };
}
