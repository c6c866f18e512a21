/** Pairing codes, computers and their tokens, within a transaction. */
import type { Pairing, PairingCode, Rotation, TokenKind, TokenOwner } from '../store.ts';
import { type KnownToken, keptBeside, survivor } from '../tokens.ts';
import type { Session } from './primary.ts';
import { eraseTenant, lockTenant } from './tenants.ts';

export interface FoundToken extends TokenOwner {
  readonly usedAt: number | null;
}

/** Many at once, in the order of the hashes. */
export async function findTokens(
  session: Session,
  asked: readonly { readonly kind: TokenKind; readonly hash: Uint8Array }[],
): Promise<(FoundToken | null)[]> {
  const { rows } = await session.query<FoundToken & { hash: Buffer; kind: TokenKind }>({
    name: 'find tokens',
    text: `SELECT token.hash, token.kind, tenant.tenant_id AS "tenantId", token.device_id AS "deviceId", token.used_at AS "usedAt"
     FROM token JOIN device USING (device_id) JOIN tenant USING (tenant_no) WHERE token.hash = ANY($1)`,
    values: [asked.map(({ hash }) => hash)],
  });
  const nameOf = (kind: string, hash: Uint8Array) => `${kind} ${Buffer.from(hash).toString('base64')}`;
  const found = new Map(rows.map(({ hash, kind, ...owner }) => [nameOf(kind, hash), owner]));
  return asked.map(({ kind, hash }) => found.get(nameOf(kind, hash)) ?? null);
}

