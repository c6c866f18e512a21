/**
 * Which ledger this is: random, made with the file, never drawn again but for a new life. How many times it has been about to write to
 * either shop is counted beside it (`ledger/identity.ts`); both are kept outside the file as well.
 */
export const identity = {
  version: 130,
  sql: `
INSERT INTO setting (name, value) VALUES ('ledgerId', json_quote(lower(hex(randomblob(16)))));
`,
} as const;
