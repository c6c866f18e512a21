/** Finds the server that may be written to, and connects to it. */
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { wordsOf } from '../../causes.ts';
import { hostOf } from './hosts.ts';

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 2_000;
/** Who holds a row for longer than this is somebody else at work: what waits for it is refused, and comes again. */
const LOCK_MS = 1_000;
const INT8 = 20;

/** Numbers of ours are below 2^53, so they need not be text. */
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format),
} as ClientConfig['types'];

const configOf = (url: string): ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: CONNECT_MS,
  application_name: 'relay',
  keepAlive: true,
  types: parsers,
});

export interface Found {
  readonly url: string;
  /** Grows with every promotion: of two that both claim to be the primary, the older has been replaced. */
  readonly timeline: number;
}

/** The one of the newest timeline. @throws Error when there is none, or only one older than `timeline` */
export async function findPrimary(urls: readonly string[], timeline: number): Promise<Found> {
  const probed = await Promise.all(urls.map(probe));
  const found = probed.filter((one) => typeof one !== 'string');
  const best = found.toSorted((one, other) => other.timeline - one.timeline)[0];
  if (!best) {
    const why = urls.map((url, n) => `${hostOf(url)}: ${String(probed[n])}`).join('; ');
    throw new Error(`no PostgreSQL to write to at ${why}`);
  }
  if (best.timeline < timeline) throw new Error(`${hostOf(best.url)} has been replaced by another server`);
  return best;
}

/** Else why it is not to be written to, in its own words. */
async function probe(url: string): Promise<Found | string> {
  const client = new Client({ ...configOf(url), query_timeout: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ standby: boolean; closed: boolean }>(
      `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only')::boolean AS closed`,
    );
    if (rows[0]?.standby !== false) return 'it is a standby';
    if (rows[0].closed) return 'it is read-only';
    return { url, timeline: await timelineOf(client) };
  } catch (error) {
    return wordsOf(error);
  } finally {
    client.end().catch(() => undefined);
  }
}

/** 0 where a hosted PostgreSQL does not tell. */
async function timelineOf(client: Client): Promise<number> {
  try {
    const { rows } = await client.query<{ file: string }>(
      'SELECT pg_walfile_name(pg_current_wal_lsn()) AS file',
    );
    return Number.parseInt(rows[0]?.file.slice(0, 8) ?? '0', 16);
  } catch {
    return 0;
  }
}

export interface Connections {
  readonly pool: Pool;
  readonly listener: Client;
}

export interface ConnectionEvents {
  /** Something came over the channel that is listened to. */
  onHeard(payload: string): void;
  /** A connection has failed: the server may have gone. */
  onError(pool: Pool, error: unknown): void;
  /** What this connection has committed may be on this server only. */
  onAlone(client: PoolClient): void;
}

/** @throws Error when the server does not let itself be listened to */
export async function connectTo(
  url: string,
  channel: string,
  events: ConnectionEvents,
): Promise<Connections> {
  const pool = new Pool({ ...configOf(url), max: MAX_CONNECTIONS });
  const onError = (error: unknown) => events.onError(pool, error);
  pool.on('error', onError);
  pool.on('connect', (client) => {
    // The pool hears of idle connections only; on one in use an error nobody listens for would end the process.
    client.on('error', onError);
    client.on('notice', ({ severity, code }) => {
      if (severity === 'WARNING' && code === '01000') events.onAlone(client);
    });
    // The server may have been set up to answer before it has written, and to let others hold a row for ever: not us. And every question of
    // ours goes by an index: a plan that was made while a table was small would be kept as it grows.
    client
      .query(
        `SELECT set_config('lock_timeout', '${LOCK_MS}', false), set_config('default_transaction_isolation', 'read committed', false),
           set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
           CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`,
      )
      .catch(() => undefined);
  });
  const listener = new Client(configOf(url));
  listener.on('error', onError);
  listener.on('end', () => onError(new Error('the connection that listens has ended')));
  listener.on('notification', ({ payload }) => events.onHeard(payload ?? ''));
  try {
    await listener.connect();
    await listener.query(`LISTEN ${channel}`);
  } catch (error) {
    pool.end().catch(() => undefined);
    throw error;
  }
  return { pool, listener };
}

/** Resolves when they have ended, and never rejects: they may be lost already. */
export async function disconnect({ pool, listener }: Connections): Promise<void> {
  listener.removeAllListeners('end');
  await Promise.allSettled([listener.end(), pool.end()]);
}
