/** The copies of the ledger: `copies/` in the data folder, made in a thread, readable for their owner only. */
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isOfAnother } from '../../engine/ledger/sqlite-errors.ts';
import type { Copies } from '../../engine/ports.ts';
import { Refusal } from '../../engine/refusal.ts';
import type { CopyOutcome } from './copy-thread.ts';

/** What a system says when a folder takes nothing: full, over its quota, not ours, read-only, failing. */
const refusals = new Set([
  'diskFull',
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'ENOTDIR',
  'EEXIST',
]);
const PART = '.part';

const threadBesideUs = new URL('./copy-thread.ts', import.meta.url);

/** `script`: what was built from `copy-thread.ts`; itself where nothing is built. */
export function createCopies(dataDir: string, script: URL = threadBesideUs): Copies {
  const folder = join(dataDir, 'copies');
  const part = (name: string) => join(folder, `${name}${PART}`);

  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asRefusal(folder, error);
    }
  };

  return {
    write: (name) =>
      within(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700); // it may have been made by hand
        for (const left of await readdir(folder)) {
          if (left.startsWith('ledger-') && left.includes(PART))
            await rm(join(folder, left), { force: true });
        }
        const outcome = await inThread(script, { from: join(dataDir, 'ledger.sqlite'), to: part(name) });
        if (outcome === null) return;
        throw 'code' in outcome
          ? Object.assign(new Error(outcome.code), outcome)
          : new Error(outcome.message);
      }),
    keep: (name) => within(() => rename(part(name), join(folder, name))),
    list: () => within(() => readdir(folder)),
    remove: (name) => within(() => rm(join(folder, name), { force: true })),
  };
}

function asRefusal(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'ledgerDamaged' || code === 'ledgerHeld') return new Refusal(code, { path });
  if (typeof code === 'string' && isOfAnother(code, process.platform))
    return new Refusal('ledgerHeld', { path });
  return typeof code === 'string' && refusals.has(code) ? new Refusal('diskFull', { path }) : error;
}

function inThread(script: URL, work: { from: string; to: string }): Promise<CopyOutcome> {
  return new Promise((resolve) => {
    const worker = new Worker(script, { workerData: work, execArgv: ['--no-warnings'] });
    worker.once('message', (outcome: CopyOutcome) => resolve(outcome));
    worker.once('error', (error) => resolve({ message: error.message }));
    worker.once('exit', (code) => resolve({ message: `the copying thread ended with ${code}` }));
  });
}
