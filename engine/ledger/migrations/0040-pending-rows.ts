/**
 * Only the rows of a run that wait are looked for by position; those on their way are in an open batch. An index that held
 * both was rewritten with every row that was sent.
 */
export const pendingRows = {
  version: 40,
  sql: `
DROP INDEX run_row_open;
CREATE INDEX run_row_pending ON run_row (run_id, position) WHERE state = 'pending';
`,
} as const;
