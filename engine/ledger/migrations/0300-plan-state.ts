/** plan.state: a plan is made little by little, and nobody may take one for whole whose last row is not in. */
export const planState = {
  version: 300,
  sql: `
ALTER TABLE plan ADD COLUMN state TEXT NOT NULL DEFAULT 'whole' CHECK (state IN ('making', 'whole', 'abandoned'));
`,
} as const;
