/** What the sales report named is remembered until the article has been read, whatever happens in between. */
export const salesRead = {
  version: 140,
  sql: `
-- What the report told when the article was last read; null: not read since it was first named.
ALTER TABLE sales ADD COLUMN read_at_thousandths INTEGER;
CREATE INDEX sales_to_read ON sales (article_number) WHERE read_at_thousandths IS NOT thousandths;
`,
} as const;
