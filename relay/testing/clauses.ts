/** A contract as data: sentences, and what makes each of them true. */
import { describe, it } from 'vitest';
import type { Store } from '../store/store.ts';
import type { Quota } from '../store/tenant-state.ts';
import { type OpenStore, wide } from './fixtures.ts';

/** One sentence of a contract: what holds of every store. */
export interface Clause {
  readonly title: string;
  /** Wide when absent. */
  readonly quota?: Quota;
  /** Given a store of its own, which is closed afterwards. */
  readonly holds: (store: Store) => Promise<void>;
}

/** A test for each clause. */
export function describeClauses(name: string, openStore: OpenStore, clauses: readonly Clause[]): void {
  describe(name, () => {
    it.each(clauses)('$title', async ({ quota = wide, holds }) => {
      const store = await openStore(quota);
      try {
        await holds(store);
      } finally {
        await store.close();
      }
    });
  });
}
