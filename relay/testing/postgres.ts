/** Real PostgreSQL servers for the tests, in a temporary folder, on a free port of loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

function findBin(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return (
    folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
  );
}

const bin = findBin();
/** Without it the tests that need one are skipped, which is told aloud and fails where CI=true. */
export const hasPostgres = bin !== null;

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout || 65_534);
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Fifty milliseconds apart: seconds on a quiet machine, minutes on a busy one. */
const TRIES = 4_800;

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(join(bin ?? '', program), args, {
    ...unprivileged(),
    encoding: 'utf8',
    cwd: '/',
  });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

export interface Postgres {
  readonly port: number;
  /** Where its files are; `copyOf` starts a standby from it. */
  readonly folder: string;
  url(database?: string): string;
  /** Asks as the owner of the server, where no database is named in the one that is always there. */
  query<Row extends object>(sql: string, values?: unknown[], database?: string): Promise<Row[]>;
  /** A new empty database, as a URL. */
  newDatabase(): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops all its processes where they are, or lets them go on. */
  freeze(isFrozen: boolean): void;
  /** After it was killed. */
  restart(): Promise<void>;
  /** Kills it and removes its files. */
  remove(): Promise<void>;
}

async function askOnce<Row extends object>(url: string, sql: string, values: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

let databases = 0;

/** A server of its own, or a standby that streams from another one under the name `s1`. */
export async function startPostgres(
  options: { standbyOf?: Postgres; settings?: readonly string[] } = {},
): Promise<Postgres> {
  const home = mkdtempSync(join(tmpdir(), 'relay-pg-'));
  const user = unprivileged();
  if (user) chownSync(home, user.uid, user.gid);
  const folder = join(home, 'data');
  if (options.standbyOf) {
    const from = `host=127.0.0.1 port=${options.standbyOf.port} user=relay application_name=s1`;
    run('pg_basebackup', ['-D', folder, '-d', from, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync']);
  } else run('initdb', ['-D', folder, '-U', 'relay', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${home}`,
    'max_connections=100',
    ...(options.settings ?? []),
  ].flatMap((setting) => ['-c', setting]);
  let log = '';
  const start = () => {
    const child = spawn(join(bin ?? '', 'postgres'), ['-D', folder, '-p', String(port), ...settings], {
      ...user,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    alive.add(child);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4_000);
    });
    return { child, ended: once(child, 'exit').then(() => void alive.delete(child)) };
  };
  let running = start();

  const url = (database = 'postgres') => `postgres://relay@127.0.0.1:${port}/${database}`;
  const query: Postgres['query'] = (sql, values = [], database) => askOnce(url(database), sql, values);
  const untilReady = async () => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await query('SELECT 1');
        return;
      } catch (error) {
        if (attempt > TRIES || running.child.exitCode !== null) {
          throw new Error(`PostgreSQL does not start: ${log}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const kill = async (signal: NodeJS.Signals) => {
    running.child.kill(signal);
    await running.ended;
  };
  await untilReady();
  return {
    port,
    folder,
    url,
    query,
    newDatabase: async () => {
      databases += 1;
      await query(`CREATE DATABASE relay_${databases}`);
      return url(`relay_${databases}`);
    },
    kill,
    freeze: (isFrozen) => {
      const postmaster = running.child.pid ?? 0;
      const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
      const pids = children.split(' ').map(Number).filter(Boolean);
      for (const pid of [postmaster, ...pids]) process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
    },
    restart: async () => {
      running = start();
      await untilReady();
    },
    remove: async () => {
      await kill('SIGQUIT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Somebody else at work in a database: runs a statement in a transaction that stays open until what is returned is called. */
export async function hold(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(sql, values);
  return () => client.end();
}
