/** A shop where nothing is left to send, and goods of it. */
import type { ShopWindow } from './served.ts';

/** Previews and sends everything, as many as it may be. */
export async function sendEverything(shop: ShopWindow): Promise<void> {
  await shop.ask(async (client) => {
    const { planId, guard } = await client.sync.plan();
    await client.sync.apply({ planId, ...(guard ? { confirmRows: guard.confirmRows } : {}) });
  });
}

/** An article on both sides, in the first store. */
export interface Cell {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly storeName: string;
  /** In Shopify. */
  readonly item: string;
  readonly locationId: string;
}

/** The first article that is kept equal and of which the first store has at least so many. @throws where there is none */
export function cellWith(shop: ShopWindow, atLeast: number): Cell {
  const { easycashier, shopify, places, catalogue } = shop.session.shops.practice;
  const [place] = places;
  for (const { articleNumber, webshop, stockItem, trap } of catalogue.articles) {
    const item = shopify.itemIdBySku(articleNumber);
    if (!place || trap !== null || !webshop || !stockItem || item === undefined) continue;
    if ((easycashier.balance(articleNumber, place.storeNumber) ?? 0) < atLeast) continue;
    return { ...place, articleNumber, item };
  }
  throw new Error('no article with so many');
}
