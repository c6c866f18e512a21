/** A tenant's row, with the same columns in both engines. */
import { LEASE_SECONDS, type LedgerCount, type TenantState } from './tenant-state.ts';

/** What the id of a tenant begins with that was erased, until the last of it has gone. No tenant is ever given such a one. */
export const GONE = 'erased ';
/** Of a row of `tenant`, in the SQL of both engines. */
export const IS_THERE = `tenant_id NOT LIKE '${GONE}%'`;

/**
 * Of a store that was put back, in the SQL of both engines: what is left to complete is how each draws a number. What waited is given up
 * for a gap, because it may have been handed out since. Values: the jump, and the instant.
 */
export const restoredSql = (drawn: string, [jump, at]: readonly [string, string]): string =>
  `UPDATE tenant SET life = ${drawn}, head = head + ${jump}, floor = head + ${jump}, bytes = 0,
     gap_through = head + ${jump}, gap_dropped = coalesce(gap_dropped, 0) + head - floor + 1, gap_reason = 'retention', gap_at = ${at}
   WHERE ${IS_THERE}`;

/** `TenantSeen` of each tenant that is there, in the SQL of both engines. */
export const TENANTS_SEEN_SQL = `SELECT tenant_id AS "tenantId", head - floor AS waiting,
    (SELECT max(used_at) FROM token JOIN device USING (device_id)
     WHERE device.tenant_no = tenant.tenant_no AND kind = 'device') AS "lastSeenAt"
  FROM tenant WHERE ${IS_THERE} ORDER BY tenant_no`;

/** `Watched` of each tenant that is there, in the SQL of both engines. */
export const WATCHED_SQL = `SELECT tenant_id AS "tenantId", alerts, head - floor AS waiting, told_at AS "toldAt",
    holder_expires_at - ${LEASE_SECONDS * 1_000} AS "lastCameAt"
  FROM tenant WHERE alerts IS NOT NULL AND ${IS_THERE} ORDER BY tenant_no`;

export interface TenantRow {
  readonly tenant_no: number;
  readonly tenant_id: string;
  readonly life: string | null;
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
  readonly ledger_id: string | null;
  readonly ledger_writes: number | null;
  readonly ledger_mark: string | null;
  /** Whose count it is: a relay from before it was kept changes the holder, and with it the epoch, and leaves the count. */
  readonly ledger_epoch: number | null;
}

const columns: Record<keyof TenantRow, true> = {
  tenant_no: true,
  tenant_id: true,
  life: true,
  head: true,
  acknowledged: true,
  floor: true,
  bytes: true,
  last_received_at: true,
  gap_through: true,
  gap_dropped: true,
  gap_reason: true,
  gap_at: true,
  epoch: true,
  holder_id: true,
  holder_name: true,
  holder_since: true,
  holder_expires_at: true,
  ledger_id: true,
  ledger_writes: true,
  ledger_mark: true,
  ledger_epoch: true,
};
/**
 * By name and never by `*`: a release after this one may add some while its nodes and ours work side by side, and PostgreSQL refuses a statement
 * that was prepared before its answer grew.
 */
export const TENANT_COLUMNS = Object.keys(columns)
  .map((column) => `tenant.${column}`)
  .join(', ');

export function toState(row: TenantRow): TenantState {
  return {
    tenantId: row.tenant_id,
    life: row.life,
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
            ledger: toLedger(row),
          },
  };
}

function toLedger(row: TenantRow): LedgerCount | null {
  if (row.ledger_id === null || row.ledger_epoch !== row.epoch) return null;
  return { id: row.ledger_id, writes: row.ledger_writes ?? 0, mark: row.ledger_mark ?? '' };
}

type Column = Exclude<keyof TenantRow, 'tenant_no' | 'tenant_id' | 'life'>;

/** What a change of the state changes in the row. */
export function toColumns({ gap, holder, ...state }: TenantState): Record<Column, number | string | null> {
  return {
    head: state.head,
    acknowledged: state.acknowledged,
    floor: state.floor,
    bytes: state.bytes,
    last_received_at: state.lastReceivedAt,
    gap_through: gap?.through ?? null,
    gap_dropped: gap?.dropped ?? null,
    gap_reason: gap?.reason ?? null,
    gap_at: gap?.at ?? null,
    epoch: state.epoch,
    holder_id: holder?.instanceId ?? null,
    holder_name: holder?.name ?? null,
    holder_since: holder?.since ?? null,
    holder_expires_at: holder?.expiresAt ?? null,
    ledger_id: holder?.ledger?.id ?? null,
    ledger_writes: holder?.ledger?.writes ?? null,
    ledger_mark: holder?.ledger?.mark ?? null,
    ledger_epoch: holder?.ledger ? state.epoch : null,
  };
}
