import type { Engine } from '../../engine/engine.ts';
import { readState } from '../../engine/ledger/engine-state.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Computer } from './computer.ts';
import { attempt, type Scene } from './scene.ts';

/** In some seeds a person pauses everything now and then. It has a chance of its own, so that the other seeds stay what they were. */
export function createPauses(seed: number) {
  const chance = createPracticeRandom(`pause ${seed}`);
  const isSeedWithSome = chance.chance(0.3);
  return {
    /** Somebody pauses everything, or goes on. */
    act: async (scene: Scene, computers: readonly Computer[]): Promise<void> => {
      if (!isSeedWithSome || !chance.chance(0.15)) return;
      const computer = chance.pick(computers);
      if (!computer.isAlive()) return;
      const { client, ledger } = computer.engine();
      const isPaused = readState(ledger, 'pausedAt') !== null;
      await attempt(
        scene,
        computer,
        `${computer.name} ${isPaused ? 'goes on' : 'pauses everything'}`,
        (): Promise<unknown> => (isPaused ? client.activity.resume() : client.activity.pause()),
      );
    },
  };
}

/** Whoever has paused goes on. */
export async function endPause({ client }: Engine): Promise<void> {
  await client.activity.resume();
}
