/** A company's proxy: lets calls through by CONNECT, to whom it knows and from whom it knows. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface NetworkProxy {
  /** `login`: what an environment puts before its name, `user:password`. */
  url(login: string | null): string;
  /** Whom it has let somebody through to, `name:port`, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** `known`: the port on loopback of each `name:port`; `login`: null where everybody may pass. */
export async function openProxy(
  known: Readonly<Record<string, number>>,
  login: string | null,
): Promise<NetworkProxy> {
  const open = new Set<Socket>();
  const asked: string[] = [];
  const wanted = login === null ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '', headers }, near: Socket) => {
    const port = known[url];
    const isLet = wanted === undefined || headers['proxy-authorization'] === wanted;
    if (!isLet || port === undefined) {
      near.end(`HTTP/1.1 ${isLet ? '502 Bad Gateway' : '407 Proxy Authentication Required'}\r\n\r\n`);
      return;
    }
    asked.push(url);
    const far = connect(port, '127.0.0.1', () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    open.add(near).add(far);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (words) => `http://${words === null ? '' : `${words}@`}127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
