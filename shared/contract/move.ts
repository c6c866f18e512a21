import { z } from 'zod';
import { procedure } from './base.ts';
import { ourTimeSchema } from './instants.ts';

/** »Flytta till en ny dator«. The file is opened by the host of the new one: `host.openMoved`, `backoffice move in`. */
export const move = {
  /** When this computer was moved from; null: it was not. */
  status: procedure.output(
    z.object({
      movedAt: ourTimeSchema.nullable(),
      /** It came here from a computer that had a relay, and is silent until it is paired here too. */
      needsRelay: z.boolean(),
    }),
  ),
  /** This computer writes no more, and leaves a file for the new one. Asked again it leaves the file once more. */
  leave: procedure.output(z.object({ file: z.string(), folder: z.string(), movedAt: ourTimeSchema })),
  /** This computer goes on after all; the orders since are asked about. */
  takeBack: procedure,
  /** Goes on without the relay that the old computer had. */
  withoutRelay: procedure,
};
