/** Long lists of the contract come a page at a time. */
const PAGE = 1000;

interface Page<Item, Next> {
  readonly items: readonly Item[];
  readonly next: Next | null;
}

/** Reads page after page until `limit` items or the end. `next` is null only at the end. */
export async function readPages<Item, Next>(
  limit: number,
  read: (after: Next | undefined, limit: number) => Promise<Page<Item, Next>>,
): Promise<{ items: Item[]; next: Next | null }> {
  const items: Item[] = [];
  let next: Next | null = null;
  do {
    const page: Page<Item, Next> = await read(next ?? undefined, Math.min(PAGE, limit - items.length));
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < limit);
  return { items, next };
}
