/**
 * Who is let in to the window on this computer: whoever asks for it by our own name, from our own page, and has shown a token that was
 * printed for one use. From then on the pages want a cookie, and the line a key as well: a browser sends cookies to every port of a
 * computer, but what a page keeps it keeps by port.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { lineProtocol } from '../../shared/words/window-entry.ts';

/** Whoever shows the token gets these. */
interface Pass {
  /** `Set-Cookie`: out of reach of scripts, and of the other paths of whoever else listens here. */
  readonly setCookie: string;
  readonly key: string;
}

export interface Admission {
  /** Lets one in, once; another one after that. */
  readonly token: string;
  /** Spends the token. Null: it is another, or one that was spent. */
  enter(given: string): Pass | null;
  /** The request names us as its host: no other name leads here by a trick of the name server. */
  isForUs(request: IncomingMessage): boolean;
  /** The page that asks is one of ours. */
  isFromUs(request: IncomingMessage): boolean;
  /** To the pages. */
  isLetIn(request: IncomingMessage): boolean;
  /** To the line: it shows its key as a protocol, or as bearer where it only asks. */
  hasKey(request: IncomingMessage): boolean;
}

/** For a server that browsers reach at `origins`, the first of them printed, with the window at `path`. */
export function createAdmission(origins: readonly string[], port: number, path: string): Admission {
  const hosts = origins.map((origin) => new URL(origin).host);
  const cookie = `backoffice_${port}`;
  const secure = origins.every((origin) => origin.startsWith('https:')) ? '; Secure' : '';
  const [seal, key] = [random(), random()];
  let token = random();
  return {
    get token() {
      return token;
    },
    enter: (given) => {
      if (!isSame(given, token)) return null;
      token = random();
      return { setCookie: `${cookie}=${seal}; HttpOnly; SameSite=Strict; Path=${path}${secure}`, key };
    },
    isForUs: ({ headers }) => hosts.includes(headers.host ?? ''),
    isFromUs: ({ headers }) => origins.includes(headers.origin ?? ''),
    isLetIn: (request) => isSame(cookieOf(request, cookie), seal),
    hasKey: (request) => isSame(keyOf(request), key),
  };
}

const random = () => randomBytes(32).toString('base64url');

function isSame(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const parts = (header: string | undefined, sign: string) =>
  (header ?? '').split(sign).map((part) => part.trim());

function cookieOf({ headers }: IncomingMessage, name: string): string {
  const found = parts(headers.cookie, ';').find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}

function keyOf({ headers }: IncomingMessage): string {
  const [spoken, key] = parts(headers['sec-websocket-protocol'], ',');
  if (spoken === lineProtocol) return key ?? '';
  return headers.authorization?.replace(/^Bearer /, '') ?? '';
}
