/**
 * What is due is due by a process's own monotonic clock: `not_before`, `next_look_at` and `judge_at` mean nothing to the next
 * process, which begins them anew (`due.ts`). An answer of the guard marks what it was given for, instead of an instant.
 */
export const clocks = {
  version: 80,
  sql: `
ALTER TABLE shop_level ADD COLUMN judge_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN read_at INTEGER;
ALTER TABLE booking ADD COLUMN call_over INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cell ADD COLUMN zero_allowed INTEGER NOT NULL DEFAULT 0;
`,
} as const;
