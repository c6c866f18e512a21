/** cell_fallen: what EasyCashier has sold or lost and no write has carried yet, however many other positions wait before it. */
export const fallenFirst = {
  version: 320,
  sql: `
CREATE INDEX cell_fallen ON cell (dirty_since) WHERE dirty_since IS NOT NULL AND is_held = 0 AND fall > 0;
`,
} as const;
