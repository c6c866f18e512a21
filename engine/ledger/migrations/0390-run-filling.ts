/**
 * run.filled_to: a run's rows are brought in little by little, so that nobody waits for those of 100,000 positions: the last row of its plan, or
 * of the run that it undoes, that has been gone through; null: all have.
 */
export const runFilling = {
  version: 390,
  sql: `
ALTER TABLE run ADD COLUMN filled_to INTEGER;
`,
} as const;
