/** The copies of the ledger: `copies/` in the data folder, made in a thread, readable for their owner only; the ledger is examined there too. */
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileState } from '../../engine/ledger/size.ts';
import type { Copies } from '../../engine/ports.ts';
import { asFolderRefusal } from './folder-refusal.ts';
import type { LedgerOutcome, LedgerWork } from './ledger-thread.ts';

const PART = '.part';

const threadBesideUs = new URL('./ledger-thread.ts', import.meta.url);

/** `script`: what was built from `ledger-thread.ts`; itself where nothing is built. */
export function createCopies(dataDir: string, script: URL = threadBesideUs): Copies {
  const path = join(dataDir, 'ledger.sqlite');
  const folder = join(dataDir, 'copies');
  const part = (name: string) => join(folder, `${name}${PART}`);

  const within = async <T>(work: () => Promise<T>, where = folder): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asFolderRefusal(where, error);
    }
  };

  return {
    folder,
    write: (name) =>
      within(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700); // it may have been made by hand
        for (const left of await readdir(folder)) {
          if (left.startsWith('ledger-') && left.includes(PART))
            await rm(join(folder, left), { force: true });
        }
        await inThread<null>(script, { kind: 'copy', from: path, to: part(name) });
      }),
    keep: (name) => within(() => rename(part(name), join(folder, name))),
    list: () => within(() => readdir(folder)),
    remove: (name) => within(() => rm(join(folder, name), { force: true })),
    examine: () => within(() => inThread<FileState>(script, { kind: 'examine', path }), path),
  };
}

/** What the thread tells of its work when it is done. @throws with the code of what it met, if that has one */
async function inThread<Found>(script: URL, work: LedgerWork): Promise<Found> {
  const outcome = await new Promise<LedgerOutcome>((resolve) => {
    const worker = new Worker(script, { workerData: work, execArgv: ['--no-warnings'] });
    worker.once('message', (told: LedgerOutcome) => resolve(told));
    worker.once('error', (error) => resolve({ message: error.message }));
    worker.once('exit', (code) => resolve({ message: `the ledger's thread ended with ${code}` }));
  });
  if ('done' in outcome) return outcome.done as Found;
  throw 'code' in outcome ? Object.assign(new Error(outcome.code), outcome) : new Error(outcome.message);
}
