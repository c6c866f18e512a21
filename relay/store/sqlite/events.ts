/** What happens to a tenant's events, within a transaction. */
import type { RelayEvent } from '../../../shared/contract/relay.ts';
import {
  type AcknowledgeOutcome,
  type Delivery,
  PAGE_BYTES,
  type Page,
  REMEMBER_MS,
  REMEMBERED_IDS,
} from '../store.ts';
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

/** How many of the oldest are looked at in one step of dropping. */
const DROP_STEP = 256;

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
  while (isOver(tenant.state, quota)) {
    const oldest = oldestBytes(transaction.connection, tenant);
    const drop = overflow(tenant.state, quota, oldest);
    dropped += drop.count;
    bury(transaction.connection, tenant, tenant.state.floor + drop.count, delivery.receivedAt);
    tenant.state = withDropped(tenant.state, drop, 'quota', delivery.receivedAt);
  }
  return { outcome: 'stored', dropped };
}

function oldestBytes(connection: Connection, tenant: OpenTenant): number[] {
  return connection
    .all<{ bytes: number }>(
      'SELECT bytes FROM event WHERE tenant_no = ? AND seq > ? ORDER BY seq LIMIT (? + 0)',
      ...[tenant.no, tenant.state.floor, DROP_STEP],
    )
    .map(({ bytes }) => bytes);
}

/** Takes headers and body of everything after the floor and through `through`; the keys stay known. */
function bury(connection: Connection, tenant: OpenTenant, through: number, at: number): void {
  connection.run(
    'UPDATE event SET headers = NULL, body = NULL, gone_at = ? WHERE tenant_no = ? AND seq > ? AND seq <= ?',
    ...[at, tenant.no, tenant.state.floor, through],
  );
}

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
  const upTo = acknowledgedThrough(tenant.state, through);
  const freed = transaction.connection.get<{ bytes: number | null }>(
    'SELECT sum(bytes) AS bytes FROM event WHERE tenant_no = ? AND seq > ? AND seq <= ?',
    ...[tenant.no, tenant.state.floor, upTo],
  );
  bury(transaction.connection, tenant, upTo, at);
  tenant.state = withAcknowledged(tenant.state, through, freed?.bytes ?? 0);
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

/** Drops what was received before `retainFrom` and forgets old keys. Returns how many events were dropped. */
export function sweepTenant(
  transaction: Transaction,
  tenantId: string,
  at: number,
  retainFrom: number,
): number {
  const { connection } = transaction;
  const tenant = transaction.tenant(tenantId);
  if (!tenant) return 0;
  let dropped = 0;
  for (;;) {
    const rows = connection.all<{ bytes: number; received_at: number }>(
      'SELECT bytes, received_at FROM event WHERE tenant_no = ? AND seq > ? ORDER BY seq LIMIT (? + 0)',
      ...[tenant.no, tenant.state.floor, DROP_STEP],
    );
    const fresh = rows.findIndex((row) => row.received_at >= retainFrom);
    const old = fresh < 0 ? rows : rows.slice(0, fresh);
    if (old.length === 0) break;
    bury(connection, tenant, tenant.state.floor + old.length, at);
    const bytes = old.reduce((sum, row) => sum + row.bytes, 0);
    tenant.state = withDropped(tenant.state, { count: old.length, bytes }, 'retention', at);
    dropped += old.length;
  }
  const known = connection.get<{ seq: number }>(
    'SELECT seq FROM event WHERE tenant_no = ? AND (gone_at IS NULL OR gone_at >= ?) ORDER BY seq LIMIT 1',
    ...[tenant.no, at - REMEMBER_MS],
  );
  const { floor } = tenant.state;
  const keepFrom = Math.min(floor + 1, Math.max(known?.seq ?? floor + 1, floor + 1 - REMEMBERED_IDS));
  connection.run('DELETE FROM event WHERE tenant_no = ? AND seq < ?', tenant.no, keepFrom);
  return dropped;
}
