/** Tenants as wholes: who writes, how much is held, and the end of one. */
import type { Holdings, LeaseOutcome } from '../store.ts';
import { type LeaseRequest, withLease } from '../tenant-state.ts';
import type { Connection } from './connection.ts';
import { readTenantRow, type Transaction } from './transaction.ts';

/** Takes, renews or gives back the right to write. Null: no such tenant. */
export function lease(
  transaction: Transaction,
  tenantId: string,
  request: LeaseRequest,
  at: number,
): LeaseOutcome | null {
  const tenant = transaction.tenant(tenantId);
  if (!tenant) return null;
  const { granted, state } = withLease(tenant.state, request, at);
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
  connection.all<{ tenant_id: string }>('SELECT tenant_id FROM tenant').map(({ tenant_id }) => tenant_id);

/** Everything of a tenant, by the rules of the tables, and the codes for it that nobody has used. */
export function eraseTenant({ connection, forget }: Transaction, tenantId: string): void {
  connection.run('DELETE FROM tenant WHERE tenant_id = ?', tenantId);
  connection.run('DELETE FROM pairing_code WHERE tenant_id = ? AND used_by IS NULL', tenantId);
  forget(tenantId);
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

/** Of all tenants together. */
export function readHoldings(connection: Connection): Holdings {
  const sums = connection.get<{ tenants: number; events: number; bytes: number }>(
    `SELECT count(*) AS tenants, coalesce(sum(head - floor), 0) AS events, coalesce(sum(bytes), 0) AS bytes
     FROM tenant`,
  );
  const oldest = connection.get<{ at: number | null }>(
    `SELECT min(event.received_at) AS at FROM tenant
     JOIN event ON event.tenant_no = tenant.tenant_no AND event.seq = tenant.floor + 1 WHERE head > floor`,
  );
  return { tenants: 0, events: 0, bytes: 0, ...sums, oldestAt: oldest?.at ?? null };
}
