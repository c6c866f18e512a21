import { z } from 'zod';

/**
 * Who did something, as far as the program that did it knows: the account of the computer's system that it runs in, and what the computer is
 * called. Whoever sits before it nobody knows; a window in a browser acts as whoever ran `serve`.
 */
const actor = z.object({
  /** Null: the system has no name for the account. */
  person: z.string().nullable(),
  computer: z.string(),
});
export type Actor = z.infer<typeof actor>;

/** Null where the engine itself did it, somebody in one of the shops' own systems, or somebody before this was written down. */
export const doneBy = actor.nullable();