export async function addPairingCode(session: Session, code: PairingCode): Promise<boolean> {
  if (code.tenantId !== null && !(await lockTenant(session, code.tenantId))) return false;
  await session.query(
    `INSERT INTO pairing_code (hash, tenant_id, note, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [code.hash, code.tenantId, code.note, code.createdAt, code.expiresAt],
  );
  return true;
}

interface CodeRow {
  readonly tenant_id: string | null;
  readonly used_by: string | null;
  readonly ingest_hash: Buffer | null;
  readonly device_hash: Buffer | null;
}

export async function pair(session: Session, pairing: Pairing): Promise<{ tenantId: string } | null> {
  const { rows } = await session.query<CodeRow>(
    `SELECT tenant_id, used_by, ingest_hash, device_hash FROM pairing_code
     WHERE hash = $1 AND (used_by IS NOT NULL OR coalesce(expires_at, $2) >= $2) FOR UPDATE`,
    [pairing.codeHash, pairing.at],
  );
  const [code] = rows;
  if (!code) return null;
  const device = code.used_by
    ? await pairedBefore(session, code, pairing)
    : await newDevice(session, code, pairing);
  if (!device) return null;
  await giveToken(session, 'ingest', device.deviceId, pairing.ingestHash, pairing.at);
  await giveToken(session, 'device', device.deviceId, pairing.deviceHash, pairing.at);
  return { tenantId: device.tenantId };
}

/** The code was used with these tokens; so it belongs to whoever has them, until it expires, also after that computer has left. */
const isSameAsThen = ({ ingest_hash, device_hash }: CodeRow, { ingestHash, deviceHash }: Pairing): boolean =>
  ingest_hash?.equals(ingestHash) === true && device_hash?.equals(deviceHash) === true;

/** The computer that has used the code, when it asks again with the tokens it had then. */
async function pairedBefore(session: Session, code: CodeRow, pairing: Pairing): Promise<TokenOwner | null> {
  if (!isSameAsThen(code, pairing)) return null;
  const { rows } = await session.query<TokenOwner>(
    `SELECT tenant.tenant_id AS "tenantId", device.device_id AS "deviceId" FROM device JOIN tenant USING (tenant_no)
     WHERE device.device_id = $1 AND device.instance_id = $2`,
    [code.used_by, pairing.instanceId],
  );
  return rows[0] ?? null;
}

/** Uses the code up. Null: the tenant was erased since, or a token is somebody's already. */
async function newDevice(session: Session, code: CodeRow, pairing: Pairing): Promise<TokenOwner | null> {
  const hashes = [pairing.ingestHash, pairing.deviceHash];
  if (code.ingest_hash && !isSameAsThen(code, pairing)) return null;
  const taken = await session.query('SELECT 1 FROM token WHERE hash = ANY($1)', [hashes]);
  if (taken.rows.length > 0) return null;
  const tenantId = code.tenant_id ?? pairing.newTenantId;
  if (code.tenant_id === null) {
    await session.query('INSERT INTO tenant (tenant_id, created_at) VALUES ($1, $2)', [tenantId, pairing.at]);
  }
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return null;
  const { rows } = await session.query<{ device_id: string }>(
    `INSERT INTO device (device_id, tenant_no, instance_id, name, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_no, instance_id) DO UPDATE SET name = excluded.name RETURNING device_id`,
    [pairing.newDeviceId, tenant.no, pairing.instanceId, pairing.name, pairing.at],
  );
  const deviceId = rows[0]?.device_id ?? pairing.newDeviceId;
  await session.query(
    'UPDATE pairing_code SET used_by = $1, ingest_hash = $2, device_hash = $3 WHERE hash = $4',
    [deviceId, ...hashes, pairing.codeHash],
  );
  return { tenantId, deviceId };
}

/** Makes the token valid beside at most one other. */
async function giveToken(
  session: Session,
  kind: TokenKind,
  deviceId: string,
  hash: Uint8Array,
  at: number,
): Promise<void> {
  const tokens = await tokensOf(session, kind, deviceId);
  if (tokens.some((token) => Buffer.from(token.hash).equals(hash))) return;
  await keepOnly(session, kind, deviceId, keptBeside(tokens));
  await addToken(session, kind, deviceId, hash, at);
}

async function tokensOf(session: Session, kind: TokenKind, deviceId: string): Promise<KnownToken[]> {
  const { rows } = await session.query<KnownToken>(
    `SELECT hash, used_at AS "usedAt" FROM token WHERE device_id = $1 AND kind = $2 ORDER BY token_no FOR UPDATE`,
    [deviceId, kind],
  );
  return rows;
}

async function keepOnly(
  session: Session,
  kind: TokenKind,
  deviceId: string,
  kept: Uint8Array | null,
): Promise<void> {
  await session.query(
    'DELETE FROM token WHERE device_id = $1 AND kind = $2 AND hash IS DISTINCT FROM $3::bytea',
    [deviceId, kind, kept],
  );
}

async function addToken(
  session: Session,
  kind: TokenKind,
  deviceId: string,
  hash: Uint8Array,
  at: number,
): Promise<void> {
  await session.query('INSERT INTO token (hash, kind, device_id, created_at) VALUES ($1, $2, $3, $4)', [
    hash,
    kind,
    deviceId,
    at,
  ]);
}

/** The tenant's row is held, so that of two who leave at once one is the last. */
export async function eraseDevice(session: Session, { tenantId, deviceId }: TokenOwner): Promise<void> {
  const tenant = await lockTenant(session, tenantId);
  if (!tenant) return;
  await session.query('DELETE FROM device WHERE device_id = $1', [deviceId]);
  await session.query('UPDATE pairing_code SET used_by = NULL WHERE used_by = $1', [deviceId]);
  const { rows } = await session.query('SELECT 1 FROM device WHERE tenant_no = $1 LIMIT 1', [tenant.no]);
  if (rows.length === 0) await eraseTenant(session, tenantId);
}

export async function rotate(session: Session, rotation: Rotation): Promise<boolean> {
  const { kind, owner, newHash } = rotation;
  const tokens = await tokensOf(session, kind, owner.deviceId);
  if (tokens.length === 0) return false;
  await keepOnly(session, kind, owner.deviceId, survivor(tokens, rotation));
  if (newHash) await addToken(session, kind, owner.deviceId, newHash, rotation.at);
  return true;
}

/** How many installations but this one are paired with the tenant. */
export async function countOthers(session: Session, tenantNo: number, instanceId: string): Promise<number> {
  const { rows } = await session.query<{ others: number }>(
    'SELECT count(*) AS others FROM device WHERE tenant_no = $1 AND instance_id <> $2',
    [tenantNo, instanceId],
  );
  return rows[0]?.others ?? 0;
}

/** Codes that have expired unused. A used one stays, so that it is not offered again and its pairing can be repeated. */
export async function forgetCodes(session: Session, before: number): Promise<void> {
  await session.query('DELETE FROM pairing_code WHERE used_by IS NULL AND expires_at < $1', [before]);
}
