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
    salesLagMs: random.pick([0, 0, 0, 20_000, 60_000]),
    errorShape: random.pick(['error', 'message', 'error_description'] as const),
    pageSizeMax: random.pick([4, 10, 50, 500]),
    searchFilter: random.pick(['heeded', 'ignored', 'refused'] as const),
    articleNumberFilter: random.pick(['heeded', 'ignored', 'refused'] as const),
    listStock: random.chance(0.85),
    companySpelling: random.pick(['hyphen', 'any'] as const),
    preferredCorporateIdentity: random.pick([null, '5566778899', '165566778899', 'SE556677889901']),
    stockAnswer: random.pick(['object', 'empty', 'nothing', 'text', 'article'] as const),
  };
}

/**
 * Spells in which a firewall or a network answers EasyCashier's calls, it refuses bookings, or its list of articles is cut or comes twice, in a
 * third of the seeds or in all. They draw from a stream of their own, so that a seed's other events stay what they were.
 */
export interface EasyCashierSpells {
  /** Called after each event: now and then one begins. */
  act(): void;
  /** Ends them. */
  calm(): void;
}

export function createEasyCashierSpells(
  { practice: { easycashier }, tell }: { readonly practice: Practice; readonly tell: (text: string) => void },
  seed: number,
  isWhole: boolean,
): EasyCashierSpells {
  const random = createPracticeRandom(`easycashier ${seed}`);
  const hasSpells = random.chance(isWhole ? 1 : 0.33);
  const declining = createPracticeRandom(`declined ${seed}`);
  const hasDeclined = declining.chance(isWhole ? 1 : 0.25);
  const firewall = () => {
    const kind = random.pick(pages);
    const match = random.pick(['/stock', '/stock', 'GET', undefined]);
    const times = random.integer(2, 30);
    easycashier.faults.add({ kind, times, ...(match === undefined ? {} : { match }) });
    tell(`spell easycashier ${kind} ×${times} ${match ?? ''}`);
  };
  const list = () => {
    const limit = random.pick([null, null, 0, 1, 5, 15]);
    easycashier.settings.listingLimit = limit;
    tell(`spell easycashier list ${limit ?? 'whole'}`);
  };
  const repeat = () => {
    const times = random.integer(1, 12);
    easycashier.repeatPages(times);
    tell(`spell easycashier pages twice ×${times}`);
  };
  return {
    act: () => {
      if (hasDeclined && declining.chance(0.05)) {
        const times = declining.integer(1, 3);
        easycashier.faults.add({ kind: 'declined', times, match: '/stock' });
        tell(`spell easycashier declined ×${times}`);
      }
      if (!hasSpells || !random.chance(0.08)) return;
      random.pick([firewall, firewall, list, repeat])();
    },
    calm: () => {
      easycashier.settings.listingLimit = null;
      easycashier.repeatPages(0);
    },
  };
}
