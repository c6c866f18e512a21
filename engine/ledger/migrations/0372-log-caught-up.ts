/** log_caught_up: when the program was last away, found without going through the log. */
export const logCaughtUp = {
  version: 372,
  sql: `
CREATE INDEX log_caught_up ON log (at) WHERE event = 'caughtUp';
`,
} as const;
