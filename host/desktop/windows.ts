/** The lines of the desktop's windows: served with one session's router after the other's. */
import type { WindowRouter } from '../window/sessions.ts';
import { createPortServer, type Port, type PortServer } from './port-socket.ts';

/** As over the socket: article numbers of a large list fit. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export interface Windows {
  /** A line that comes between two sessions waits for the next. */
  take(port: Port): void;
  /** From now on with this router; `close` cuts off whoever is connected. */
  serve(router: WindowRouter, report: (error: unknown) => void): Promise<{ close(): Promise<void> }>;
}

export function createWindows(): Windows {
  let server: PortServer | null = null;
  let waiting: Port[] = [];
  const open = new Set<Port>();

  const answer = (serving: PortServer, port: Port) => {
    open.add(port);
    void serving.serve(port).then(() => open.delete(port));
  };
  return {
    take: (port) => {
      if (server) answer(server, port);
      else waiting.push(port);
    },
    serve: (router, report) => {
      const serving = createPortServer(router, { maxBytes: MAX_MESSAGE_BYTES, report });
      server = serving;
      const arrived = waiting;
      waiting = [];
      for (const port of arrived) answer(serving, port);
      const close = () => {
        server = null;
        for (const port of open) port.close();
        return Promise.resolve();
      };
      return Promise.resolve({ close });
    },
  };
}
