import { z } from 'zod';
import { refusalArgs, refusalCode } from '../../shared/contract/base.ts';

const refusal = z.object({ code: refusalCode, args: refusalArgs });

/** What a person can act on, as a file of the host's or the engine says it; null: something else went wrong. */
export function knownRefusal(error: unknown): z.infer<typeof refusal> | null {
  return refusal.safeParse(error).data ?? null;
}
