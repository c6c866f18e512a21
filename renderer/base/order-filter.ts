/** What Ordrar shows, as it stands in the address: kept over back and reload, and linked to from elsewhere. */

const names = ['search', 'since', 'until', 'store', 'state'] as const;
export type OrderFilter = { readonly [Name in (typeof names)[number]]?: string };

/** An order's name may read as a number in an address. */
export function readOrderFilter(address: Readonly<Record<string, unknown>>): OrderFilter {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = address[name];
      const isText = (typeof value === 'string' && value !== '') || typeof value === 'number';
      return isText ? [[name, String(value)]] : [];
    }),
  );
}
