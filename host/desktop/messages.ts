/**
 * What the desktop's main process and the engine's process say to each other, beside the ports of the windows. The same
 * messages cross a utility process's port and the IPC channel of a child process; only the latter carries `data` and
 * `closed`, for it cannot hand over a port.
 */
import { z } from 'zod';
import { refusalArgs, refusalCode } from '../../shared/contract/base.ts';
import { powerEvents } from '../system/power.ts';
import { secretNames } from '../system/secret-names.ts';

const serial = z.number().int().nonnegative();
const secretName = z.enum(secretNames);

/** A line's message: text, or bytes where a file is among it. */
export const payload = z.union([z.string(), z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)]);
const data = z.object({ type: z.literal('data'), line: serial, payload });
const closed = z.object({ type: z.literal('closed'), line: serial });

const keychainCall = z.discriminatedUnion('what', [
  /** Is there a keychain that gives back what it is given? Answered with `yes` or null. */
  z.object({ what: z.literal('probe') }),
  z.object({ what: z.literal('get'), name: secretName }),
  z.object({ what: z.literal('set'), name: secretName, value: z.string().max(10_000) }),
  z.object({ what: z.literal('delete'), name: secretName }),
]);
export type KeychainCall = z.infer<typeof keychainCall>;

export const toEngine = z.discriminatedUnion('type', [
  /** A window's line. A utility process gets the port with this message. */
  z.object({ type: z.literal('line'), line: serial }),
  data,
  closed,
  z.object({
    type: z.literal('keychain'),
    call: serial,
    answer: z.union([z.object({ value: z.string().nullable() }), z.object({ error: z.string() })]),
  }),
  /** As Chromium words the ways to a server: `PROXY one:3128; DIRECT`. */
  z.object({ type: z.literal('proxy'), call: serial, answer: z.string().max(10_000) }),
  /** The computer falls asleep or wakes, or its network is back. */
  z.object({ type: z.literal('power'), event: z.enum(powerEvents) }),
  /** End in order: what is on its way is finished. */
  z.object({ type: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof toEngine>;
export type PowerEvent = Extract<ToEngine, { type: 'power' }>['event'];

export const fromEngine = z.discriminatedUnion('type', [
  /** A utility process has the port of this line in its hands: from now on its death closes it. */
  z.object({ type: z.literal('taken'), line: serial }),
  /** Windows are answered from now on: at the start, and after every change of session. */
  z.object({ type: z.literal('serving') }),
  data,
  closed,
  z.object({ type: z.literal('keychain'), call: serial, ask: keychainCall }),
  /** Through which proxy is the server at this address asked? An origin, without a path. */
  z.object({ type: z.literal('proxy'), call: serial, url: z.url({ protocol: /^https?$/ }).max(500) }),
  /** A setting of the environment cannot be: starting again would not help. */
  z.object({ type: z.literal('refused'), code: refusalCode, args: refusalArgs }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
