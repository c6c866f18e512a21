import type { Ledger } from '../../engine/ledger/database.ts';
import { Refusal } from '../../engine/refusal.ts';
import { createPracticeRandom } from '../../practice/random.ts';

/** Of the seeds, so many know spells in which another program holds the ledger's file. */
const SHARE = 0.3;
/** Of the events of such a seed, so many begin a spell. */
const OFTEN = 0.06;
const SPELLS_MS = [1_000, 5_000, 20_000, 60_000, 180_000] as const;

/**
 * Another program holds a computer's ledger for seconds to minutes, while everything goes on: it can be read and not written. The ledgers of a
 * simulation are locked by itself, so what SQLite would say is said in its place; that SQLite does is tried on real files
 * (`test/process/held.test.ts`, `test/feed/held-ledger.test.ts`). Draws of its own.
 */
export interface HeldFile {
  /** The ledger as the program has it. A start, which has tests of its own, finds it free. */
  within(ledger: Ledger): Ledger;
  act(): void;
  /** The other program lets go. */
  release(): void;
}

export function createHeldFile(
  seed: number,
  name: string,
  now: () => number,
  tell: (text: string) => void,
): HeldFile {
  const random = createPracticeRandom(`held file ${seed} ${name}`);
  const isDrawn = random.chance(SHARE);
  let until = 0;
  const release = () => {
    until = 0;
  };
  return {
    within: (ledger) => {
      release();
      let depth = 0;
      const refuseWhileHeld = () => {
        if (depth === 0 && now() < until) throw new Refusal('ledgerHeld', { path: 'ledger.sqlite' });
      };
      const writing: Pick<Ledger, 'run' | 'transaction'> = {
        run: (sql, ...values) => {
          refuseWhileHeld();
          return ledger.run(sql, ...values);
        },
        transaction: (work) => {
          refuseWhileHeld();
          depth += 1;
          try {
            return ledger.transaction(work);
          } finally {
            depth -= 1;
          }
        },
      };
      // All the rest is the ledger's own, and what it counts goes on counting.
      return Object.assign(Object.create(ledger) as Ledger, writing);
    },
    act: () => {
      if (!isDrawn || !random.chance(OFTEN)) return;
      const ms = random.pick(SPELLS_MS);
      until = Math.max(until, now() + ms);
      tell(`another program holds the ledger of ${name} for ${ms / 1000} s`);
    },
    release,
  };
}
