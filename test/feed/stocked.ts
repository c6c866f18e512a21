import type { ShopRig } from './rig.ts';

/** Cells that both sides know and that have goods. */
export function stocked({ practice }: ShopRig) {
  const { catalogue, easycashier, shopify, places } = practice;
  return catalogue.articles
    .filter(({ webshop, stockItem }) => webshop && stockItem)
    .flatMap(({ articleNumber }) =>
      places.map(({ storeNumber, locationId }) => ({ articleNumber, storeNumber, locationId })),
    )
    .flatMap((cell) => {
      const item = shopify.itemIdBySku(cell.articleNumber);
      const isStocked = (easycashier.balance(cell.articleNumber, cell.storeNumber) ?? 0) >= 2;
      return item !== undefined && isStocked ? [{ ...cell, item }] : [];
    });
}
