import { readState } from '../../engine/ledger/engine-state.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Computer } from './computer.ts';
import type { Kind } from './kinds.ts';
import type { Scheduler } from './scheduler.ts';
import { createSuspension, type Suspension } from './suspension.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of the seeds of these kinds: in the others a webhook's life is told in hours that nobody sleeps through. */
const SHARE = 0.3;
const kinds: readonly Kind[] = ['polling', 'hard', 'computers'];

/** Hours. Where another one is awake it goes on polling: hours of its life take minutes of ours. */
const spells = (kind: Kind) => (kind === 'computers' ? [0.1, 0.3, 0.6] : [0.4, 3, 13, 30]);

/** One computer that sleeps once for a long while, in the middle of whatever it does. */
export interface Sleeps {
  readonly suspension: Suspension;
  /** It may fall asleep; the shops go on meanwhile. Returns when it has woken; false: it did not sleep. */
  act(computer: Computer, meanwhile: () => Promise<void>): Promise<boolean>;
}

/** Draws of its own. Null in a seed in which nobody sleeps. */
export function createSleeps(
  seed: number,
  kind: Kind,
  scheduler: Scheduler,
  tell: (text: string) => void,
): Sleeps | null {
  const random = createPracticeRandom(`sleep ${seed}`);
  if (!kinds.includes(kind) || !random.chance(SHARE)) return null;
  const suspension = createSuspension(scheduler, random.pick(['counts', 'stands'] as const));
  let isOver = false;
  /** One that only looks on has nothing on its way. */
  const looksOn = (computer: Computer) =>
    computer.isAlive() && readState(computer.engine().ledger, 'otherWriter') !== null;
  return {
    suspension,
    act: async (computer, meanwhile) => {
      if (isOver || looksOn(computer) || !random.chance(0.08)) return false;
      isOver = true;
      const hours = random.pick(spells(kind));
      suspension.suspend(hours * HOUR);
      const wakesAt = scheduler.now() + hours * HOUR;
      tell(`${computer.name} sleeps for ${hours} h`);
      for (let n = random.integer(0, 8); n > 0 && scheduler.now() < wakesAt - 10 * MINUTE; n -= 1) {
        await scheduler.runUntil(scheduler.now() + random.integer(5, 90) * 1_000);
        await meanwhile();
      }
      await scheduler.runUntil(wakesAt);
      tell(`${computer.name} wakes`);
      return true;
    },
  };
}
