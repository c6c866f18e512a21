import { createPracticeRandom } from '../../practice/random.ts';

/**
 * What a seed is about.
 * - `polling`: no relay; polling alone must carry the job
 * - `webhooks`: a relay, and everything that can happen to webhooks, to it and to the lines between
 * - `alone`: Shopify's search shows nothing of the last hours, so that only webhooks tell of orders; none is lost
 * - `seldom`: polls are a quarter of an hour apart; what a relay has dropped must be caught up with for its gap
 * - `computers`: two installations in one shop, one of which writes
 * - `hard`: polling, in the world as it is: failures inside Shopify, orders that hide, goods set aside, copied products
 * - `sizes`: the same in a shop of a few articles, or of hundreds to thousands, each of many pages
 */
export const kinds = ['polling', 'webhooks', 'alone', 'seldom', 'computers', 'hard', 'sizes'] as const;
export type Kind = (typeof kinds)[number];

const shares: readonly (readonly [Kind, number])[] = [
  ['polling', 0.22],
  ['webhooks', 0.4],
  ['alone', 0.13],
  ['seldom', 0.12],
  ['computers', 0.13],
];

/** One of so many is hard, drawn by itself: the others keep the kind they have had. */
const HARD_SHARE = 0.25;
/** The same for shops of another size, each of which takes seconds. */
const SIZES_SHARE = 0.015;

/** What can become of the world as it is. */
export const isHard = (kind: Kind): boolean => kind === 'hard' || kind === 'sizes';

/** The seed's own kind: the kinds come in fixed shares. */
export function kindOf(seed: number): Kind {
  if (createPracticeRandom(`sizes kind ${seed}`).chance(SIZES_SHARE)) return 'sizes';
  if (createPracticeRandom(`hard kind ${seed}`).chance(HARD_SHARE)) return 'hard';
  let dice = createPracticeRandom(`kind ${seed}`).next();
  for (const [kind, share] of shares) {
    dice -= share;
    if (dice < 0) return kind;
  }
  return 'polling';
}
