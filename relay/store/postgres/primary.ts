/** Keeps connections to the server that may be written to, finds it again when it is lost, and hears what others have stored. */
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import type { Clock, Log } from '../../ports.ts';
import { StoreUnavailable } from '../store.ts';
import { isLost, toStoreError } from './errors.ts';
import { hostOf, hostUrls } from './hosts.ts';

/** What a query can be run on. */
export type Session = Pick<PoolClient, 'query'>;

export interface PrimaryOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every payload that comes over `channel`. */
  readonly channel: string;
  onHeard(payload: string): void;
}

export interface Primary {
  /** One statement, a transaction of its own. A server that takes longer than `ms` counts as lost. @throws StoreUnavailable */
  use<T>(work: (session: Session) => Promise<T>, ms?: number): Promise<T>;
  /** What it has returned is committed, and has reached as many standbys as the server is told to wait for. @throws StoreUnavailable */
  transaction<T>(work: (session: Session) => Promise<T>, ms?: number): Promise<T>;
  isUp(): boolean;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 2_000;
/** Shopify gives up after 5 s: an answer must be out before. What computers and we ourselves ask may take longer. */
export const DELIVERY_MS = 4_000;
const SLOWEST_MS = 30_000;
const RETRY_MS = [50, 100, 200, 500, 1_000, 2_000] as const;
const INT8 = 20;

/** Numbers of ours are below 2^53, so they need not be text. */
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format),
} as ClientConfig['types'];

interface Found {
  readonly url: string;
  /** Grows with every promotion: of two that both claim to be the primary, the older has been replaced. */
  readonly timeline: number;
}

interface Connected {
  readonly pool: Pool;
  readonly listener: Client;
}

/** Null: not there, or not to be written to. */
async function probe(url: string): Promise<Found | null> {
  const client = new Client({ ...configOf(url), query_timeout: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ closed: boolean }>(
      `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS closed`,
    );
    if (rows[0]?.closed !== false) return null;
    return { url, timeline: await timelineOf(client) };
  } catch {
    return null;
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

const configOf = (url: string): ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: CONNECT_MS,
  application_name: 'relay',
  keepAlive: true,
  types: parsers,
});

/** Resolves when a primary was found. @throws Error when there is none at the start */
export async function connectPrimary(options: PrimaryOptions): Promise<Primary> {
  const { clock, log } = options;
  const urls = hostUrls(options.databaseUrl);
  const closing = new AbortController();
  let connected: Connected | null = null;
  let recovery: Promise<void> | null = null;
  let timeline = 0;
  /** Sessions whose last commit may not have reached a standby. */
  const alone = new WeakSet<Session>();

  const connect = async (): Promise<Connected> => {
    const found = (await Promise.all(urls.map(probe))).filter((one) => one !== null);
    const best = found.toSorted((one, other) => other.timeline - one.timeline)[0];
    if (!best) throw new Error(`no PostgreSQL to write to at ${urls.map(hostOf).join(', ')}`);
    if (best.timeline < timeline) throw new Error(`${hostOf(best.url)} has been replaced by another server`);
    const pool = new Pool({ ...configOf(best.url), max: MAX_CONNECTIONS, query_timeout: SLOWEST_MS });
    pool.on('error', (error) => lose(pool, error));
    pool.on('connect', (client) => {
      // The pool hears of idle connections only; on one in use an error nobody listens for would end the process.
      client.on('error', (error) => lose(pool, error));
      client.on('notice', ({ severity, code }) => {
        if (severity === 'WARNING' && code === '01000') alone.add(client);
      });
      // The server may have been set up to answer before it has written: not us.
      client
        .query(
          `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
        )
        .catch(() => undefined);
    });
    const listener = new Client(configOf(best.url));
    listener.on('error', (error) => lose(pool, error));
    listener.on('end', () => lose(pool, new Error('the connection that listens has ended')));
    listener.on('notification', ({ payload }) => options.onHeard(payload ?? ''));
    try {
      await listener.connect();
      await listener.query(`LISTEN ${options.channel}`);
    } catch (error) {
      pool.end().catch(() => undefined);
      throw error;
    }
    timeline = best.timeline;
    return { pool, listener };
  };

  const drop = ({ pool, listener }: Connected): void => {
    listener.removeAllListeners('end');
    listener.end().catch(() => undefined);
    pool.end().catch(() => undefined);
  };

  const lose = (pool: Pool, error: unknown): void => {
    if (connected?.pool !== pool || closing.signal.aborted) return;
    log.error('database lost', { reason: error instanceof Error ? error.message : String(error) });
    drop(connected);
    connected = null;
    recovery ??= recover().finally(() => {
      recovery = null;
    });
  };

  const recover = async (): Promise<void> => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      await clock.sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, closing.signal);
      if (closing.signal.aborted) return;
      try {
        const fresh = await connect();
        if (closing.signal.aborted) drop(fresh);
        else connected = fresh;
        log.info('database found', { attempts: attempt + 1, timeline });
        return;
      } catch (error) {
        log.warn('database not found', { reason: error instanceof Error ? error.message : String(error) });
      }
    }
  };

  const inTime = async <T>(work: Promise<T>, ms: number): Promise<T> => {
    const done = new AbortController();
    const late = clock.sleep(ms, done.signal).then((): never => {
      throw new Error('timeout: the server does not answer');
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      late.catch(() => undefined);
      done.abort();
    }
  };

  const withClient = async <T>(work: (client: PoolClient) => Promise<T>, ms = SLOWEST_MS): Promise<T> => {
    if (!connected) throw new StoreUnavailable('no database at present');
    const { pool } = connected;
    let client: PoolClient | null = null;
    try {
      client = await pool.connect();
      const result = await inTime(work(client), ms);
      client.release();
      return result;
    } catch (error) {
      // A query that was not answered in time may still be answered: nobody may use that connection again.
      client?.release(true);
      if (isLost(error)) lose(pool, error);
      throw toStoreError(error);
    }
  };

  connected = await connect();
  return {
    use: withClient,
    transaction: (work, ms) =>
      withClient(async (client) => {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        const result = await work(client);
        await client.query('COMMIT');
        // Somebody has cancelled the wait for the standby: PostgreSQL then says »committed« all the same.
        if (alone.has(client)) throw new StoreUnavailable('committed, but perhaps on one server only');
        return result;
      }, ms),
    isUp: () => connected !== null,
    close: async () => {
      closing.abort();
      await recovery;
      if (!connected) return;
      const { pool, listener } = connected;
      connected = null;
      listener.removeAllListeners('end');
      await Promise.allSettled([listener.end(), pool.end()]);
    },
  };
}
