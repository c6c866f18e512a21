import { attemptInShop, type Shops } from './shops.ts';

/** A sale, a return, a delivery, a count or a use of goods in one of the stores. */
export function useTheTill(shops: Shops): void {
  const { random, practice } = shops;
  const { easycashier } = practice;
  const article = random.pick(shops.articles);
  const store = random.pick(shops.stores);
  const balance = easycashier.balance(article, store) ?? 0;
  const kind = random.pick([
    'sell',
    'sell',
    'sell',
    'sell',
    'returnSale',
    'deliver',
    'count',
    'consume',
  ] as const);
  // Deliveries and counts move by more than any order: a change of just an unanswered booking's size in the same
  // minute cannot be told from the booking by anyone (see engine/rules/unknown-booking.ts).
  const quantity = kind === 'sell' || kind === 'returnSale' ? random.integer(1, 3) : random.integer(20, 40);
  if ((kind === 'sell' || kind === 'consume') && balance < quantity) return;
  attemptInShop(shops, `${kind} ${article} @${store} ${quantity}`, () =>
    easycashier[kind](
      article,
      store,
      kind === 'count' ? Math.max(0, Math.floor(balance) + quantity) : quantity,
    ),
  );
}

/** Somebody ticks or clears an article's box Webshop. */
export function tickWebshop(shops: Shops): void {
  const { random, practice } = shops;
  const article = random.pick(shops.articles);
  const on = random.chance(0.8);
  attemptInShop(shops, `webshop ${article} ${on}`, () => practice.easycashier.setWebshop(article, on));
}
