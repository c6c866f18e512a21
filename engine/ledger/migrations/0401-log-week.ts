/** log_sold, log_other: what the picture of a week counts, found without going through a log of a million lines. */
export const logWeek = {
  version: 401,
  sql: `
CREATE INDEX log_sold ON log (at, before, after) WHERE event = 'balanceChanged' AND cause = 'sale';
CREATE INDEX log_other ON log (at, event) WHERE cause = 'changedByOther';
`,
} as const;
