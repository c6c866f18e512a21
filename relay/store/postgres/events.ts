/** What happens to tenants' events, within a transaction that has locked their rows. */
import type { RelayEvent } from '../../../shared/contract/relay.ts';
import { lastToForget, MOST_PUSHED_OUT, PART, type SweptPart } from '../in-parts.ts';
import { type AcknowledgeOutcome, type Delivery, PAGE_BYTES, type Page } from '../store.ts';
import { type TenantRow, toState } from '../tenant-row.ts';
import {
  acknowledgedThrough,
  isOver,
  overflow,
  type Quota,
  withAcknowledged,
  withDropped,
  withEvent,
} from '../tenant-state.ts';
import type { Session } from './primary.ts';
import { type LockedTenant, lockTenant, lockTenants, writeTenants } from './tenants.ts';

type Outcome = 'stored' | 'duplicate' | 'unknownTenant';

export interface Appended {
  readonly outcomes: readonly Outcome[];
  readonly dropped: number;
}

const nameOf = (tenantNo: number, key: Uint8Array) => `${tenantNo}/${Buffer.from(key).toString('base64')}`;

/**
 * The numbers come from the tenant's locked row, not from a sequence: a sequence gives out numbers in another order than
 * transactions commit, and a reader with a cursor then passes over an event that was not visible yet.
 */
export async function append(
  session: Session,
  deliveries: readonly Delivery[],
  quota: Quota,
): Promise<Appended> {
  const tenants = await lockTenants(
    session,
    deliveries.map(({ tenantId }) => tenantId),
  );
  const known = await knownKeys(session, deliveries, tenants);
  const rows: [number[], number[], Uint8Array[], number[], number[], string[], Uint8Array[]] = [
    [],
    [],
    [],
    [],
    [],
    [],
    [],
  ];
  const changed = new Set<LockedTenant>();
  let latest = 0;
  const outcomes = deliveries.map((delivery): Outcome => {
    const tenant = tenants.get(delivery.tenantId);
    if (!tenant) return 'unknownTenant';
    const name = nameOf(tenant.no, delivery.key);
    if (known.has(name)) return 'duplicate';
    known.add(name);
    const headers = JSON.stringify(delivery.headers);
    const bytes = headers.length + delivery.body.length;
    tenant.state = withEvent(tenant.state, bytes, delivery.receivedAt);
    changed.add(tenant);
    latest = delivery.receivedAt;
    const row = [
      tenant.no,
      tenant.state.head,
      delivery.key,
      delivery.receivedAt,
      bytes,
      headers,
      delivery.body,
    ];
    for (const [n, value] of row.entries()) (rows[n] as unknown[]).push(value);
    return 'stored';
  });
  if (changed.size === 0) return { outcomes, dropped: 0 };
  await session.query(
    `INSERT INTO event (tenant_no, seq, key, received_at, bytes, headers, body)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[])`,
    rows,
  );
  let dropped = 0;
  for (const tenant of changed) {
    for (let own = 0; isOver(tenant.state, quota) && own < MOST_PUSHED_OUT; ) {
      const count = await pushOut(session, tenant, quota, latest);
      own += count;
      dropped += count;
    }
  }
  await writeTenants(session, [...changed]);
  return { outcomes, dropped };
}

/** Which of the deliveries are kept already, in a statement of its own: it must see what was committed before the lock. */
async function knownKeys(
  session: Session,
  deliveries: readonly Delivery[],
  tenants: ReadonlyMap<string, LockedTenant>,
): Promise<Set<string>> {
  const asked = deliveries.flatMap(({ tenantId, key }) => {
    const tenant = tenants.get(tenantId);
    return tenant ? [{ no: tenant.no, key }] : [];
  });
  const { rows } = await session.query<{ tenant_no: number; key: Buffer }>(
    `SELECT tenant_no, key FROM event
     JOIN unnest($1::bigint[], $2::bytea[]) AS asked (no, asked_key) ON tenant_no = no AND key = asked_key`,
    [asked.map(({ no }) => no), asked.map(({ key }) => key)],
  );
  return new Set(rows.map(({ tenant_no, key }) => nameOf(tenant_no, key)));
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
  const { rows } = await session.query<{ bytes: number }>(
    `WITH buried AS (
       UPDATE event SET headers = NULL, body = NULL, gone_at = $1
       WHERE tenant_no = $2 AND seq > $3 AND seq <= $4 RETURNING bytes
     ) SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM buried`,
    [at, tenant.no, tenant.state.floor, through],
  );
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
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return null;
  if (epoch !== tenant.state.epoch) return { granted: false, tenant: tenant.state };
  const upTo = acknowledgedThrough(tenant.state, through, PART);
  const freed = await bury(session, tenant, upTo, at);
  tenant.state = withAcknowledged(tenant.state, upTo, freed);
  await writeTenants(session, [tenant]);
  return { granted: true, tenant: tenant.state };
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
  const { rows } = await session.query<PageRow>(
    `SELECT tenant.*, page.seq, page.received_at, page.headers AS event_headers, page.body
     FROM tenant LEFT JOIN LATERAL (
       SELECT * FROM (
         SELECT seq, received_at, headers, body, bytes, sum(bytes) OVER (ORDER BY seq) AS total FROM event
         WHERE event.tenant_no = tenant.tenant_no AND seq > greatest($2::bigint, tenant.floor) ORDER BY seq LIMIT $3
       ) AS counted WHERE total <= $4 OR total = bytes
     ) AS page ON true
     WHERE tenant_id = $1 ORDER BY page.seq`,
    [tenantId, after, limit, PAGE_BYTES],
  );
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
