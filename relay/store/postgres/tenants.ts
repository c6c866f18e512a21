import { PART } from '../in-parts.ts';
import type { Holdings, TenantSeen, Watched } from '../store.ts';
import {
  GONE,
  IS_THERE,
  restoredSql,
  TENANT_COLUMNS,
  TENANTS_SEEN_SQL,
  type TenantRow,
  toColumns,
  toState,
  WATCHED_SQL,
} from '../tenant-row.ts';
import { RESTORED_JUMP, type TenantState } from '../tenant-state.ts';
import type { Session } from './primary.ts';

/** A tenant's row, locked until the transaction ends. */
export interface LockedTenant {
  readonly no: number;
  state: TenantState;
}

/** What other transactions have committed before is visible to every statement after this one. Null: there is no such tenant. */
export async function lockTenant(session: Session, tenantId: string): Promise<LockedTenant | null> {
  const { rows } = await session.query<TenantRow>({
    name: 'lock tenant',
    text: `SELECT ${TENANT_COLUMNS} FROM tenant WHERE tenant_id = $1 FOR UPDATE`,
    values: [tenantId],
  });
  const [row] = rows;
  return row ? { no: row.tenant_no, state: toState(row) } : null;
}

export async function writeTenants(session: Session, tenants: readonly LockedTenant[]): Promise<void> {
  if (tenants.length === 0) return;
  const rows = tenants.map(({ no, state }) => ({ tenant_no: no, ...toColumns(state) }));
  const columns = Object.keys(toColumns((tenants[0] as LockedTenant).state));
  const sets = columns.map((column) => `${column} = fresh.${column}`).join(', ');
  await session.query({
    name: 'write tenants',
    text: `UPDATE tenant SET ${sets} FROM json_populate_recordset(NULL::tenant, $1) AS fresh
     WHERE tenant.tenant_no = fresh.tenant_no`,
    values: [JSON.stringify(rows)],
  });
}

/** Of every tenant there is. */
export async function allTenantIds(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ tenant_id: string }>(
    `SELECT tenant_id FROM tenant WHERE ${IS_THERE}`,
  );
  return rows.map(({ tenant_id }) => tenant_id);
}

/**
 * From now on nobody knows the tenant, its computers or the codes for it that nobody has used. What is left of it goes in parts
 * (`erasePart`).
 */
export async function eraseTenant(session: Session, tenantId: string): Promise<void> {
  const tenant = await lockTenant(session, tenantId);
  if (tenant) await session.query('DELETE FROM device WHERE tenant_no = $1', [tenant.no]);
  await session.query('DELETE FROM pairing_code WHERE tenant_id = $1 AND used_by IS NULL', [tenantId]);
  if (tenant)
    await session.query(
      `UPDATE tenant SET tenant_id = '${GONE}' || tenant_no, alerts = NULL WHERE tenant_no = $1`,
      [tenant.no],
    );
}

/** Erases a part of what is left of tenants that are gone. False: nothing was left, or other nodes are at it. */
export async function erasePart(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ tenant_no: number }>(
    `SELECT tenant_no FROM tenant WHERE NOT (${IS_THERE}) LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  const [gone] = rows;
  if (!gone) return false;
  const { rowCount } = await session.query(
    `DELETE FROM event WHERE tenant_no = $1 AND seq IN (SELECT seq FROM event WHERE tenant_no = $1 ORDER BY seq LIMIT $2)`,
    [gone.tenant_no, PART],
  );
  if ((rowCount ?? 0) < PART)
    await session.query('DELETE FROM tenant WHERE tenant_no = $1', [gone.tenant_no]);
  return true;
}

/** A backup was put back. Returns how many tenants there are. */
export async function restored(session: Session, at: number): Promise<number> {
  await session.query('UPDATE event SET headers = NULL, body = NULL, gone_at = $1 WHERE gone_at IS NULL', [
    at,
  ]);
  const sql = restoredSql('md5(random()::text || clock_timestamp()::text || tenant_no)', [
    '$1::bigint',
    '$2::bigint',
  ]);
  return (await session.query(sql, [RESTORED_JUMP, at])).rowCount ?? 0;
}

/** `head` of each tenant that exists. */
export async function readHeads(
  session: Session,
  tenantIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await session.query<{ tenant_id: string; head: number }>(
    'SELECT tenant_id, head FROM tenant WHERE tenant_id = ANY($1)',
    [tenantIds],
  );
  return new Map(rows.map(({ tenant_id, head }) => [tenant_id, head]));
}

/** Each tenant, and when its computers last asked. */
export const readTenantsSeen = async (session: Session): Promise<TenantSeen[]> =>
  (await session.query<TenantSeen>(TENANTS_SEEN_SQL)).rows;

/** Of all tenants together. */
export async function readHoldings(session: Session): Promise<Holdings> {
  const { rows } = await session.query<Holdings>(
    `SELECT count(*) AS tenants, coalesce(sum(head - floor), 0)::bigint AS events,
       coalesce(sum(tenant.bytes), 0)::bigint AS bytes, min(event.received_at) AS "oldestAt"
     FROM tenant LEFT JOIN event ON event.tenant_no = tenant.tenant_no AND event.seq = tenant.floor + 1
     WHERE ${IS_THERE}`,
  );
  return rows[0] ?? { tenants: 0, events: 0, bytes: 0, oldestAt: null };
}

/** Replaces who is told; whoever is told from now on has been told of nothing. */
export async function setAlerts(session: Session, tenantId: string, alerts: string | null): Promise<boolean> {
  const { rowCount } = await session.query(
    `UPDATE tenant SET alerts = $1, told_at = CASE WHEN alerts IS NOT DISTINCT FROM $1 THEN told_at END WHERE tenant_id = $2`,
    [alerts, tenantId],
  );
  return rowCount === 1;
}

export async function readWatched(session: Session): Promise<Watched[]> {
  return (await session.query<Watched>(WATCHED_SQL)).rows;
}

/** One of those who ask at once, on whatever node. */
export async function claimAlert(
  session: Session,
  tenantId: string,
  from: number | null,
  to: number | null,
): Promise<boolean> {
  const { rowCount } = await session.query(
    'UPDATE tenant SET told_at = $1::bigint WHERE tenant_id = $2 AND told_at IS NOT DISTINCT FROM $3::bigint',
    [to, tenantId, from],
  );
  return rowCount === 1;
}
