import type { Clock, Log } from '../../ports.ts';
import {
  type Delivery,
  type Dropped,
  type Store,
  StoreUnavailable,
  type TokenKind,
  type TokenOwner,
  USE_STEP_MS,
} from '../store.ts';
import { type Quota, withLease } from '../tenant-state.ts';
import { createBatcher } from './batcher.ts';
import * as devices from './devices.ts';
import * as events from './events.ts';
import { migrate } from './migrations.ts';
import { connectPrimary, DELIVERY_MS } from './primary.ts';
import { lockTenant, writeTenants } from './tenants.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@one:5432,two:5432/relay`: the one of the hosts that may be written to is found. */
  readonly databaseUrl: string;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
}

const CHANNEL = 'relay_stored';
const POLL_MS = 2_000;
const MAX_QUEUED = 5_000;
const refusal = () => new StoreUnavailable('the queue is full');

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

  /** After the commit and beside it: NOTIFY in a transaction would make all commits of the server queue up. */
  const notices = createBatcher<string, void>(
    { maxItems: 1_000, concurrency: 1, maxWaiting: 10_000, refusal },
    async (tenantIds) => {
      await primary.use((session) =>
        session.query('SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id', [
          CHANNEL,
          [...new Set(tenantIds)],
        ]),
      );
      return tenantIds.map(() => undefined);
    },
  );
  const appends = createBatcher<Delivery, 'stored' | 'duplicate' | 'unknownTenant'>(
    { maxItems: 128, concurrency: 4, maxWaiting: MAX_QUEUED, refusal },
    async (deliveries) => {
      const appended = await primary.transaction(
        (session) => events.append(session, deliveries, quota),
        DELIVERY_MS,
      );
      dropped.quota += appended.dropped;
      return appended.outcomes;
    },
  );
  const lookups = createBatcher<{ kind: TokenKind; hash: Uint8Array }, devices.FoundToken | null>(
    { maxItems: 512, concurrency: 2, maxWaiting: MAX_QUEUED, refusal },
    (asked) => primary.use((session) => devices.findTokens(session, asked), DELIVERY_MS),
  );
  const uses = createBatcher<{ hash: Uint8Array; at: number }, void>(
    { maxItems: 512, concurrency: 1, maxWaiting: MAX_QUEUED, refusal },
    async (used) => {
      await primary.use((session) =>
        session.query('UPDATE token SET used_at = $1 WHERE hash = ANY($2) AND coalesce(used_at, 0) < $1', [
          Math.max(...used.map(({ at }) => at)),
          used.map(({ hash }) => hash),
        ]),
      );
      return used.map(() => undefined);
    },
  );
  const unheard = () => undefined;

  return {
    findToken: async (kind, hash, at): Promise<TokenOwner | null> => {
      const found = await lookups.ask({ kind, hash });
      if (!found) return null;
      if (found.usedAt === null || at - found.usedAt >= USE_STEP_MS) uses.ask({ hash, at }).catch(unheard);
      return { tenantId: found.tenantId, deviceId: found.deviceId };
    },
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
      primary.transaction((session) => events.acknowledge(session, tenantId, through, epoch, at)),
    lease: (tenantId, request, at) =>
      primary.transaction(async (session) => {
        const tenant = await lockTenant(session, tenantId);
        if (!tenant) return null;
        const { granted, state } = withLease(tenant.state, request, at);
        tenant.state = state;
        await writeTenants(session, [tenant]);
        return {
          granted,
          tenant: state,
          others: await devices.countOthers(session, tenant.no, request.instanceId),
        };
      }),
    addPairingCode: (code) => primary.transaction((session) => devices.addPairingCode(session, code)),
    pair: (pairing) => primary.transaction((session) => devices.pair(session, pairing)),
    rotate: async (rotation) => {
      await uses.quiesce();
      return primary.transaction((session) => devices.rotate(session, rotation));
    },
    eraseTenant: (tenantId) =>
      primary.transaction(async (session) => {
        await session.query('DELETE FROM tenant WHERE tenant_id = $1', [tenantId]);
        await session.query('DELETE FROM pairing_code WHERE tenant_id = $1 AND used_by IS NULL', [tenantId]);
      }),
    sweep: async (at, retainFrom) => {
      const { rows } = await primary.use((session) =>
        session.query<{ tenant_id: string }>('SELECT tenant_id FROM tenant'),
      );
      for (const { tenant_id } of rows) {
        dropped.retention += await primary.transaction((session) =>
          events.sweepTenant(session, tenant_id, at, retainFrom),
        );
      }
      await primary.transaction((session) => devices.forgetCodes(session, at));
    },
    heads: async (tenantIds) => {
      const { rows } = await primary.use((session) =>
        session.query<{ tenant_id: string; head: number }>(
          'SELECT tenant_id, head FROM tenant WHERE tenant_id = ANY($1)',
          [tenantIds],
        ),
      );
      return new Map(rows.map(({ tenant_id, head }) => [tenant_id, head]));
    },
    holdings: async () => {
      const { rows } = await primary.use((session) =>
        session.query<{ tenants: number; events: number; bytes: number; oldestAt: number | null }>(
          `SELECT count(*) AS tenants, coalesce(sum(head - floor), 0)::bigint AS events,
             coalesce(sum(tenant.bytes), 0)::bigint AS bytes, min(event.received_at) AS "oldestAt"
           FROM tenant LEFT JOIN event ON event.tenant_no = tenant.tenant_no AND event.seq = tenant.floor + 1`,
        ),
      );
      return rows[0] ?? { tenants: 0, events: 0, bytes: 0, oldestAt: null };
    },
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
