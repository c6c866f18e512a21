import { type TenantRow, toColumns, toState } from '../tenant-row.ts';
import type { TenantState } from '../tenant-state.ts';
import type { Session } from './primary.ts';

/** A tenant's row, locked until the transaction ends. */
export interface LockedTenant {
  readonly no: number;
  state: TenantState;
}

/**
 * Locks tenants in one order whoever asks, so that two transactions never wait for each other. What other transactions have
 * committed before is visible to every statement after this one.
 */
export async function lockTenants(
  session: Session,
  tenantIds: readonly string[],
): Promise<Map<string, LockedTenant>> {
  const { rows } = await session.query<TenantRow>(
    'SELECT * FROM tenant WHERE tenant_id = ANY($1) ORDER BY tenant_no FOR UPDATE',
    [[...new Set(tenantIds)]],
  );
  return new Map(rows.map((row) => [row.tenant_id, { no: row.tenant_no, state: toState(row) }]));
}

export async function lockTenant(session: Session, tenantId: string): Promise<LockedTenant | null> {
  return (await lockTenants(session, [tenantId])).get(tenantId) ?? null;
}

export async function writeTenants(session: Session, tenants: readonly LockedTenant[]): Promise<void> {
  if (tenants.length === 0) return;
  const rows = tenants.map(({ no, state }) => ({ tenant_no: no, ...toColumns(state) }));
  const columns = Object.keys(toColumns((tenants[0] as LockedTenant).state));
  const sets = columns.map((column) => `${column} = fresh.${column}`).join(', ');
  await session.query(
    `UPDATE tenant SET ${sets} FROM json_populate_recordset(NULL::tenant, $1) AS fresh
     WHERE tenant.tenant_no = fresh.tenant_no`,
    [JSON.stringify(rows)],
  );
}
