/** The real relay (`relay/server.ts`) as a child process on loopback, with SQLite in a directory of the caller's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../relay/server.ts', import.meta.url));
const exitWithParent = new URL('../system/exit-with-parent.ts', import.meta.url).href;
const START_MS = 20_000;
const STOP_MS = 5_000;
/** What the practice Shopify tells after a sync of everything comes in one burst, much faster than from the real one. */
export const practiceIngest = { RELAY_INGEST_PER_SECOND: '1000', RELAY_INGEST_BURST: '50000' };
/** Of the caller's environment: what a program needs to run at all, and no credentials. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_COMPILE_CACHE'];

/** It could not start; `why` is what it said itself. */
export class RelayNotStarted extends Error {
  readonly why: string;
  /** Where it is about the port: another program has it, the system keeps it, or it is none. */
  readonly port: 'taken' | 'forbidden' | 'none' | null;

  constructor(why: string) {
    super(`the relay did not start: ${why}`);
    this.name = 'RelayNotStarted';
    this.why = why;
    const code = /^cannot listen on \S+ \((\w+)\)/.exec(why)?.[1];
    if (code === 'EADDRINUSE') this.port = 'taken';
    else if (code === 'EACCES') this.port = 'forbidden';
    else this.port = why.startsWith('RELAY_PORT') ? 'none' : null;
  }
}

export interface RelayProcess {
  /** `http://127.0.0.1:4713`, the same after every restart. */
  readonly url: string;
  /** Good for one computer. */
  readonly pairingCode: string;
  /** Dies at once, as when the power goes. */
  kill(): Promise<void>;
  /** After `kill`: at the same address, with what it had stored. @throws RelayNotStarted */
  startAgain(): Promise<void>;
  /** Ends in order. */
  stop(): Promise<void>;
}

export interface RelayProcessOptions {
  /** For this relay alone. */
  readonly dataDir: string;
  /** 0 or absent: a free one. */
  readonly port?: number | undefined;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** @throws RelayNotStarted */
export async function startRelayProcess(options: RelayProcessOptions): Promise<RelayProcess> {
  const pairingCode = randomBytes(16).toString('hex');
  const start = (port: number) => launch({ ...options, port, pairingCode });
  let running = await start(options.port ?? 0);
  const { url } = running;
  return {
    url,
    pairingCode,
    kill: () => running.end('SIGKILL'),
    startAgain: async () => {
      running = await start(Number(new URL(url).port));
    },
    stop: () => running.end('SIGTERM'),
  };
}

interface Launched {
  readonly url: string;
  /** Resolves when it has ended; whoever does not heed the signal is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

async function launch(how: { dataDir: string; port: number; pairingCode: string }): Promise<Launched> {
  const kept = passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const child = spawn(process.execPath, ['--no-warnings', '--import', exitWithParent, script], {
    env: {
      ...Object.fromEntries(kept),
      ...practiceIngest,
      RELAY_HOST: '127.0.0.1',
      RELAY_PORT: String(how.port),
      RELAY_DATA_DIR: how.dataDir,
      RELAY_PAIRING_CODE: how.pairingCode,
    },
    // Never written to: it closes when this process ends, and the relay exits with its parent.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  alive.add(child);
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = `${told}${text}`.slice(-2_000);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      alive.delete(child);
      resolve(told.trim().replaceAll(/\s*\n\s*/g, ' ') || how);
    };
    child.once('close', (code, signal) => end(String(code ?? signal)));
    child.once('error', (error) => end(error.message));
  });
  const end: Launched['end'] = async (signal) => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(late);
  };
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = listeningAt(line);
      if (url !== null) resolve(url);
    });
  });
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    late = setTimeout(() => resolve(null), START_MS);
  });
  const url = await Promise.race([listening, ended.then((why) => ({ why })), patience]);
  clearTimeout(late);
  if (typeof url === 'string') return { url, end };
  if (url === null) await end('SIGKILL');
  throw new RelayNotStarted(url?.why ?? `${START_MS / 1_000} s`);
}

/** The relay's log is a JSON object a line; the one that says where it listens is what scripts may rely on. */
function listeningAt(line: string): string | null {
  try {
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown };
    return msg === 'listening' && typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}
