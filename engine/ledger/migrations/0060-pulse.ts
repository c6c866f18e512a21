/** How far behind the two have been: for each quarter of an hour that the program ran, and for 13 months. */
export const pulse = {
  version: 60,
  sql: `
-- oldest_unsent: the longest that a change has waited in the queue, ms. differing: the most that a comparison found, null
-- when none was made.
CREATE TABLE pulse (at INTEGER PRIMARY KEY, oldest_unsent INTEGER NOT NULL, differing INTEGER) STRICT;
`,
} as const;
