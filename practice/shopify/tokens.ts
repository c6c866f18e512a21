import { createHash } from 'node:crypto';
import type { PracticeClock } from '../clock.ts';

/** Access tokens of the one app: static ones of older apps, and those of the client-credentials grant, 24 h long [D]. */
export interface Tokens {
  isValid(token: string | null): boolean;
  /** The answer of `POST /admin/oauth/access_token`. */
  grant(form: Readonly<Record<string, unknown>>, scopes: readonly string[]): Response;
  /** All tokens cease to work; static ones too unless only granted ones are meant. */
  revoke(which: 'all' | 'granted'): void;
  addStatic(token: string): void;
  /** While not installed no token works and none is granted. */
  setInstalled(isInstalled: boolean): void;
  setSecret(secret: string): void;
}

const lifetimeSeconds = 86_399;

export function createTokens(
  clock: PracticeClock,
  clientId: string,
  clientSecret: string,
  accessTokens: readonly string[],
): Tokens {
  const fixed = new Set(accessTokens);
  const granted = new Map<string, number>();
  let secret = clientSecret;
  let isInstalled = true;
  let counter = 0;

  const refuse = (error: string, description: string) =>
    Response.json({ error, error_description: description }, { status: 400 });

  return {
    isValid: (token) =>
      token !== null && isInstalled && (fixed.has(token) || (granted.get(token) ?? 0) > clock.now()),
    grant: (form, scopes) => {
      if (form.grant_type !== 'client_credentials')
        return refuse('unsupported_grant_type', 'The grant type is not supported');
      if (form.client_id !== clientId || form.client_secret !== secret)
        return refuse('invalid_client', 'Client authentication failed');
      if (!isInstalled) return refuse('app_not_installed', 'The app is not installed on this shop');
      counter += 1;
      const token = `shpat_${createHash('sha256').update(`${secret} ${counter}`).digest('hex').slice(0, 32)}`;
      granted.set(token, clock.now() + lifetimeSeconds * 1000);
      return Response.json({ access_token: token, scope: scopes.join(','), expires_in: lifetimeSeconds });
    },
    revoke: (which) => {
      granted.clear();
      if (which === 'all') fixed.clear();
    },
    addStatic: (token) => void fixed.add(token),
    setInstalled: (next) => {
      isInstalled = next;
    },
    setSecret: (next) => {
      secret = next;
    },
  };
}
