/** left_store: the store that a location was last taken away from, so that what it sold meanwhile is known for that store's. */
export const storeMaps = {
  version: 210,
  sql: `
ALTER TABLE location ADD COLUMN left_store TEXT;
`,
} as const;
