/** One transaction for many writers. */
import { type Connection, isTrouble } from './connection.ts';
import { openTransaction, type Transaction } from './transaction.ts';

export interface Waiting {
  readonly work: (transaction: Transaction) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** One that was committed, and what its work gave. */
interface Kept {
  readonly waiting: Waiting;
  readonly result: unknown;
}

export interface Committed {
  /** To be answered when the commit has reached the disk. */
  readonly kept: readonly Kept[];
  /** The file, the disk or the machine is in trouble, or somebody else has the lock: of these nothing was kept. */
  readonly trouble: { readonly error: unknown; readonly left: readonly Waiting[] } | null;
}

export function answer(kept: readonly Kept[]): void {
  for (const { waiting, result } of kept) waiting.resolve(result as never);
}

export function commitBatch(connection: Connection, batch: readonly Waiting[]): Committed {
  try {
    const kept = connection.transaction(() => {
      const transaction = openTransaction(connection);
      const results = batch.map((waiting) => ({ waiting, result: waiting.work(transaction) }));
      transaction.flush();
      return results;
    });
    return { kept, trouble: null };
  } catch (error) {
    if (isTrouble(error)) return { kept: [], trouble: { error, left: batch } };
    // One statement was wrong: the others must not suffer for it.
    if (batch.length > 1) return commitEach(connection, batch);
    batch[0]?.reject(error);
    return { kept: [], trouble: null };
  }
}

function commitEach(connection: Connection, batch: readonly Waiting[]): Committed {
  const kept: Kept[] = [];
  for (const [n, one] of batch.entries()) {
    const committed = commitBatch(connection, [one]);
    kept.push(...committed.kept);
    if (committed.trouble) return { kept, trouble: { error: committed.trouble.error, left: batch.slice(n) } };
  }
  return { kept, trouble: null };
}
