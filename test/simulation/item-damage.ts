import { createPracticeRandom } from '../../practice/random.ts';
import { itemDamages } from '../../practice/shopify/damage.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** Spells in which Shopify fails at one or two items, in some of the seeds. Draws of its own, so that a seed's other events stay what they were. */
export interface ItemDamages {
  act(): void;
  /** Everything can be read and written again. */
  mend(): void;
}

export function createItemDamages(shops: Shops, seed: number): ItemDamages {
  const random = createPracticeRandom(`item damage ${seed}`);
  const isDrawn = random.chance(0.4);
  const { shopify } = shops.practice;
  const damaged = new Set<string>();
  const mendOne = (item: string) => {
    attemptInShop(shops, `Shopify shows ${item} again`, () => shopify.setItemDamage(item, null));
    damaged.delete(item);
  };
  return {
    act: () => {
      if (!isDrawn || !random.chance(0.08)) return;
      const [first] = damaged;
      if (first !== undefined && (damaged.size > 1 || random.chance(0.6))) return mendOne(first);
      const item = random.pick(shops.inventoryItems);
      const damage = random.pick(itemDamages);
      attemptInShop(shops, `Shopify fails at ${item} (${damage})`, () => {
        shopify.setItemDamage(item, damage);
        damaged.add(item);
      });
    },
    mend: () => {
      for (const item of [...damaged]) mendOne(item);
    },
  };
}
