import { GraphQLError } from 'graphql';

/** Arguments of every connection; a page holds at most 250 [D]. */
export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
}

/** Where a record stands in a list: by value, then by number. */
export type Place = readonly [value: number, number: number];

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: () => { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: () => {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const maxPage = 250;
/** No list can be paged deeper than this [D]; the error's shape is our guess. */
const maxDepth = 25_000;

/** How far into its list a cursor stands is part of the cursor. */
const toCursor = ([value, number]: Place, depth: number) =>
  Buffer.from(JSON.stringify({ last_value: value, last_id: number, depth })).toString('base64url');

function fromCursor(cursor: string): { readonly place: Place; readonly depth: number } {
  try {
    const { last_value, last_id, depth } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof last_value === 'number' && typeof last_id === 'number' && typeof depth === 'number')
      return { place: [last_value, last_id], depth };
  } catch {
    // answered below
  }
  throw new GraphQLError(`Invalid cursor for current pagination sort: ${cursor}`);
}

const order = (a: Place, b: Place) => a[0] - b[0] || a[1] - b[1];

/**
 * One page of a list ascending by `place`. `everything` (bulk queries) gives the whole list without a page size.
 * A `test` narrows the list without copying it.
 */
export function page<T>(
  list: readonly T[],
  place: (record: T) => Place,
  args: PageArgs,
  options: { readonly test?: ((record: T) => boolean) | undefined; readonly everything?: boolean } = {},
): Connection<T> {
  const { test } = options;
  if (options.everything) return connection(test ? list.filter(test) : list, place, 0, false, false);
  const size = pageSize(args);
  const backwards = (args.last ?? 0) > 0;
  // Walking backwards through a list is walking forwards through its mirror image.
  const descending = (args.reverse ?? false) !== backwards;
  const from = backwards ? args.before : args.after;
  const start = from == null ? null : fromCursor(from);
  const depth = start?.depth ?? 0;
  if (!backwards && depth >= maxDepth)
    throw new GraphQLError(`Only the first ${maxDepth} records of a list can be paged through`, {
      extensions: { code: 'BAD_REQUEST' },
    });
  const step = descending ? -1 : 1;
  const found: T[] = [];
  let more = false;
  for (
    let index = startIndex(list, place, start?.place, descending);
    index >= 0 && index < list.length;
    index += step
  ) {
    const record = list[index];
    if (record === undefined || (test && !test(record))) continue;
    if (found.length === size) {
      more = true;
      break;
    }
    found.push(record);
  }
  if (backwards) found.reverse();
  return connection(
    found,
    place,
    depth,
    backwards ? start !== null : more,
    backwards ? more : start !== null,
  );
}

function pageSize({ first, last }: PageArgs): number {
  if (first == null && last == null)
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } });
  if (first != null && last != null)
    throw new GraphQLError('providing both first and last is not supported', {
      extensions: { code: 'BAD_REQUEST' },
    });
  const size = first ?? last ?? 0;
  if (size < 0 || size > maxPage)
    throw new GraphQLError(`first and last must be between 0 and ${maxPage}`, {
      extensions: { code: 'BAD_REQUEST' },
    });
  return size;
}

/** First index past the cursor, by halving: lists of a million are walked page by page. */
function startIndex<T>(
  list: readonly T[],
  place: (record: T) => Place,
  after: Place | undefined,
  descending: boolean,
): number {
  if (!after) return descending ? list.length - 1 : 0;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = list[middle];
    const difference = record === undefined ? 0 : order(place(record), after);
    if (difference < 0 || (!descending && difference === 0)) low = middle + 1;
    else high = middle;
  }
  return descending ? low - 1 : low;
}

function connection<T>(
  nodes: readonly T[],
  place: (record: T) => Place,
  depth: number,
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): Connection<T> {
  const cursor = (index: number) => {
    const node = nodes.at(index);
    return node === undefined ? null : toCursor(place(node), depth + (index < 0 ? nodes.length : index + 1));
  };
  return {
    nodes,
    edges: () => nodes.map((node, index) => ({ node, cursor: cursor(index) ?? '' })),
    pageInfo: () => ({ hasNextPage, hasPreviousPage, startCursor: cursor(0), endCursor: cursor(-1) }),
  };
}

/** A list that lies within one record (lines of an order): in its own order. */
export function pageOf<T extends object>(
  list: readonly T[],
  args: PageArgs,
  everything: boolean,
): Connection<T> {
  const positions = new Map(list.map((record, index) => [record, index]));
  return page(list, (record) => [positions.get(record) ?? 0, 0], args, { everything });
}
