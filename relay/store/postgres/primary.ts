/** Keeps connections to the server that may be written to, finds it again when it is lost, and hears what others have stored. */
import type { Pool, PoolClient } from 'pg';
import { createCauses } from '../../causes.ts';
import type { Log, Monotonic } from '../../ports.ts';
import { StoreUnavailable } from '../store.ts';
import { isLate, isLost, isUnfit, NotInTime, toStoreError } from './errors.ts';
import { hostUrls } from './hosts.ts';
import { type Connections, connectTo, disconnect, type Found, findPrimary } from './server.ts';

/** What a query can be run on. */
export type Session = Pick<PoolClient, 'query'>;

export interface PrimaryOptions {
  readonly databaseUrl: string;
  readonly monotonic: Monotonic;
  readonly log: Log;
  /** Told of every payload that comes over `channel`. */
  readonly channel: string;
  onHeard(payload: string): void;
}

export interface Primary {
  /** One statement, a transaction of its own, within `ms`. Whether a server that takes longer is lost is asked of it. @throws StoreUnavailable */
  use<T>(work: (session: Session) => Promise<T>, ms?: number): Promise<T>;
  /** One statement that writes: what it has returned is committed as a transaction's is. @throws StoreUnavailable */
  write<T>(work: (session: Session) => Promise<T>, ms?: number): Promise<T>;
  /** What it has returned is committed, and has reached as many standbys as the server is told to wait for. @throws StoreUnavailable */
  transaction<T>(work: (session: Session) => Promise<T>, ms?: number): Promise<T>;
  isUp(): boolean;
  /** How often the connection that listens was lost. */
  listenLost(): number;
  close(): Promise<void>;
}

/** Shopify gives up after 5 s, and is answered before (`in-time.ts`). What computers and we ourselves ask may take longer. */
export const DELIVERY_MS = 4_000;
const SLOWEST_MS = 10_000;
/** A server that has said it cannot is not counted on for so long, unless it has kept something since. */
const UNFIT_MS = 60_000;
const RETRY_MS = [50, 100, 200, 500, 1_000, 2_000] as const;

/** Resolves when a primary was found. @throws Error when there is none at the start */
export async function connectPrimary(options: PrimaryOptions): Promise<Primary> {
  const { monotonic } = options;
  /** Sessions whose last commit may not have reached a standby. */
  const alone = new WeakSet<Session>();
  const link = await openLink(options, (client) => alone.add(client));
  /** When the server last said that it cannot, and has kept nothing since; null: never, or it has. */
  let unfitAt: number | null = null;

  const kept = <T>(client: Session, result: T): T => {
    // Somebody has cancelled the wait for the standby: PostgreSQL then says »committed« all the same.
    if (alone.has(client)) throw new StoreUnavailable('committed, but perhaps on one server only');
    unfitAt = null;
    return result;
  };

  const withClient = async <T>(work: (client: PoolClient) => Promise<T>, ms = SLOWEST_MS): Promise<T> => {
    const pool = link.pool();
    if (!pool) throw new StoreUnavailable('no database at present');
    let client: PoolClient | null = null;
    try {
      client = await pool.connect();
      const result = await inTime(monotonic, work(client), ms);
      client.release();
      return result;
    } catch (error) {
      // A query that was not answered in time may still be answered: nobody may use that connection again.
      client?.release(true);
      if (isUnfit(error)) unfitAt = monotonic.now();
      if (isLost(error)) link.lose(pool, error);
      else if (isLate(error)) link.doubt(pool, error);
      throw toStoreError(error);
    }
  };

  return {
    use: withClient,
    write: (work, ms) => withClient(async (client) => kept(client, await work(client)), ms),
    transaction: (work, ms) =>
      withClient(async (client) => {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        const result = await work(client);
        await client.query('COMMIT');
        return kept(client, result);
      }, ms),
    isUp: () => link.pool() !== null && (unfitAt === null || monotonic.now() - unfitAt > UNFIT_MS),
    listenLost: link.listenLost,
    close: link.close,
  };
}

/** The way to the primary: broken when a connection is lost, and found again behind the scenes. */
interface Link {
  /** Null while it is broken. */
  pool(): Pool | null;
  /** A connection of this pool was lost. Nothing happens when another pool has taken its place. */
  lose(pool: Pool, error: unknown): void;
  /** The server was too late for us: it is lost if it does not answer somebody new either, or another has taken its place. */
  doubt(pool: Pool, error: unknown): void;
  listenLost(): number;
  close(): Promise<void>;
}

async function openLink(options: PrimaryOptions, onAlone: (client: PoolClient) => void): Promise<Link> {
  const { monotonic, log } = options;
  const causes = createCauses(log, monotonic);
  const urls = hostUrls(options.databaseUrl);
  const closing = new AbortController();
  let connected: (Connections & Found) | null = null;
  let isAsked = false;
  let recovery: Promise<void> | null = null;
  let timeline = 0;
  let listenLost = 0;

  const connect = async (): Promise<Connections & Found> => {
    const best = await findPrimary(urls, timeline);
    const fresh: Connections = await connectTo(best.url, options.channel, {
      onHeard: options.onHeard,
      onError: (pool, error) => lose(pool, error),
      onAlone,
    });
    timeline = best.timeline;
    return { ...fresh, ...best };
  };

  const lose = (pool: Pool, error: unknown): void => {
    if (connected?.pool !== pool || closing.signal.aborted) return;
    causes.tell('database lost', error);
    void disconnect(connected);
    connected = null;
    listenLost += 1;
    recovery ??= recover().finally(() => {
      recovery = null;
    });
  };

  const doubt = async (pool: Pool, error: unknown): Promise<void> => {
    if (connected?.pool !== pool || isAsked) return;
    isAsked = true;
    const { url, timeline: own } = connected;
    const best = await findPrimary(urls, own).catch(() => null);
    isAsked = false;
    if (best?.url !== url || best.timeline !== own) lose(pool, error);
  };

  const recover = async (): Promise<void> => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      await monotonic.sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, closing.signal);
      if (closing.signal.aborted) return;
      try {
        const fresh = await connect();
        if (closing.signal.aborted) void disconnect(fresh);
        else connected = fresh;
        log.info('database found', { attempts: attempt + 1, timeline });
        return;
      } catch (error) {
        causes.tell('database not found', error);
      }
    }
  };

  connected = await connect();
  return {
    pool: () => connected?.pool ?? null,
    lose,
    listenLost: () => listenLost,
    doubt: (pool, error) => void doubt(pool, error),
    close: async () => {
      closing.abort();
      await recovery;
      const last = connected;
      connected = null;
      if (last) await disconnect(last);
    },
  };
}

/** @throws NotInTime when `work` takes longer than `ms` */
async function inTime<T>(monotonic: Monotonic, work: Promise<T>, ms: number): Promise<T> {
  const done = new AbortController();
  const late = monotonic.sleep(ms, done.signal).then((): never => {
    throw new NotInTime(`no answer from the database within ${ms} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    done.abort();
  }
}
