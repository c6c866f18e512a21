/**
 * The relay as a thread of another program, with the settings in `workerData`: says where it listens, ends at »stop«. Its log
 * is silent: the program around it hears what matters.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { readConfig } from './config.ts';
import { runRelay } from './program.ts';
import { openSqliteStore } from './store/sqlite/store.ts';
import { openLog } from './system-ports.ts';

async function serve(port: MessagePort, settings: Readonly<Record<string, string>>): Promise<void> {
  try {
    const relay = await runRelay(readConfig(settings), openLog('silent'), async ({ dataDir, quota }, ports) =>
      openSqliteStore({ dataDir, quota, ...ports }),
    );
    port.on('message', () => void relay.stop('asked to').finally(() => process.exit(0)));
    port.postMessage(relay.url);
  } catch (error) {
    port.postMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Built into one file with the maintenance of its database, which starts that file as a thread of its own without settings. */
const { settings } = (workerData ?? {}) as { settings?: Readonly<Record<string, string>> };
if (parentPort && settings) void serve(parentPort, settings);
