/** The thread for what takes long with the ledger's file: `workerData` says what is to be done, the one message how it went. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { copyDatabase } from '../../engine/ledger/copy-database.ts';
import { examineFile, type FileState } from '../../engine/ledger/size.ts';
import { Refusal } from '../../engine/refusal.ts';

export type LedgerWork =
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'examine'; readonly path: string };

/** Else the code of a refusal, or what nobody foresaw. */
export type LedgerOutcome =
  | { readonly done: FileState | null }
  | { readonly code: string }
  | { readonly message: string };

async function copy({ from, to }: LedgerWork & { kind: 'copy' }): Promise<void> {
  try {
    // Made here first, so that nobody else may read it from its first byte on.
    const file = openSync(to, 'wx', 0o600);
    try {
      await copyDatabase(from, to, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

async function doWork(work: LedgerWork): Promise<LedgerOutcome> {
  try {
    if (work.kind === 'examine') return { done: examineFile(work.path) };
    await copy(work);
    return { done: null };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    const code = (error as NodeJS.ErrnoException).code;
    return code === undefined ? { message: String(error) } : { code };
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  void doWork(workerData as LedgerWork).then((outcome) => port.postMessage(outcome));
}
