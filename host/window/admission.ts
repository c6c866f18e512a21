/** Who is let in to the window on this computer: whoever asks for it by our own name, from our own page, with the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Admission {
  readonly token: string;
  /** The request names us as its host: no other name leads here by a trick of the name server. */
  isForUs(request: IncomingMessage): boolean;
  /** The page that asks is one of ours. */
  isFromUs(request: IncomingMessage): boolean;
  isLetIn(request: IncomingMessage): boolean;
  isToken(given: string): boolean;
  /** `Set-Cookie` for whoever has shown the token. */
  readonly setCookie: string;
}

/** A new random token, for a server that listens on `port` of the loopback address. */
export function createAdmission(port: number): Admission {
  const token = randomBytes(32).toString('base64url');
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  const cookie = `backoffice_${port}`;
  const isToken = (given: string) => isSame(given, token);
  return {
    token,
    isForUs: ({ headers }) => hosts.includes(headers.host ?? ''),
    isFromUs: ({ headers }) => origins.includes(headers.origin ?? ''),
    isLetIn: (request) =>
      isToken(cookieOf(request, cookie)) ||
      isToken(request.headers.authorization?.replace(/^Bearer /, '') ?? ''),
    isToken,
    setCookie: `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  };
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookieOf(request: IncomingMessage, name: string): string {
  const all = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  return all.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
