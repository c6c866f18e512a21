/** What happens to tenants' events, within a transaction that has locked their rows. */
import type { RelayEvent } from '../../../shared/contract/relay.ts';
import { lastToForget, MOST_PUSHED_OUT, PART, type SweptPart } from '../in-parts.ts';
import { type AcknowledgeOutcome, type Delivery, PAGE_BYTES, type Page } from '../store.ts';
import { TENANT_COLUMNS, type TenantRow, toState } from '../tenant-row.ts';
import { isOver, overflow, type Quota, withDropped } from '../tenant-state.ts';
import type { Session } from './primary.ts';
import { type LockedTenant, lockTenant, writeTenants } from './tenants.ts';

export type Outcome = 'stored' | 'duplicate' | 'unknownTenant';

export interface Appended {
  readonly outcomes: readonly Outcome[];
  /** Tenants that hold more than their quota now, each with the instant of its last delivery. */
  readonly over: ReadonlyMap<string, number>;
}

interface AppendedRow {
  readonly n: number;
  readonly is_stored: boolean;
  readonly held_events: number;
  readonly held_bytes: number;
}

/** One question, which is a transaction by itself (`functions.ts`). */
export async function append(
  session: Session,
  deliveries: readonly Delivery[],
  quota: Quota,
): Promise<Appended> {
  const headers = deliveries.map((delivery) => JSON.stringify(delivery.headers));
  const { rows } = await session.query<AppendedRow>({
    name: 'append',
    text: 'SELECT * FROM relay_append($1, $2, $3, $4, $5, $6)',
    values: [
      deliveries.map(({ tenantId }) => tenantId),
      deliveries.map(({ key }) => key),
      deliveries.map(({ receivedAt }) => receivedAt),
      deliveries.map(({ body }, n) => (headers[n]?.length ?? 0) + body.length),
      headers,
      deliveries.map(({ body }) => body),
    ],
  });
  const outcomes = deliveries.map((): Outcome => 'unknownTenant');
  const over = new Map<string, number>();
  for (const { n, is_stored, held_events, held_bytes } of rows) {
    const delivery = deliveries[n - 1];
    outcomes[n - 1] = is_stored ? 'stored' : 'duplicate';
    if (delivery && is_stored && (held_events > quota.events || held_bytes > quota.bytes))
      over.set(delivery.tenantId, delivery.receivedAt);
  }
  return { outcomes, over };
}

/** Drops what is over the quota, so much of it as goes in one transaction. Returns how many events. */
export async function pushOutTenant(
  session: Session,
  tenantId: string,
  quota: Quota,
  at: number,
): Promise<number> {
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return 0;
  let dropped = 0;
  while (isOver(tenant.state, quota) && dropped < MOST_PUSHED_OUT)
    dropped += await pushOut(session, tenant, quota, at);
  if (dropped > 0) await writeTenants(session, [tenant]);
  return dropped;
}

async function oldest(session: Session, { no, state }: LockedTenant) {
  const { rows } = await session.query<{ bytes: number; received_at: number }>(
    'SELECT bytes, received_at FROM event WHERE tenant_no = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [no, state.floor, PART],
  );
  return rows;
}

/** Drops a part of what is over the quota. Returns how many events. */
async function pushOut(session: Session, tenant: LockedTenant, quota: Quota, at: number): Promise<number> {
  const sizes = (await oldest(session, tenant)).map(({ bytes }) => bytes);
  const drop = overflow(tenant.state, quota, sizes);
  await bury(session, tenant, tenant.state.floor + drop.count, at);
  tenant.state = withDropped(tenant.state, drop, 'quota', at);
  return drop.count;
}

/** Takes headers and body of everything after the floor and through `through`; the keys stay known. */
async function bury(session: Session, tenant: LockedTenant, through: number, at: number): Promise<number> {
  const { rows } = await session.query<{ bytes: number }>({
    name: 'bury',
    text: `WITH buried AS (
       UPDATE event SET headers = NULL, body = NULL, gone_at = $1
       WHERE tenant_no = $2 AND seq > $3 AND seq <= $4 RETURNING bytes
     ) SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM buried`,
    values: [at, tenant.no, tenant.state.floor, through],
  });
  return rows[0]?.bytes ?? 0;
}

