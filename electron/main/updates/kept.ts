/** What is remembered of updates from one start to the next. */
import { z } from 'zod';
import { updateTroubles } from '../../../shared/contract/updates.ts';

/** A version that was brought, with what it is held to once more before it is put in place. */
const waiting = z.object({
  /** Base64. */
  manifest: z.string(),
  signatures: z.string(),
  /** Where the library has left it: looked for there, and believed by its bytes alone. */
  path: z.string(),
  /** It was to be put in place once and was not, and why: from now on only a person tries again. */
  failed: z.enum(updateTroubles).nullable(),
});
export type WaitingUpdate = z.infer<typeof waiting>;

export const keptUpdates = z.object({
  isOn: z.boolean().catch(true),
  /** Where this computer stands among all; null: not chosen yet. */
  place: z.number().min(0).lt(1).nullable().catch(null),
  seen: z.object({ version: z.string(), signedAt: z.iso.datetime() }).nullable().catch(null),
  waiting: waiting.nullable().catch(null),
});
export type KeptUpdates = z.infer<typeof keptUpdates>;

export const nothingKept: KeptUpdates = { isOn: true, place: null, seen: null, waiting: null };

/** Where it is kept. */
export interface UpdateMemory {
  get(): KeptUpdates;
  change(change: Partial<KeptUpdates>): void;
}
