import type { Practice } from '../../practice/shops.ts';

/** Articles whose box Webshop has been seen otherwise than it was at first: which of their orders count is a matter of timing. */
export interface WebshopFlags {
  look(): void;
  readonly toggled: ReadonlySet<string>;
}

/** Takes the boxes as they are now for how they were at first. */
export function watchWebshopFlags({ catalogue, easycashier }: Practice): WebshopFlags {
  const flagOf = (articleNumber: string) => easycashier.article(articleNumber)?.fields.webshop;
  const original = catalogue.articles.map(
    ({ articleNumber }) => [articleNumber, flagOf(articleNumber)] as const,
  );
  const toggled = new Set<string>();
  return {
    toggled,
    look: () => {
      for (const [articleNumber, flag] of original)
        if (flagOf(articleNumber) !== flag) toggled.add(articleNumber);
    },
  };
}
