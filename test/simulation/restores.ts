import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Computer } from './computer.ts';
import { createTruthfulAnswers, type TruthfulAnswers } from './truthful-answers.ts';

/** A computer whose data are put back to an earlier copy: the keychain stays what it was. */
export interface Restores {
  readonly answers: TruthfulAnswers;
  /** A copy is made, or the one made before is put back; the program is stopped for it. True when it was. */
  act(): Promise<boolean>;
  isInDoubt(order: Order): boolean;
  /** The ledger has forgotten what it had seen of orders. */
  hasForgotten(): boolean;
}

interface RestoresOptions {
  readonly seed: number;
  readonly practice: Practice;
  readonly computer: Computer;
  /** Holds the computer's ledger. */
  readonly dir: string;
  readonly tell: (text: string) => void;
}

const SHARE = 0.2;
const files = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'];

/** Draws of its own. Null in a seed in which nothing is put back. */
export function createRestores({ seed, practice, computer, dir, tell }: RestoresOptions): Restores | null {
  const random = createPracticeRandom(`restore ${seed}`);
  if (!random.chance(SHARE)) return null;
  const answers = createTruthfulAnswers(practice);
  const copy = join(dir, 'copy');
  let state: 'none' | 'copied' | 'put back' = 'none';
  const replace = (from: string, to: string) => {
    mkdirSync(to, { recursive: true });
    for (const name of files) {
      rmSync(join(to, name), { force: true });
      if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name));
    }
  };
  return {
    answers,
    act: async () => {
      if (state === 'put back' || !random.chance(state === 'none' ? 0.3 : 0.05)) return false;
      await computer.shutDown();
      if (state === 'none') replace(dir, copy);
      else replace(copy, dir);
      state = state === 'none' ? 'copied' : 'put back';
      tell(`the ledger is ${state}`);
      return true;
    },
    isInDoubt: (order) => answers.isUnsure(order),
    hasForgotten: () => state === 'put back',
  };
}
