import type { Log, Monotonic } from '../../ports.ts';
import { acknowledgeAll } from '../in-parts.ts';
import { createInTime, type InTime } from '../in-time.ts';
import { type Dropped, type Store, USE_STEP_MS } from '../store.ts';
import type { Quota } from '../tenant-state.ts';
import { type Batches, openBatches } from './batches.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { openHousekeeping } from './housekeeping.ts';
import { lease } from './lease.ts';
import { MIGRATION_MS, migrate } from './migrations.ts';
import { connectPrimary, type Primary } from './primary.ts';
import * as tenants from './tenants.ts';
import { createTokenCache } from './token-cache.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@one:5432,two:5432/relay`: the one of the hosts that may be written to is found. */
  readonly databaseUrl: string;
  readonly quota: Quota;
  readonly monotonic: Monotonic;
  readonly log: Log;
  /** Where no relay has made its tables, none are made. */
  readonly mustExist?: boolean;
}

const CHANNEL = 'relay_stored';
const POLL_MS = 2_000;

/** @throws Error when no server can be written to, or a newer relay has written it */
export async function openPostgresStore({
  databaseUrl,
  quota,
  monotonic,
  log,
  mustExist = false,
}: PostgresStoreOptions): Promise<Store> {
  const listeners = new Set<(tenantId: string) => void>();
  const tell = (tenantId: string) => {
    for (const listener of listeners) listener(tenantId);
  };
  const primary = await connectPrimary({ databaseUrl, monotonic, log, channel: CHANNEL, onHeard: tell });
  try {
    await primary.transaction((session) => migrate(session, mustExist), MIGRATION_MS);
  } catch (error) {
    await primary.close();
    throw error;
  }
  const dropped: { -readonly [Reason in keyof Dropped]: number } = { retention: 0, quota: 0 };

  const { appends, lookups, uses, notices } = openBatches(
    primary,
    { monotonic, channel: CHANNEL, quota },
    (count) => {
      dropped.quota += count;
    },
  );
  const inTime = createInTime(monotonic);
  const unheard = () => undefined;
  const { findToken, tokens } = createFindToken({ monotonic, inTime, lookups, uses });
  const { sweep, eraseRemains } = openHousekeeping({ primary, monotonic, quota }, dropped);

  return {
    findToken,
    append: async (delivery) => {
      const outcome = await appends.ask(delivery);
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
        primary.write((session) => events.acknowledge(session, tenantId, through, epoch, at)),
      ),
    lease: (tenantId, request, at, isRunning) =>
      primary.transaction((session) => lease(session, tenantId, request, at, isRunning)),
    addPairingCode: (code) => primary.transaction((session) => devices.addPairingCode(session, code)),
    pair: (pairing) => tokens.change(() => primary.transaction((session) => devices.pair(session, pairing))),
    rotate: async (rotation) => {
      await uses.quiesce();
      return tokens.change(() => primary.transaction((session) => devices.rotate(session, rotation)));
    },
    eraseDevice: async (owner) => {
      await tokens.change(() => primary.transaction((session) => devices.eraseDevice(session, owner)));
      await eraseRemains();
    },
    eraseTenant: async (tenantId) => {
      await tokens.change(() => primary.transaction((session) => tenants.eraseTenant(session, tenantId)));
      await eraseRemains();
    },
    sweep,
    restored: (at) => primary.transaction((session) => tenants.restored(session, at), MIGRATION_MS),
    heads: (tenantIds) => primary.use((session) => tenants.readHeads(session, tenantIds)),
    holdings: () => primary.use(tenants.readHoldings),
    onCommit: (listener) => void listeners.add(listener),
    pollEveryMs: POLL_MS,
    dropped: () => dropped,
    health: () => ({
      isUp: primary.isUp(),
      queued: appends.waiting(),
      oldestMs: Math.max(appends.oldestMs(), inTime.oldestMs()),
      listenLost: primary.listenLost(),
    }),
    tenants: () => primary.use(tenants.readTenantsSeen),
    ...alertsOf(primary),
    close: async () => {
      await appends.quiesce();
      await notices.quiesce();
      await primary.close();
    },
  };
}

/** Who is told that a computer does not come. */
const alertsOf = (primary: Primary): Pick<Store, 'setAlerts' | 'watched' | 'claimAlert'> => ({
  setAlerts: (tenantId, alerts) =>
    primary.transaction((session) => tenants.setAlerts(session, tenantId, alerts)),
  watched: () => primary.use(tenants.readWatched),
  claimAlert: (tenantId, from, to) =>
    primary.transaction((session) => tenants.claimAlert(session, tenantId, from, to)),
});

/** Whose token it is; that it was used is written down beside the answer, once an hour. */
function createFindToken({
  monotonic,
  inTime,
  lookups,
  uses,
}: Pick<Batches, 'lookups' | 'uses'> & { readonly monotonic: Monotonic; readonly inTime: InTime }) {
  const tokens = createTokenCache(monotonic);
  const findToken: Store['findToken'] = async (kind, hash, at) => {
    const ask = () => inTime.run(() => lookups.ask({ kind, hash }));
    const found = kind === 'ingest' ? await tokens.find(hash, ask) : await ask();
    if (!found) return null;
    if (found.usedAt === null || at - found.usedAt >= USE_STEP_MS) {
      tokens.used(hash, at);
      uses.ask({ hash, at }).catch(() => undefined);
    }
    return { tenantId: found.tenantId, deviceId: found.deviceId };
  };
  return { findToken, tokens };
}
