/** The thread that makes one copy of the ledger: `workerData` says of what and where, the one message how it went. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { copyDatabase } from '../../engine/ledger/copy-database.ts';
import { Refusal } from '../../engine/refusal.ts';

/** Null: made and whole. Else the code of a refusal, or what nobody foresaw. */
export type CopyOutcome = { readonly code: string } | { readonly message: string } | null;

async function make({ from, to }: { from: string; to: string }): Promise<CopyOutcome> {
  try {
    // Made here first, so that nobody else may read it from its first byte on.
    const file = openSync(to, 'wx', 0o600);
    try {
      await copyDatabase(from, to, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    rmSync(to, { force: true });
    if (error instanceof Refusal) return { code: error.code };
    const code = (error as NodeJS.ErrnoException).code;
    return code === undefined ? { message: String(error) } : { code };
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  void make(workerData as { from: string; to: string }).then((outcome) => port.postMessage(outcome));
}
