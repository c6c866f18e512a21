/**
 * The relay of practice mode in a thread: a packed desktop app cannot start a second Node, and practice shops that forget
 * everything need no process of their own.
 */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import {
  practiceIngest,
  RelayNotStarted,
  type RelayProcess,
  type RelayProcessOptions,
} from '../practice/relay-process.ts';

const START_MS = 20_000;
/** It forgets everything when it ends: nobody waits for its last connections. */
const STOP_MS = 500;

interface Running {
  readonly url: string;
  end(how: 'stop' | 'kill'): Promise<void>;
}

/** `script`: `relay/worker.ts`, or what was built from it. @throws RelayNotStarted */
export async function startRelayThread(script: URL, options: RelayProcessOptions): Promise<RelayProcess> {
  const pairingCode = randomBytes(16).toString('hex');
  const start = (port: number) => launch(script, { ...options, port, pairingCode });
  let running = await start(options.port ?? 0);
  const { url } = running;
  return {
    url,
    pairingCode,
    kill: () => running.end('kill'),
    startAgain: async () => {
      running = await start(Number(new URL(url).port));
    },
    stop: () => running.end('stop'),
  };
}

async function launch(
  script: URL,
  how: { dataDir: string; port: number; pairingCode: string },
): Promise<Running> {
  const settings = {
    ...practiceIngest,
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: String(how.port),
    RELAY_DATA_DIR: how.dataDir,
    RELAY_PAIRING_CODE: how.pairingCode,
  };
  const worker = new Worker(script, { workerData: { settings }, execArgv: ['--no-warnings'] });
  const ended = new Promise<string>((resolve) => {
    worker.once('error', (error) => resolve(error.message));
    worker.once('exit', (code) => resolve(`ended with ${code}`));
  });
  const end: Running['end'] = async (manner) => {
    if (manner === 'stop') {
      worker.postMessage('stop');
      const late = setTimeout(() => void worker.terminate(), STOP_MS);
      await ended;
      clearTimeout(late);
    }
    await worker.terminate();
  };
  const told = new Promise<string>((resolve) =>
    worker.once('message', (message: string) => resolve(message)),
  );
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<string>((resolve) => {
    late = setTimeout(() => resolve(`${START_MS / 1_000} s`), START_MS);
  });
  const first = await Promise.race([told, ended, patience]);
  clearTimeout(late);
  if (first.startsWith('http://')) return { url: first, end };
  await worker.terminate();
  throw new RelayNotStarted(first);
}
