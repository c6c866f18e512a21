/**
 * was_kept: when an unexplained reading was first there, its position was one that is kept equal. It may be one no more when the reading is
 * judged: a box unticked, a store without its location. What had come back until then is asked about when it is one again.
 */
export const readingKept = {
  version: 402,
  sql: `
ALTER TABLE shop_level ADD COLUMN was_kept INTEGER NOT NULL DEFAULT 0;
`,
} as const;
