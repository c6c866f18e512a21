import { type TenantRow, toColumns, toState } from '../tenant-row.ts';
import type { TenantState } from '../tenant-state.ts';
import type { Connection } from './connection.ts';

/** A tenant's row as it stands within a transaction. */
export interface OpenTenant {
  readonly no: number;
  state: TenantState;
}

/** One transaction of many writers: a tenant's row is read once and written once, however many events it gets. */
export interface Transaction {
  readonly connection: Connection;
  /** To be changed by assigning `state`. Null: no such tenant. */
  tenant(tenantId: string): OpenTenant | null;
  /** Call after the tenant's row was deleted. */
  forget(tenantId: string): void;
  /** Writes the rows that have changed. */
  flush(): void;
}

/** Null: no such tenant. */
export function readTenantRow(connection: Connection, tenantId: string): OpenTenant | null {
  const row = connection.get<TenantRow>('SELECT * FROM tenant WHERE tenant_id = ?', tenantId);
  return row ? { no: row.tenant_no, state: toState(row) } : null;
}

function writeTenantRow(connection: Connection, { no, state }: OpenTenant): void {
  const columns = toColumns(state);
  const sets = Object.keys(columns).map((column) => `${column} = ?`);
  connection.run(
    `UPDATE tenant SET ${sets.join(', ')} WHERE tenant_no = ?`,
    ...[...Object.values(columns), no],
  );
}

export function openTransaction(connection: Connection): Transaction {
  const opened = new Map<string, { readonly row: OpenTenant; readonly before: TenantState }>();
  return {
    connection,
    tenant: (tenantId) => {
      const known = opened.get(tenantId);
      if (known) return known.row;
      const row = readTenantRow(connection, tenantId);
      if (row) opened.set(tenantId, { row, before: row.state });
      return row;
    },
    forget: (tenantId) => opened.delete(tenantId),
    flush: () => {
      for (const { row, before } of opened.values())
        if (row.state !== before) writeTenantRow(connection, row);
    },
  };
}
