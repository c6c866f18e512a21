/** actor: who has done something; log, run, inbox and box_change say who did it (null: the program itself, or nobody knows). An empty person has no name. */
export const actors = {
  version: 400,
  sql: `
CREATE TABLE actor (
  actor_id INTEGER PRIMARY KEY, person TEXT NOT NULL, computer TEXT NOT NULL, UNIQUE (person, computer)
) STRICT;
ALTER TABLE log ADD COLUMN actor_id INTEGER;
CREATE INDEX log_actor ON log (actor_id) WHERE actor_id IS NOT NULL;
ALTER TABLE run ADD COLUMN actor_id INTEGER;
ALTER TABLE inbox ADD COLUMN actor_id INTEGER;
ALTER TABLE box_change ADD COLUMN actor_id INTEGER;
`,
} as const;
