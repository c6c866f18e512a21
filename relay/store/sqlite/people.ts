/** Pairing codes, computers and their tokens, within a transaction. */
import type { Pairing, PairingCode, Rotation, TokenKind, TokenOwner } from '../store.ts';
import { survivor } from '../tokens.ts';
import type { Connection } from './connection.ts';
import type { Transaction } from './transaction.ts';

interface TokenRow {
  readonly tenant_id: string;
  readonly device_id: string;
  readonly used_at: number | null;
}

export function findToken(
  connection: Connection,
  kind: TokenKind,
  hash: Uint8Array,
): (TokenOwner & { readonly usedAt: number | null }) | null {
  const row = connection.get<TokenRow>(
    `SELECT tenant.tenant_id, token.device_id, token.used_at
     FROM token JOIN device USING (device_id) JOIN tenant USING (tenant_no) WHERE token.hash = ? AND token.kind = ?`,
    ...[hash, kind],
  );
  return row ? { tenantId: row.tenant_id, deviceId: row.device_id, usedAt: row.used_at } : null;
}

export function addPairingCode({ connection, tenant }: Transaction, code: PairingCode): boolean {
  if (code.tenantId !== null && !tenant(code.tenantId)) return false;
  connection.run(
    `INSERT INTO pairing_code (hash, tenant_id, note, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    ...[code.hash, code.tenantId, code.note, code.createdAt, code.expiresAt],
  );
  return true;
}

export function pair({ connection, tenant }: Transaction, pairing: Pairing): { tenantId: string } | null {
  const { at, newDeviceId: deviceId } = pairing;
  const code = connection.get<{ tenant_id: string | null; used_by: string | null }>(
    'SELECT tenant_id, used_by FROM pairing_code WHERE hash = ? AND (used_by IS NOT NULL OR coalesce(expires_at, ?) >= ?)',
    ...[pairing.codeHash, at, at],
  );
  const isTaken = [pairing.ingestHash, pairing.deviceHash].some((hash) =>
    connection.get('SELECT 1 FROM token WHERE hash = ?', hash),
  );
  if (code?.used_by) return isTaken ? pairedBefore(connection, code.used_by, pairing) : null;
  if (!code || isTaken) return null;
  const tenantId = code.tenant_id ?? pairing.newTenantId;
  if (code.tenant_id === null) {
    connection.run('INSERT INTO tenant (tenant_id, created_at) VALUES (?, ?)', tenantId, at);
  }
  const no = tenant(tenantId)?.no;
  if (no === undefined) return null; // Erased since the code was made.
  connection.run('UPDATE pairing_code SET used_by = ? WHERE hash = ?', deviceId, pairing.codeHash);
  connection.run(
    'INSERT INTO device (device_id, tenant_no, instance_id, name, created_at) VALUES (?, ?, ?, ?, ?)',
    ...[deviceId, no, pairing.instanceId, pairing.name, at],
  );
  addToken(connection, 'ingest', deviceId, pairing.ingestHash, at);
  addToken(connection, 'device', deviceId, pairing.deviceHash, at);
  return { tenantId };
}

/** The answer of a pairing that was made already, when this is the same one. */
function pairedBefore(
  connection: Connection,
  deviceId: string,
  pairing: Pairing,
): { tenantId: string } | null {
  const device = connection.get<{ tenantId: string }>(
    `SELECT tenant.tenant_id AS tenantId FROM device JOIN tenant USING (tenant_no)
     WHERE device.device_id = ? AND device.instance_id = ?
       AND EXISTS (SELECT 1 FROM token WHERE hash = ? AND kind = 'ingest' AND device_id = device.device_id)
       AND EXISTS (SELECT 1 FROM token WHERE hash = ? AND kind = 'device' AND device_id = device.device_id)`,
    ...[deviceId, pairing.instanceId, pairing.ingestHash, pairing.deviceHash],
  );
  return device ? { tenantId: device.tenantId } : null;
}

/** How many installations but this one are paired with the tenant. */
export function countOthers(connection: Connection, tenantNo: number, instanceId: string): number {
  const row = connection.get<{ others: number }>(
    'SELECT count(DISTINCT instance_id) AS others FROM device WHERE tenant_no = ? AND instance_id <> ?',
    ...[tenantNo, instanceId],
  );
  return row?.others ?? 0;
}

function addToken(
  connection: Connection,
  kind: TokenKind,
  deviceId: string,
  hash: Uint8Array,
  at: number,
): void {
  connection.run(
    'INSERT INTO token (hash, kind, device_id, created_at) VALUES (?, ?, ?, ?)',
    ...[hash, kind, deviceId, at],
  );
}

export function rotate({ connection }: Transaction, rotation: Rotation): boolean {
  const { kind, owner, newHash } = rotation;
  const tokens = connection.all<{ hash: Uint8Array; usedAt: number | null }>(
    'SELECT hash, used_at AS usedAt FROM token WHERE device_id = ? AND kind = ? ORDER BY token_no',
    ...[owner.deviceId, kind],
  );
  if (tokens.length === 0) return false;
  const kept = survivor(tokens, kind, rotation.callerHash, newHash !== null);
  connection.run(
    'DELETE FROM token WHERE device_id = ? AND kind = ? AND hash IS NOT ?',
    ...[owner.deviceId, kind, kept],
  );
  if (newHash) addToken(connection, kind, owner.deviceId, newHash, rotation.at);
  return true;
}

/** Codes that have expired unused. A used one stays, so that it is not offered again and its pairing can be repeated. */
export function forgetCodes({ connection }: Transaction, before: number): void {
  connection.run('DELETE FROM pairing_code WHERE used_by IS NULL AND expires_at < ?', before);
}
