import type { Engine } from '../../engine/engine.ts';
import { listStores } from '../../engine/ledger/catalogue.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Computer } from './computer.ts';
import { attempt, type Scene } from './scene.ts';

/** In some seeds a store is counted now and then. It has a chance of its own, so that the other seeds stay what they were. */
export function createStocktakes(seed: number) {
  const chance = createPracticeRandom(`stocktake ${seed}`);
  const isSeedWithSome = chance.chance(0.3);
  return {
    /** Somebody begins to count a store, or is done with it. */
    act: async (scene: Scene, computers: readonly Computer[]): Promise<void> => {
      if (!isSeedWithSome || !chance.chance(0.1)) return;
      const { storeNumber } = chance.pick(scene.practice.places);
      const computer = chance.pick(computers);
      if (!computer.isAlive()) return;
      const { client, ledger } = computer.engine();
      // Read at once: while a question to the engine is under way the computer may die.
      const on = !listStores(ledger).some(
        (one) => one.storeNumber === storeNumber && one.stocktakeSince !== null,
      );
      await attempt(scene, computer, `${computer.name} counts store ${storeNumber}: ${on}`, () =>
        client.stores.setStocktake({ storeNumber, on }),
      );
    },
  };
}

/** Whoever still counts is done. */
export async function endStocktakes({ scheduler }: Scene, { client }: Engine): Promise<void> {
  const { stocktakes } = await client.activity.status();
  for (const { storeNumber } of stocktakes)
    await scheduler.runFor(client.stores.setStocktake({ storeNumber, on: false }), 30 * 60_000);
}
