/** Which goods the demo sells: what both shops have plenty of, so that nothing has to be sold short. */
import { pairs } from '../practice/comparison.ts';
import type { PracticeRandom } from '../practice/random.ts';
import type { Practice } from '../practice/shops.ts';

const PLENTY = 6;

export interface Ware {
  readonly articleNumber: string;
  readonly name: string;
  readonly inventoryItemId: string;
}

/** Each part of the day has goods of its own where it matters; tills and web orders share theirs. */
export interface Goods {
  /** Sold at the tills and on the web at the same time. */
  readonly shared: readonly Ware[];
  /** For the booking whose answer is lost. */
  readonly lost: Ware;
  /** For the quantity somebody else changes in Shopify. */
  readonly foreign: Ware;
  /** For the orders that are timed, one each. */
  readonly timed: readonly Ware[];
  /** For orders that are changed afterwards. */
  readonly changing: readonly Ware[];
  /** For the draft order that reserves. */
  readonly drafted: Ware;
  /** For the orders since the copy of the program's data, one each. */
  readonly sinceCopy: readonly Ware[];
}

export function chooseGoods(practice: Practice, random: PracticeRandom): Goods {
  const plenty = pairs(practice).flatMap(({ articleNumber, inventoryItemId }): Ware[] => {
    const hasPlenty = practice.places.every(({ storeNumber }) => {
      const balance = practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
      return Number.isInteger(balance) && balance >= PLENTY;
    });
    const name = practice.easycashier.article(articleNumber)?.fields.description ?? '';
    return hasPlenty ? [{ articleNumber, name, inventoryItemId }] : [];
  });
  const shuffled = plenty
    .map((ware) => ({ ware, order: random.next() }))
    .sort((one, other) => one.order - other.order)
    .map(({ ware }) => ware);
  const [lost, foreign, drafted, ...rest] = shuffled;
  if (!lost || !foreign || !drafted || rest.length < 28)
    throw new Error('the catalogue is too small for the demo');
  return {
    lost,
    foreign,
    drafted,
    changing: rest.slice(0, 6),
    timed: rest.slice(6, 14),
    sinceCopy: rest.slice(14, 17),
    shared: rest.slice(17, 77),
  };
}
