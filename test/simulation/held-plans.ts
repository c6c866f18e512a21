import { createPracticeRandom } from '../../practice/random.ts';
import type { Computer } from './computer.ts';
import { attempt, type Scene } from './scene.ts';

/** In some seeds a person makes a plan and applies it much later: after a sale, a restart, a sleep. Draws of its own. */
export function createHeldPlans(seed: number) {
  const chance = createPracticeRandom(`held plans ${seed}`);
  const isSeedWithSome = chance.chance(0.3);
  let held: { planId: string; confirmRows: number | undefined; at: number } | null = null;
  return {
    /** `isBack`: the program was off or asleep until just now, and she has waited for it. */
    act: async (scene: Scene, computer: Computer, isBack: boolean): Promise<void> => {
      const isLikely = isBack && held !== null;
      if (!isSeedWithSome || !chance.chance(isLikely ? 0.7 : 0.12) || !computer.isAlive()) return;
      const { scheduler, tell, world } = scene;
      const { client } = computer.engine();
      if (held === null) {
        await attempt(scene, computer, 'a plan is made', async () => {
          const { planId, guard } = await client.sync.plan();
          held = { planId, confirmRows: guard?.confirmRows, at: scheduler.now() };
        });
        return;
      }
      const { planId, confirmRows, at } = held;
      held = null;
      if (confirmRows !== undefined) world.hard?.massZero.answered();
      tell(`a plan of ${Math.round((scheduler.now() - at) / 60_000)} min ago is applied`);
      // She does not wait for it, and it may be refused.
      client.sync
        .apply({ planId, ...(confirmRows === undefined ? {} : { confirmRows }) })
        .catch(() => undefined);
    },
  };
}
