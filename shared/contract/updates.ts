import { z } from 'zod';
import { procedure } from './base.ts';
import { ourTimeSchema } from './instants.ts';

/**
 * Why there is no newer version from the last try. `unreachable`: the server is away; `notSigned`: what it has is not signed by us, and nothing
 * more was read; `unreadable`: signed, and not understood; `outdated`: older than what was seen before; `damaged`: the file is not the one that
 * was signed; `wrongPublisher`: Windows does not know it for ours; `noRoom`: the disk is full; `failed`: it could not be put in place.
 */
export const updateTroubles = [
  'unreachable',
  'notSigned',
  'unreadable',
  'outdated',
  'damaged',
  'wrongPublisher',
  'noRoom',
  'failed',
] as const;
export type UpdateTroubleCode = (typeof updateTroubles)[number];

const version = z.string();

/** A newer version, and what stands between it and this computer. */
const found = z.discriminatedUnion('is', [
  z.object({ is: z.literal('fetching'), version, percent: z.number().int().min(0).max(100) }),
  /** On this computer, whole: put in place when somebody says so, or at the next start. */
  z.object({ is: z.literal('ready'), version }),
  /** A person runs this command, with the rights that it takes. */
  z.object({ is: z.literal('command'), version, command: z.string() }),
  /** Its maker wants it to be installed by hand, from this address. */
  z.object({ is: z.literal('byHand'), version, address: z.string() }),
  /** It does not run on a system as old as this one. */
  z.object({ is: z.literal('systemTooOld'), version }),
]);
export type FoundUpdate = z.infer<typeof found>;

const updateState = z.object({
  /** `none`: this installation was given no address to look at; `command`: it is told of new versions and does not install them. */
  way: z.enum(['none', 'command', 'self']),
  /** It looks by itself. */
  isOn: z.boolean(),
  doing: z.enum(['looking', 'installing']).nullable(),
  found: found.nullable(),
  /** When the server last had something to say that was signed; null: never since the program began. */
  lookedAt: ourTimeSchema.nullable(),
  trouble: z.enum(updateTroubles).nullable(),
});
export type UpdateState = z.infer<typeof updateState>;

/** New versions of the program itself, on the desktop. */
export const updates = {
  state: procedure.output(updateState),
  /** Looks now, past the percentage of a release that is handed out in steps. Answers when what can be fetched is there. */
  look: procedure,
  /** Ends the program as an end does, questions included, and puts what is ready in place. Answers with `false` where a person has stayed. */
  install: procedure.output(z.object({ begun: z.boolean() })),
  setOn: procedure.input(z.object({ on: z.boolean() })),
};
