/** What happens to a tenant's events, within a transaction. */
import type { RelayEvent } from '../../../shared/contract/relay.ts';
import { lastToForget, MOST_PUSHED_OUT, PART, type SweptPart } from '../in-parts.ts';
import { type AcknowledgeOutcome, type Delivery, PAGE_BYTES, type Page } from '../store.ts';
import {
  acknowledgedThrough,
  isOver,
  overflow,
  type Quota,
  withAcknowledged,
  withDropped,
  withEvent,
} from '../tenant-state.ts';
import type { Connection } from './connection.ts';
import { type OpenTenant, readTenantRow, type Transaction } from './transaction.ts';

export interface Appended {
  readonly outcome: 'stored' | 'duplicate' | 'unknownTenant';
  readonly dropped: number;
}

export function append(transaction: Transaction, delivery: Delivery, quota: Quota): Appended {
  const tenant = transaction.tenant(delivery.tenantId);
  if (!tenant) return { outcome: 'unknownTenant', dropped: 0 };
  const headers = JSON.stringify(delivery.headers);
  const bytes = headers.length + delivery.body.length;
  const next = withEvent(tenant.state, bytes, delivery.receivedAt);
  const stored = transaction.connection.run(
    `INSERT INTO event (tenant_no, seq, key, received_at, bytes, headers, body) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant_no, key) DO NOTHING`,
    ...[tenant.no, next.head, delivery.key, delivery.receivedAt, bytes, headers, delivery.body],
  );
  if (stored === 0) return { outcome: 'duplicate', dropped: 0 };
  tenant.state = next;
  let dropped = 0;
  while (isOver(tenant.state, quota) && dropped < MOST_PUSHED_OUT)
    dropped += pushOut(transaction.connection, tenant, quota, delivery.receivedAt);
  return { outcome: 'stored', dropped };
}

const oldest = (connection: Connection, tenant: OpenTenant): { bytes: number; received_at: number }[] =>
  connection.all(
    'SELECT bytes, received_at FROM event WHERE tenant_no = ? AND seq > ? ORDER BY seq LIMIT (? + 0)',
    ...[tenant.no, tenant.state.floor, PART],
  );

/** Drops a part of what is over the quota. Returns how many events. */
function pushOut(connection: Connection, tenant: OpenTenant, quota: Quota, at: number): number {
  const sizes = oldest(connection, tenant).map(({ bytes }) => bytes);
  const drop = overflow(tenant.state, quota, sizes);
  bury(connection, tenant, tenant.state.floor + drop.count, at);
  tenant.state = withDropped(tenant.state, drop, 'quota', at);
  return drop.count;
}

/** Takes headers and body of everything after the floor and through `through`; the keys stay known. */
function bury(connection: Connection, tenant: OpenTenant, through: number, at: number): void {
  connection.run(
    'UPDATE event SET headers = NULL, body = NULL, gone_at = ? WHERE tenant_no = ? AND seq > ? AND seq <= ?',
    ...[at, tenant.no, tenant.state.floor, through],
  );
}

/** A part of it: `acknowledgeAll` asks for the rest. */
export function acknowledge(
  transaction: Transaction,
  tenantId: string,
  through: number,
  epoch: number,
  at: number,
): AcknowledgeOutcome | null {
  const tenant = transaction.tenant(tenantId);
  if (!tenant) return null;
  if (epoch !== tenant.state.epoch) return { granted: false, tenant: tenant.state };
  const upTo = acknowledgedThrough(tenant.state, through, PART);
  const freed = transaction.connection.get<{ bytes: number | null }>(
    'SELECT sum(bytes) AS bytes FROM event WHERE tenant_no = ? AND seq > ? AND seq <= ?',
    ...[tenant.no, tenant.state.floor, upTo],
  );
  bury(transaction.connection, tenant, upTo, at);
  tenant.state = withAcknowledged(tenant.state, upTo, freed?.bytes ?? 0);
  return { granted: true, tenant: tenant.state };
}

interface EventRow {
  readonly seq: number;
  readonly received_at: number;
  readonly bytes: number;
  readonly headers: string;
  readonly body: Uint8Array;
}

export function read(connection: Connection, tenantId: string, after: number, limit: number): Page | null {
  const tenant = readTenantRow(connection, tenantId);
  if (!tenant) return null;
  const from = Math.max(after, tenant.state.floor);
  const events: RelayEvent[] = [];
  if (from >= tenant.state.head) return { tenant: tenant.state, events };
  let total = 0;
  const rows = connection.each<EventRow>(
    'SELECT seq, received_at, bytes, headers, body FROM event WHERE tenant_no = ? AND seq > ? ORDER BY seq LIMIT (? + 0)',
    ...[tenant.no, from, limit],
  );
  for (const row of rows) {
    total += row.bytes;
    if (events.length > 0 && total > PAGE_BYTES) break;
    events.push({
      seq: row.seq,
      receivedAt: row.received_at,
      headers: JSON.parse(row.headers) as [string, string][],
      body: Buffer.from(row.body).toString('base64'),
    });
  }
  return { tenant: tenant.state, events };
}

/** What to sweep: what was received before `retainFrom` goes, and what is over the quota. */
export interface Sweep {
  readonly at: number;
  readonly retainFrom: number;
  readonly quota: Quota;
}

/** A part of a tenant's sweep: drops events, or where none is left to drop forgets the keys of those that have gone long ago. */
export function sweepPart(
  transaction: Transaction,
  tenantId: string,
  from: number,
  { at, retainFrom, quota }: Sweep,
): SweptPart {
  const { connection } = transaction;
  const nothing = { retention: 0, quota: 0 };
  const tenant = transaction.tenant(tenantId);
  if (!tenant) return { dropped: nothing, next: null };
  const rows = oldest(connection, tenant);
  const fresh = rows.findIndex((row) => row.received_at >= retainFrom);
  const old = fresh < 0 ? rows : rows.slice(0, fresh);
  if (old.length > 0) {
    bury(connection, tenant, tenant.state.floor + old.length, at);
    const bytes = old.reduce((sum, row) => sum + row.bytes, 0);
    tenant.state = withDropped(tenant.state, { count: old.length, bytes }, 'retention', at);
    return { dropped: { ...nothing, retention: old.length }, next: from };
  }
  if (isOver(tenant.state, quota))
    return { dropped: { ...nothing, quota: pushOut(connection, tenant, quota, at) }, next: from };
  return { dropped: nothing, next: forgetKeys(connection, tenant, from, at) };
}

/** The oldest keys after `from` that need not be known any more, a part of them. Returns where to go on; null: that was all. */
function forgetKeys(connection: Connection, tenant: OpenTenant, from: number, at: number): number | null {
  const { floor } = tenant.state;
  const gone = connection.all<{ seq: number; gone_at: number }>(
    'SELECT seq, gone_at FROM event WHERE tenant_no = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT (? + 0)',
    ...[tenant.no, from, floor, PART],
  );
  const last = lastToForget(gone, floor, at);
  if (last === null) return null;
  connection.run('DELETE FROM event WHERE tenant_no = ? AND seq > ? AND seq <= ?', tenant.no, from, last);
  return gone.length === PART ? last : null;
}
