/** Tenants as wholes: who writes, how much is held, and the end of one. */
import { PART } from '../in-parts.ts';
import type { Holdings, LeaseOutcome, TenantSeen, Watched } from '../store.ts';
import { GONE, IS_THERE, restoredSql, TENANTS_SEEN_SQL, WATCHED_SQL } from '../tenant-row.ts';
import { type IsRunning, type LeaseRequest, RESTORED_JUMP, withLease } from '../tenant-state.ts';
import type { Connection } from './connection.ts';
import { readTenantRow, type Transaction } from './transaction.ts';

/** Takes, renews or gives back the right to write. Null: no such tenant. */
export function lease(
  transaction: Transaction,
  tenantId: string,
  request: LeaseRequest,
  at: number,
  isRunning?: IsRunning,
): LeaseOutcome | null {
  const tenant = transaction.tenant(tenantId);
  if (!tenant) return null;
  const { granted, state } = withLease(tenant.state, request, at, isRunning);
  tenant.state = state;
  const others = countOthers(transaction.connection, tenant.no, request.instanceId);
  return { granted, tenant: state, others };
}

/** How many installations but this one are paired with the tenant. */
function countOthers(connection: Connection, tenantNo: number, instanceId: string): number {
  const row = connection.get<{ others: number }>(
    'SELECT count(DISTINCT instance_id) AS others FROM device WHERE tenant_no = ? AND instance_id <> ?',
    ...[tenantNo, instanceId],
  );
  return row?.others ?? 0;
}

/** Of every tenant there is. */
export const allTenantIds = (connection: Connection): string[] =>
  connection
    .all<{ tenant_id: string }>(`SELECT tenant_id FROM tenant WHERE ${IS_THERE}`)
    .map(({ tenant_id }) => tenant_id);

/**
 * From now on nobody knows the tenant, its computers or the codes for it that nobody has used. What is left of it goes in parts
 * (`erasePart`).
 */
export function eraseTenant({ connection, forget }: Transaction, tenantId: string): void {
  connection.run(
    'DELETE FROM device WHERE tenant_no IN (SELECT tenant_no FROM tenant WHERE tenant_id = ?)',
    tenantId,
  );
  connection.run('DELETE FROM pairing_code WHERE tenant_id = ? AND used_by IS NULL', tenantId);
  connection.run(
    `UPDATE tenant SET tenant_id = '${GONE}' || tenant_no, alerts = NULL WHERE tenant_id = ?`,
    tenantId,
  );
  forget(tenantId);
}

/** Erases a part of what is left of tenants that are gone. False: nothing was left. */
export function erasePart({ connection }: Transaction): boolean {
  const gone = connection.get<{ tenant_no: number }>(
    `SELECT tenant_no FROM tenant WHERE NOT (${IS_THERE}) LIMIT 1`,
  );
  if (!gone) return false;
  const erased = connection.run(
    `DELETE FROM event WHERE tenant_no = ? AND seq IN (
       SELECT seq FROM event WHERE tenant_no = ? ORDER BY seq LIMIT (? + 0))`,
    ...[gone.tenant_no, gone.tenant_no, PART],
  );
  if (erased < PART) connection.run('DELETE FROM tenant WHERE tenant_no = ?', gone.tenant_no);
  return true;
}

/** A backup was put back. Returns how many tenants there are. */
export function restored({ connection }: Transaction, at: number): number {
  connection.run('UPDATE event SET headers = NULL, body = NULL, gone_at = ? WHERE gone_at IS NULL', at);
  return connection.run(restoredSql('lower(hex(randomblob(16)))', ['?1', '?2']), ...[RESTORED_JUMP, at]);
}

/** `head` of each tenant that exists. */
export function readHeads(connection: Connection, tenantIds: readonly string[]): Map<string, number> {
  const heads = new Map<string, number>();
  for (const tenantId of tenantIds) {
    const tenant = readTenantRow(connection, tenantId);
    if (tenant) heads.set(tenantId, tenant.state.head);
  }
  return heads;
}

/** Each tenant, and when its computers last asked. */
export const readTenantsSeen = (connection: Connection): TenantSeen[] =>
  connection.all<TenantSeen>(TENANTS_SEEN_SQL);

/** Of all tenants together. */
export function readHoldings(connection: Connection): Holdings {
  const sums = connection.get<{ tenants: number; events: number; bytes: number }>(
    `SELECT count(*) AS tenants, coalesce(sum(head - floor), 0) AS events, coalesce(sum(bytes), 0) AS bytes
     FROM tenant WHERE ${IS_THERE}`,
  );
  const oldest = connection.get<{ at: number | null }>(
    `SELECT min(event.received_at) AS at FROM tenant
     JOIN event ON event.tenant_no = tenant.tenant_no AND event.seq = tenant.floor + 1 WHERE head > floor AND ${IS_THERE}`,
  );
  return { tenants: 0, events: 0, bytes: 0, ...sums, oldestAt: oldest?.at ?? null };
}

/** Replaces who is told; whoever is told from now on has been told of nothing. */
export const setAlerts = ({ connection }: Transaction, tenantId: string, alerts: string | null): boolean =>
  connection.run(
    'UPDATE tenant SET alerts = ?, told_at = CASE WHEN alerts IS ? THEN told_at END WHERE tenant_id = ?',
    ...[alerts, alerts, tenantId],
  ) === 1;

export const readWatched = (connection: Connection): Watched[] => connection.all<Watched>(WATCHED_SQL);

/** One of those who ask at once. */
export const claimAlert = (
  { connection }: Transaction,
  tenantId: string,
  from: number | null,
  to: number | null,
): boolean =>
  connection.run(
    'UPDATE tenant SET told_at = ? WHERE tenant_id = ? AND told_at IS ?',
    ...[to, tenantId, from],
  ) === 1;
