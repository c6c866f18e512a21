import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readState } from '../../engine/ledger/engine-state.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Order } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Computer } from './computer.ts';
import type { Scheduler } from './scheduler.ts';
import { createTruthfulAnswers, type TruthfulAnswers } from './truthful-answers.ts';

/**
 * A computer whose data are put back to an earlier copy. The ledger alone: the keychain stays what it was. As a whole: the keychain goes back
 * with it, and only the relay knows.
 */
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

interface WholeRestoresOptions extends RestoresOptions {
  readonly scheduler: Scheduler;
  /** Ends what is wrong with the relay and the lines to it. */
  readonly calm: () => void;
}

const SHARE = 0.2;
const WHOLE_SHARE = 0.1;
/** Long enough for the count of writes to reach the relay, and to be asked for there. */
const HEARD_MS = 60_000;
/** Long enough for the turn to end that the computer had before, where it could not be given back. */
const FORMER_TURN_MS = 2 * 60_000;
const POLL_SECONDS = 5;
const files = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'];

/** Draws of its own. Null in a seed in which nothing is put back. */
export function createRestores({ seed, practice, computer, dir, tell }: RestoresOptions): Restores | null {
  const random = createPracticeRandom(`restore ${seed}`);
  if (!random.chance(SHARE)) return null;
  const answers = createTruthfulAnswers(practice);
  const copy = join(dir, 'copy');
  let state: 'none' | 'copied' | 'put back' = 'none';
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

/**
 * The same of a computer with a relay, keychain and all. What is booked while the relay is away it cannot know: so it has heard of all when
 * the computer is put back, and is asked by the one that was. Draws of its own.
 */
export function createWholeRestores(options: WholeRestoresOptions): Restores | null {
  const { seed, practice, computer, dir, scheduler, calm, tell } = options;
  const random = createPracticeRandom(`whole restore ${seed}`);
  if (!random.chance(WHOLE_SHARE)) return null;
  const answers = createTruthfulAnswers(practice);
  const copy = join(dir, 'copy');
  let keychain: ReadonlyMap<string, string> | null = null;
  let isPutBack = false;
  const linesThen = new Map<string, number>();
  // Open in the engine: a line that came and went since the image, on an order that the image knows, is not asked about.
  const hasCameAndGone = (order: Order) =>
    order.lines.slice(linesThen.get(order.id)).some(({ currentQuantity }) => currentQuantity === 0) &&
    linesThen.has(order.id);
  // From before the cut-over was settled it would be drawn once more, elsewhere: that is what `ledger-lives.test.ts` shows.
  const isSettled = () => {
    if (!computer.isAlive()) return false;
    const { ledger } = computer.engine();
    return readState(ledger, 'relay') !== null && readState(ledger, 'openOrders') !== null;
  };
  const putBack = async (kept: ReadonlyMap<string, string>): Promise<boolean> => {
    calm();
    await scheduler.runUntil(scheduler.now() + HEARD_MS);
    if (!computer.isAlive()) return false;
    await computer.shutDown();
    replace(copy, dir);
    computer.keychain.putBack(kept);
    isPutBack = true;
    tell('the computer is put back as a whole');
    calm();
    await computer.boot(null, POLL_SECONDS);
    computer.run();
    await scheduler.runUntil(scheduler.now() + FORMER_TURN_MS);
    await computer.shutDown();
    return true;
  };
  return {
    answers,
    act: async () => {
      if (isPutBack || !random.chance(keychain === null ? 0.3 : 0.05) || !isSettled()) return false;
      if (keychain !== null) return putBack(keychain);
      await computer.shutDown();
      replace(dir, copy);
      keychain = computer.keychain.copy();
      for (const { id, lines } of practice.shopify.orders()) linesThen.set(id, lines.length);
      tell('an image of the computer is made');
      return true;
    },
    isInDoubt: (order) => answers.isUnsure(order) || hasCameAndGone(order),
    hasForgotten: () => isPutBack,
  };
}

function replace(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of files) {
    rmSync(join(to, name), { force: true });
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name));
  }
}
