/**
 * What EasyCashier is known to have sold or lost is taken off Shopify's number by itself where that number moves too fast to be compared
 * with. fall: units of it that no write has carried yet; kind: whether a batch sets numbers or adjusts them.
 */
export const fallsAsDeltas = {
  version: 170,
  sql: `
ALTER TABLE cell ADD COLUMN fall INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN kind TEXT NOT NULL DEFAULT 'set' CHECK (kind IN ('set', 'adjust'));
`,
} as const;
