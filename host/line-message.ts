/** The one gate for what comes over a line to the engine: a socket, a WebSocket or a port. */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { isDeeperThan } from '../shared/words/json-depth.ts';

/** What our clients say is flat; deeper than this nothing is a mistake. */
const MAX_DEPTH = 1_000;
/** Of requests: no file and no form is ever sent to us, whose headers would have more be read. */
const headers = z.object({ 'content-disposition': z.undefined(), 'content-type': z.undefined() }).loose();

/** The protocol's three kinds: a request, an event of a stream, the end of interest in an answer. */
const message = z.union([
  z.object({
    i: z.string().max(64),
    t: z.literal(1).optional(),
    p: z.object({
      u: z.string().regex(/^\/[\w/-]{1,200}$/),
      m: z.literal('POST').optional(),
      h: headers.optional(),
    }),
  }),
  z.object({ i: z.string().max(64), t: z.literal(3), p: z.object({ e: z.string() }).loose() }),
  z.object({ i: z.string().max(64), t: z.literal(4) }),
]);

/**
 * Whether the protocol can read it. What it cannot read it would throw at, with what was said in the words of the error; so that never gets to
 * it, and whoever sends such a thing is no client of ours.
 */
export function isLineMessage(data: unknown): data is string {
  if (typeof data !== 'string' || isDeeperThan(data, MAX_DEPTH)) return false;
  try {
    return message.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

type Served = Pick<WebSocket, 'addEventListener' | 'send'>;
type Heard = (event: { readonly data?: unknown }) => void;

/** The socket as the protocol is to see it: it hands on what can be read, and is cut off at the first thing that cannot. */
export function readable(socket: WebSocket): Served {
  return {
    send: socket.send.bind(socket),
    addEventListener: (type: 'message' | 'close', listener: Heard) =>
      type === 'close'
        ? socket.addEventListener(type, () => listener({}))
        : socket.addEventListener(type, ({ data }) => {
            if (isLineMessage(data)) listener({ data });
            else socket.terminate();
          }),
  } as Served;
}
