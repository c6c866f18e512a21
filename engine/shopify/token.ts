import { z } from 'zod';
import { later, type MonotonicTime } from '../../shared/words/time.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A source of the access token: the fixed one of an existing app, or one made from client id and secret. */
export interface TokenSource {
  /** @throws Refusal `shopifyRefusedKey`, `notConnected`, `secretGone`, `shopifyUnreachable` */
  current(): Promise<string>;
  /** Shopify answered 401 to this token: the next `current` makes another, if there is a way to. */
  reject(token: string): void;
}

/**
 * Client-credentials tokens live 24 h and are renewed at 80 % of their life (`shopify.md` §1). They stay in memory.
 */
export function createTokenSource(
  ports: Ports,
  app: { origin: string; clientId: string | null },
): TokenSource {
  let held: { token: string; renewAt: MonotonicTime } | null = null;
  let renewing: Promise<string> | null = null;

  const renew = async (): Promise<string> => {
    const secret = await ports.secrets.get('shopify.clientSecret');
    if (!app.clientId) throw new Refusal('notConnected', { side: 'Shopify' });
    if (!secret) throw new Refusal('secretGone', { side: 'Shopify' });
    const now = ports.monotonic.now();
    const response = await exchange(ports, app.origin, app.clientId, secret);
    held = {
      token: response.access_token,
      renewAt: later(now, response.expires_in * 800),
    };
    return held.token;
  };

  return {
    current: async () => {
      const fixed = await ports.secrets.get('shopify.accessToken');
      if (fixed) return fixed;
      if (held && ports.monotonic.now() < held.renewAt) return held.token;
      renewing ??= renew().finally(() => {
        renewing = null;
      });
      return renewing;
    },
    reject: (token) => {
      if (held?.token === token) held = null;
    },
  };
}

async function exchange(ports: Ports, origin: string, clientId: string, clientSecret: string) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  let response: Response;
  try {
    response = await ports.http(new Request(`${origin}/admin/oauth/access_token`, { method: 'POST', body }));
  } catch {
    throw new Refusal('shopifyUnreachable', { address: origin });
  }
  if (response.status >= 500 || response.status === 429) {
    throw new Refusal('shopifyUnreachable', { address: origin });
  }
  const parsed = answer.safeParse(await response.json().catch(() => null));
  if (!response.ok) throw new Refusal('shopifyRefusedKey', { shop: origin });
  if (!parsed.success) throw new Refusal('shopifyUnexpected', { operation: 'access_token' });
  return parsed.data;
}
