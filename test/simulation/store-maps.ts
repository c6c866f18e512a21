import type { Engine } from '../../engine/engine.ts';
import { listStores } from '../../engine/ledger/catalogue.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Computer } from './computer.ts';
import { isHard } from './kinds.ts';
import { attempt, type Scene } from './scene.ts';

/** In some of the hard seeds somebody takes a store's location away, and gives it back. Draws of its own. */
export function createStoreMaps(seed: number) {
  const chance = createPracticeRandom(`store maps ${seed}`);
  const isSeedWithSome = chance.chance(0.25);
  return {
    act: async (scene: Scene, computer: Computer): Promise<void> => {
      if (!isHard(scene.kind) || !isSeedWithSome || !chance.chance(0.06) || !computer.isAlive()) return;
      const { storeNumber, locationId } = chance.pick(scene.practice.places);
      const { client, ledger } = computer.engine();
      const isMapped = listStores(ledger).some(
        (one) => one.storeNumber === storeNumber && one.locationId !== null,
      );
      await attempt(
        scene,
        computer,
        `store ${storeNumber} is ${isMapped ? 'unmapped' : 'mapped again'}`,
        () =>
          isMapped
            ? client.stores.unmap({ storeNumber })
            : client.stores.map({ storeNumber, location: locationId }),
      );
    },
  };
}

/** Every store has its location again. */
export async function mapAllStores(
  { scheduler, practice }: Scene,
  { client, ledger }: Engine,
): Promise<void> {
  for (const { storeNumber, locationId } of practice.places) {
    const isMapped = listStores(ledger).some(
      (one) => one.storeNumber === storeNumber && one.locationId !== null,
    );
    if (!isMapped)
      await scheduler.runFor(client.stores.map({ storeNumber, location: locationId }), 10 * 60_000);
  }
}
