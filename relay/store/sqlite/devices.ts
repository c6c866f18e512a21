/** Pairing codes, computers and their tokens, within a transaction. */
import type { Pairing, PairingCode, Rotation, TokenKind, TokenOwner } from '../store.ts';
import { type KnownToken, keptBeside, survivor } from '../tokens.ts';
import type { Connection } from './connection.ts';
import { eraseTenant } from './tenants.ts';
import type { Transaction } from './transaction.ts';

interface TokenRow {
  readonly tenant_id: string;
  readonly device_id: string;
  readonly used_at: number | null;
}

export interface FoundToken extends TokenOwner {
  readonly usedAt: number | null;
}

export function findToken(connection: Connection, kind: TokenKind, hash: Uint8Array): FoundToken | null {
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

interface CodeRow {
  readonly tenant_id: string | null;
  readonly used_by: string | null;
  readonly ingest_hash: Uint8Array | null;
  readonly device_hash: Uint8Array | null;
}

export function pair(transaction: Transaction, pairing: Pairing): { tenantId: string } | null {
  const { connection } = transaction;
  const code = connection.get<CodeRow>(
    `SELECT tenant_id, used_by, ingest_hash, device_hash FROM pairing_code
     WHERE hash = ? AND (used_by IS NOT NULL OR coalesce(expires_at, ?) >= ?)`,
    ...[pairing.codeHash, pairing.at, pairing.at],
  );
  if (!code) return null;
  const device = code.used_by
    ? pairedBefore(connection, code, pairing)
    : newDevice(transaction, code, pairing);
  if (!device) return null;
  giveToken(connection, 'ingest', device.deviceId, pairing.ingestHash, pairing.at);
  giveToken(connection, 'device', device.deviceId, pairing.deviceHash, pairing.at);
  return { tenantId: device.tenantId };
}

/** The code was used with these tokens; so it belongs to whoever has them, until it expires, also after that computer has left. */
function isSameAsThen({ ingest_hash, device_hash }: CodeRow, pairing: Pairing): boolean {
  const [ingest, device] = [ingest_hash ?? '', device_hash ?? ''].map((hash) => Buffer.from(hash));
  return ingest?.equals(pairing.ingestHash) === true && device?.equals(pairing.deviceHash) === true;
}

/** The computer that has used the code, when it asks again with the tokens it had then. */
function pairedBefore(connection: Connection, code: CodeRow, pairing: Pairing): TokenOwner | null {
  if (!isSameAsThen(code, pairing)) return null;
  return (
    connection.get<TokenOwner>(
      `SELECT tenant.tenant_id AS tenantId, device.device_id AS deviceId FROM device JOIN tenant USING (tenant_no)
       WHERE device.device_id = ? AND device.instance_id = ?`,
      ...[code.used_by, pairing.instanceId],
    ) ?? null
  );
}

/** Uses the code up. Null: the tenant was erased since, or a token is somebody's already. */
function newDevice({ connection, tenant }: Transaction, code: CodeRow, pairing: Pairing): TokenOwner | null {
  const { at, instanceId, name } = pairing;
  const hashes = [pairing.ingestHash, pairing.deviceHash] as const;
  if (code.ingest_hash && !isSameAsThen(code, pairing)) return null;
  if (connection.get('SELECT 1 FROM token WHERE hash IN (?, ?)', ...hashes)) return null;
  const tenantId = code.tenant_id ?? pairing.newTenantId;
  if (code.tenant_id === null) {
    connection.run('INSERT INTO tenant (tenant_id, created_at) VALUES (?, ?)', tenantId, at);
  }
  const no = tenant(tenantId)?.no;
  if (no === undefined) return null;
  const row = connection.get<{ device_id: string }>(
    `INSERT INTO device (device_id, tenant_no, instance_id, name, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (tenant_no, instance_id) DO UPDATE SET name = excluded.name RETURNING device_id`,
    ...[pairing.newDeviceId, no, instanceId, name, at],
  );
  const deviceId = row?.device_id ?? pairing.newDeviceId;
  connection.run(
    'UPDATE pairing_code SET used_by = ?, ingest_hash = ?, device_hash = ? WHERE hash = ?',
    ...[deviceId, ...hashes, pairing.codeHash],
  );
  return { tenantId, deviceId };
}

/** Makes the token valid beside at most one other. */
function giveToken(
  connection: Connection,
  kind: TokenKind,
  deviceId: string,
  hash: Uint8Array,
  at: number,
): void {
  const tokens = tokensOf(connection, kind, deviceId);
  if (tokens.some((token) => Buffer.from(token.hash).equals(hash))) return;
  keepOnly(connection, kind, deviceId, keptBeside(tokens));
  addToken(connection, kind, deviceId, hash, at);
}

const tokensOf = (connection: Connection, kind: TokenKind, deviceId: string): KnownToken[] =>
  connection.all<KnownToken>(
    'SELECT hash, used_at AS usedAt FROM token WHERE device_id = ? AND kind = ? ORDER BY token_no',
    ...[deviceId, kind],
  );

function keepOnly(connection: Connection, kind: TokenKind, deviceId: string, kept: Uint8Array | null): void {
  connection.run(
    'DELETE FROM token WHERE device_id = ? AND kind = ? AND hash IS NOT ?',
    ...[deviceId, kind, kept],
  );
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

export function eraseDevice(transaction: Transaction, { tenantId, deviceId }: TokenOwner): void {
  const { connection } = transaction;
  connection.run('DELETE FROM device WHERE device_id = ?', deviceId);
  connection.run('UPDATE pairing_code SET used_by = NULL WHERE used_by = ?', deviceId);
  const other = connection.get(
    'SELECT 1 FROM device JOIN tenant USING (tenant_no) WHERE tenant_id = ?',
    tenantId,
  );
  if (other === undefined) eraseTenant(transaction, tenantId);
}

export function rotate({ connection }: Transaction, rotation: Rotation): boolean {
  const { kind, owner, newHash } = rotation;
  const tokens = tokensOf(connection, kind, owner.deviceId);
  if (tokens.length === 0) return false;
  keepOnly(connection, kind, owner.deviceId, survivor(tokens, rotation));
  if (newHash) addToken(connection, kind, owner.deviceId, newHash, rotation.at);
  return true;
}

/** Codes that have expired unused. A used one stays, so that it is not offered again and its pairing can be repeated. */
export function forgetCodes({ connection }: Transaction, before: number): void {
  connection.run('DELETE FROM pairing_code WHERE used_by IS NULL AND expires_at < ?', before);
}
