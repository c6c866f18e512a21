/** Why the system does not let the relay listen where its settings say, for whoever set them. */
import type { Config } from './config.ts';

type Where = Pick<Config, 'host' | 'port'>;

const reasons: Readonly<Record<string, (where: Where) => string>> = {
  EADDRINUSE: ({ port }) =>
    `another program uses port ${port} there. Set RELAY_PORT to another one (0 takes a free one), or stop that program`,
  EACCES: ({ port }) =>
    `this user may not use port ${port}: those below 1024 are the administrator's, and Windows keeps some for itself. Set RELAY_PORT to another one, with a proxy in front`,
  EADDRNOTAVAIL: ({ host }) =>
    `${host} is no address of this computer. Set RELAY_HOST to one it has: 127.0.0.1 for itself alone, 0.0.0.0 for every network it is in`,
  EAFNOSUPPORT: ({ host }) =>
    `this computer has no addresses of the kind of ${host}. Set RELAY_HOST to one it has, such as 127.0.0.1`,
  ENOTFOUND: ({ host }) =>
    `no address is known for the name ${host}. Set RELAY_HOST to an address of this computer, such as 127.0.0.1`,
};

/** In one line, with the system's own word in it. The error itself where it is about something else. */
export function toListeningError(error: unknown, where: Where): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  const code = String(error.code);
  const reason = reasons[code === 'EAI_AGAIN' ? 'ENOTFOUND' : code]?.(where);
  if (reason === undefined) return error;
  return new Error(`cannot listen on ${where.host}:${where.port} (${code}): ${reason}`, { cause: error });
}
