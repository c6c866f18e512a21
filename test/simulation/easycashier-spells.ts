import type { FaultKind } from '../../practice/faults.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';

/** What somebody before EasyCashier answers in its place. */
const pages: readonly FaultKind[] = ['page-403', 'page-404', 'page-405', 'moved', 'not-json'];

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