/** A part of it: `acknowledgeAll` asks for the rest. */
export async function acknowledge(
  session: Session,
  tenantId: string,
  through: number,
  epoch: number,
  at: number,
): Promise<AcknowledgeOutcome | null> {
  const { rows } = await session.query<TenantRow>({
    name: 'acknowledge',
    text: `SELECT ${TENANT_COLUMNS} FROM relay_acknowledge($1, $2, $3, $4, $5) AS tenant`,
    values: [tenantId, through, epoch, PART, at],
  });
  const [row] = rows;
  return row ? { granted: row.epoch === epoch, tenant: toState(row) } : null;
}

type PageRow = TenantRow &
  ({ seq: number; received_at: number; event_headers: string; body: Buffer } | { seq: null });

/** One statement, so that the gap and the events are of the same instant. */
export async function read(
  session: Session,
  tenantId: string,
  after: number,
  limit: number,
): Promise<Page | null> {
  const { rows } = await session.query<PageRow>({
    name: 'read',
    text: `SELECT ${TENANT_COLUMNS}, page.seq, page.received_at, page.headers AS event_headers, page.body
     FROM tenant LEFT JOIN LATERAL (
       SELECT * FROM (
         SELECT seq, received_at, headers, body, bytes, sum(bytes) OVER (ORDER BY seq) AS total FROM event
         WHERE event.tenant_no = tenant.tenant_no AND seq > greatest($2::bigint, tenant.floor) ORDER BY seq LIMIT $3
       ) AS counted WHERE total <= $4 OR total = bytes
     ) AS page ON true
     WHERE tenant_id = $1 ORDER BY page.seq`,
    values: [tenantId, after, limit, PAGE_BYTES],
  });
  const [first] = rows;
  if (!first) return null;
  const events = rows.flatMap((row): RelayEvent[] => {
    if (row.seq === null) return [];
    const headers = JSON.parse(row.event_headers) as [string, string][];
    return [{ seq: row.seq, receivedAt: row.received_at, headers, body: row.body.toString('base64') }];
  });
  return { tenant: toState(first), events };
}

/** What to sweep: what was received before `retainFrom` goes, and what is over the quota. */
export interface Sweep {
  readonly at: number;
  readonly retainFrom: number;
  readonly quota: Quota;
}

/** A part of a tenant's sweep: drops events, or where none is left to drop forgets the keys of those that have gone long ago. */
export async function sweepPart(
  session: Session,
  tenantId: string,
  from: number,
  { at, retainFrom, quota }: Sweep,
): Promise<SweptPart> {
  const nothing = { retention: 0, quota: 0 };
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return { dropped: nothing, next: null };
  const rows = await oldest(session, tenant);
  const fresh = rows.findIndex((row) => row.received_at >= retainFrom);
  const count = fresh < 0 ? rows.length : fresh;
  if (count > 0) {
    const bytes = await bury(session, tenant, tenant.state.floor + count, at);
    tenant.state = withDropped(tenant.state, { count, bytes }, 'retention', at);
    await writeTenants(session, [tenant]);
    return { dropped: { ...nothing, retention: count }, next: from };
  }
  if (isOver(tenant.state, quota)) {
    const pushedOut = await pushOut(session, tenant, quota, at);
    await writeTenants(session, [tenant]);
    return { dropped: { ...nothing, quota: pushedOut }, next: from };
  }
  return { dropped: nothing, next: await forgetKeys(session, tenant, from, at) };
}

/** The oldest keys after `from` that need not be known any more, a part of them. Returns where to go on; null: that was all. */
async function forgetKeys(
  session: Session,
  { no, state: { floor } }: LockedTenant,
  from: number,
  at: number,
): Promise<number | null> {
  const { rows } = await session.query<{ seq: number; gone_at: number }>(
    'SELECT seq, gone_at FROM event WHERE tenant_no = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4',
    [no, from, floor, PART],
  );
  const last = lastToForget(rows, floor, at);
  if (last === null) return null;
  await session.query('DELETE FROM event WHERE tenant_no = $1 AND seq > $2 AND seq <= $3', [no, from, last]);
  return rows.length === PART ? last : null;
}
