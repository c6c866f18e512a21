/** A MessagePort served as if it were a socket: one protocol, one place where hostile messages end. */
import { onError, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { isLineMessage } from '../line-message.ts';

/** What Electron's MessagePortMain, Node's MessagePort and a line over IPC have in common. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: a transport serves a router of any contract
type AnyRouter = Router<any, Record<never, never>>;

export interface PortServer {
  /** Begins to answer; resolves when the other side has gone. */
  serve(port: Port): Promise<void>;
}

type Listener = (event: never) => void;

/**
 * `maxBytes`: a larger message, or one that the protocol cannot read, closes the port: nothing of ours sends such a thing.
 * `report` is told what a handler threw.
 */
export function createPortServer(
  router: AnyRouter,
  { maxBytes, report }: { readonly maxBytes: number; readonly report: (error: unknown) => void },
): PortServer {
  const handler = new RPCHandler(router, { interceptors: [onError(report)] });
  return {
    serve: (port) => {
      const gone = Promise.withResolvers<void>();
      const heard: Listener[] = [];
      const closed: Listener[] = [];
      let isClosed = false;
      const end = () => {
        if (isClosed) return;
        isClosed = true;
        for (const listener of closed) listener({} as never);
        gone.resolve();
      };
      void handler.upgrade(
        {
          send: (data: unknown) => {
            if (!isClosed) port.postMessage(data);
          },
          addEventListener: (type: string, listener: unknown) => {
            if (type === 'message') heard.push(listener as Listener);
            if (type === 'close') closed.push(listener as Listener);
          },
        } as unknown as Parameters<typeof handler.upgrade>[0],
        { context: {} },
      );
      port.on('message', (event) => {
        if (isClosed) return;
        const data = payloadOf(event);
        // UTF-16 units: at least as many bytes, at most three times as many.
        if (typeof data === 'string' && data.length <= maxBytes && isLineMessage(data)) {
          for (const listener of heard) listener({ data } as never);
          return;
        }
        port.close();
        end();
      });
      port.on('close', end);
      port.start();
      return gone.promise;
    },
  };
}

/** Electron's port wraps what came, Node's gives it as it is. */
const payloadOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'data' in event ? event.data : event;
