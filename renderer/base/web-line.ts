/** The line in a browser: a WebSocket to the host that served the page. */
import { RPCLink } from '@orpc/client/websocket';
import type { OpenedLine } from './line.ts';

const PATIENCE_MS = 10_000;

/** Rejects where nobody answers. */
export function openWebLine(): Promise<OpenedLine> {
  return new Promise((resolve, reject) => {
    const address = new URL('/rpc', location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    const broken = new AbortController();
    const late = setTimeout(() => socket.close(), PATIENCE_MS);
    socket.addEventListener('open', () => {
      clearTimeout(late);
      resolve({ link: new RPCLink({ websocket: forgiving(socket) }), broken: broken.signal });
    });
    socket.addEventListener('close', () => {
      clearTimeout(late);
      broken.abort('the line is broken');
      reject(new Error('nobody answers'));
    });
  });
}

/**
 * The link tells the other side when a stream is given up, and lets nobody catch it when that side has gone: such a
 * message is dropped. Calls on a broken line are ended by its signal.
 */
function forgiving(socket: WebSocket): ConstructorParameters<typeof RPCLink>[0]['websocket'] {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send: (data: string | ArrayBufferLike | ArrayBufferView<ArrayBuffer>) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data as string);
    },
    get readyState() {
      return WebSocket.OPEN;
    },
  } as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
}
