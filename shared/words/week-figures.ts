/** What a week is told by, in the order in which it is shown. */
export const weekFigures = ['sold', 'orders', 'found', 'mended'] as const;
