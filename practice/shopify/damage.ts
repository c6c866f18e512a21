import { GraphQLError } from 'graphql';

/**
 * One record that Shopify fails at, for good or for a while, with status 200 [C, seen of orders; that items fail so is our reading]. Which
 * shape such an answer has is not known [U]:
 * - `fails`: whatever asks for the item is answered with nothing but the error; what writes to it too, and nothing is written
 * - `null`: the same, but where the schema lets a null stand in its place it does, with the error's path beside it
 * - `levels`: the item is shown and its levels are not; what is written to it is done
 * - `writes`: it is shown as ever; what writes to it is answered with nothing but the error, and nothing is written
 */
export const itemDamages = ['fails', 'null', 'levels', 'writes'] as const;
export type ItemDamage = (typeof itemDamages)[number];

/** A failure inside Shopify, with status 200; some records fail so for good [C]. */
export const internalError = () =>
  new GraphQLError('Internal error. Looks like something went wrong on our end.', {
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });

const failing: Readonly<Record<'answer' | 'item' | 'levels' | 'write', readonly ItemDamage[]>> = {
  answer: ['fails'],
  item: ['fails', 'null'],
  levels: ['fails', 'null', 'levels'],
  write: ['fails', 'null', 'writes'],
};

/** @throws GraphQLError where the item's damage strikes at this */
export function strikeAt(
  what: keyof typeof failing,
  { damage }: { readonly damage: ItemDamage | null },
): void {
  if (damage !== null && failing[what].includes(damage)) throw internalError();
}
