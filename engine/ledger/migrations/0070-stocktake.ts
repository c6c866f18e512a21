/** Since when a store is being counted; null while it is not. */
export const stocktake = {
  version: 70,
  sql: `
ALTER TABLE store ADD COLUMN stocktake_since INTEGER;
`,
} as const;
