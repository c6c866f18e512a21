import { createPracticeRandom } from '../../practice/random.ts';
import type { Scene } from './scene.ts';

const MINUTE = 60_000;

/** In some seeds one of the sides says for minutes that there are too many calls, whatever it is asked. Draws of its own. */
export function createBusySpells({ scheduler, practice, tell }: Scene, seed: number) {
  const chance = createPracticeRandom(`busy spells ${seed}`);
  const isSeedWithSome = chance.chance(0.2);
  let spell: { end: () => void; until: number } | null = null;
  return {
    act: (): void => {
      if (spell !== null && scheduler.now() >= spell.until) {
        spell.end();
        spell = null;
        tell('spell busy is over');
      }
      if (!isSeedWithSome || spell !== null || !chance.chance(0.1)) return;
      const side = chance.pick(['easycashier', 'shopify'] as const);
      const ms = chance.integer(1, 12) * MINUTE;
      const pauseMs = chance.pick([1_000, 2_000, 30_000, 60_000, 120_000]);
      const times = Number.POSITIVE_INFINITY;
      const end = practice[side].faults.add({ kind: 'status-429', times, pauseMs });
      spell = { end, until: scheduler.now() + ms };
      tell(`spell ${side} busy for ${ms / MINUTE} min`);
    },
  };
}
