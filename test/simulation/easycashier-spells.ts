import type { EasyCashierSettings } from '../../practice/easycashier/settings.ts';
import type { FaultKind } from '../../practice/faults.ts';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';

/** What somebody before EasyCashier answers in its place. */
const pages: readonly FaultKind[] = ['page-403', 'page-404', 'page-405', 'moved', 'not-json'];

/** How a seed's EasyCashier answers, where that is not known of the real one. */
export function drawEasyCashier(random: PracticeRandom): Partial<EasyCashierSettings> {
  return {
    salesPageSize: random.pick([5, 10, 50, Number.POSITIVE_INFINITY]),
    salesMeta: random.chance(0.3),
    salesStrayRows: random.chance(0.7),
    errorShape: random.pick(['error', 'message', 'error_description'] as const),
    stockAnswer: random.pick(['object', 'empty', 'nothing', 'text', 'article'] as const),
  };
}

/**
 * Spells in which a firewall or a network answers EasyCashier's calls, in a third of the seeds. They draw from a stream of their own, so that
 * a seed's other events stay what they were. Returns what is called after each event.
 */
export function createEasyCashierSpells(seed: number, practice: Practice, tell: (text: string) => void) {
  const random = createPracticeRandom(`easycashier ${seed}`);
  const hasSpells = random.chance(0.33);
  return () => {
    if (!hasSpells || !random.chance(0.04)) return;
    const kind = random.pick(pages);
    const match = random.pick(['/stock', '/stock', 'GET', undefined]);
    const times = random.integer(2, 30);
    practice.easycashier.faults.add({ kind, times, ...(match === undefined ? {} : { match }) });
    tell(`spell easycashier ${kind} ×${times} ${match ?? ''}`);
  };
}
