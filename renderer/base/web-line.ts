/** The line in a browser: a WebSocket to the host that served the page. */
import { RPCLink } from '@orpc/client/websocket';
import { askWhetherLetIn, keyPlace, lineProtocol } from '../../shared/words/window-entry.ts';
import { NotLetIn, type OpenedLine } from './line.ts';

const PATIENCE_MS = 10_000;

/** Rejects where nobody answers, and with `NotLetIn` where it is said that the key is none. */
export async function openWebLine(): Promise<OpenedLine> {
  // Another tab may have been let in meanwhile.
  const key = localStorage.getItem(keyPlace);
  if (key === null) throw new NotLetIn();
  try {
    return await openSocket(key);
  } catch (error) {
    // A page is not told why a WebSocket was turned away.
    const asked = await fetch(askWhetherLetIn, { headers: { authorization: `Bearer ${key}` } });
    throw (await asked.json()) === false ? new NotLetIn() : error;
  }
}

function openSocket(key: string): Promise<OpenedLine> {
  return new Promise((resolve, reject) => {
    const address = new URL('rpc', location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, [lineProtocol, key]);
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
