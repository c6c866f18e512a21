/**
 * buffer: units of an article that are held back from the webshop instead of those of the setting; in one store, or with an empty store_number in
 * every store that has no row of its own.
 */
export const buffers = {
  version: 360,
  sql: `
CREATE TABLE buffer (
  article_number TEXT NOT NULL, store_number TEXT NOT NULL, units INTEGER NOT NULL CHECK (units >= 0),
  PRIMARY KEY (article_number, store_number)
) WITHOUT ROWID;
`,
} as const;
