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

interface Row {
  readonly tenant_no: number;
  readonly tenant_id: string;
  readonly head: number;
  readonly acknowledged: number;
  readonly floor: number;
  readonly bytes: number;
  readonly last_received_at: number | null;
  readonly gap_through: number | null;
  readonly gap_dropped: number | null;
  readonly gap_reason: 'retention' | 'quota' | null;
  readonly gap_at: number | null;
  readonly epoch: number;
  readonly holder_id: string | null;
  readonly holder_name: string | null;
  readonly holder_since: number | null;
  readonly holder_expires_at: number | null;
}

function toState(row: Row): TenantState {
  return {
    tenantId: row.tenant_id,
    head: row.head,
    acknowledged: row.acknowledged,
    floor: row.floor,
    bytes: row.bytes,
    lastReceivedAt: row.last_received_at,
    gap:
      row.gap_through === null
        ? null
        : {
            through: row.gap_through,
            dropped: row.gap_dropped ?? 1,
            reason: row.gap_reason ?? 'quota',
            at: row.gap_at ?? 0,
          },
    epoch: row.epoch,
    holder:
      row.holder_id === null
        ? null
        : {
            instanceId: row.holder_id,
            name: row.holder_name ?? '',
            since: row.holder_since ?? 0,
            expiresAt: row.holder_expires_at ?? 0,
          },
  };
}

/** Null: no such tenant. */
export function readTenantRow(connection: Connection, tenantId: string): OpenTenant | null {
  const row = connection.get<Row>('SELECT * FROM tenant WHERE tenant_id = ?', tenantId);
  return row ? { no: row.tenant_no, state: toState(row) } : null;
}

function writeTenantRow(connection: Connection, { no, state }: OpenTenant): void {
  const { gap, holder } = state;
  connection.run(
    `UPDATE tenant SET head = ?, acknowledged = ?, floor = ?, bytes = ?, last_received_at = ?,
       gap_through = ?, gap_dropped = ?, gap_reason = ?, gap_at = ?,
       epoch = ?, holder_id = ?, holder_name = ?, holder_since = ?, holder_expires_at = ? WHERE tenant_no = ?`,
    ...[state.head, state.acknowledged, state.floor, state.bytes, state.lastReceivedAt],
    ...[gap?.through ?? null, gap?.dropped ?? null, gap?.reason ?? null, gap?.at ?? null],
    ...[state.epoch, holder?.instanceId ?? null, holder?.name ?? null],
    ...[holder?.since ?? null, holder?.expiresAt ?? null, no],
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
