import { z } from 'zod';
import { type Came, meaningOf } from '../answers.ts';
import { type Credentials, createHeldToken, type FreshToken } from '../held-token.ts';
import { failureArgs } from '../network-failure.ts';
import { parseJson } from '../parse-json.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy, receive } from '../receive.ts';
import { Refusal } from '../refusal.ts';
import { requirePlain } from './login-text.ts';

const TIMEOUT_MS = 20_000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
type TokenAnswer = z.infer<typeof tokenAnswer>;

/**
 * The access token: the fixed one of an existing app, or one made from client id and secret. `current` throws Refusal
 * `shopifyRefusedKey`, `shopifyFrozen`, `shopifyLocked`, `shopifyStrayCharacter`, `notConnected`, `secretGone`, `shopifyUnreachable`, `shopifyThrottled` or `shopifyUnexpected`. A fixed token that Shopify does not take
 * stays what it is.
 */
export function createTokenSource(
  ports: Ports,
  app: { readonly origin: string; readonly clientId: string | null },
): Credentials {
  const made = createHeldToken(ports.monotonic, () => makeToken(ports, app.origin, app.clientId));
  return {
    current: async () => {
      const fixed = await ports.secrets.get('shopify.accessToken');
      if (!fixed) return made.current();
      requirePlain('accessToken', fixed);
      return fixed;
    },
    reject: (token) => made.reject(token),
  };
}

/** Client-credentials tokens live 24 h (`shopify.md` §1). */
async function makeToken(ports: Ports, origin: string, clientId: string | null): Promise<FreshToken> {
  const clientSecret = await ports.secrets.get('shopify.clientSecret');
  if (!clientId) throw new Refusal('notConnected', { side: 'Shopify' });
  if (!clientSecret) throw new Refusal('secretGone', { side: 'Shopify' });
  requirePlain('clientId', clientId);
  requirePlain('clientSecret', clientSecret);
  const came = await askForToken(ports, origin, { clientId, clientSecret });
  const meaning = meaningOf(came, { side: 'shopify', kind: 'login', isRenewed: false });
  switch (meaning.is) {
    case 'done':
      return { token: meaning.data.access_token, lifeMs: meaning.data.expires_in * 1_000 };
    case 'refused':
      throw new Refusal(
        meaning.what === 'frozen'
          ? 'shopifyFrozen'
          : meaning.what === 'locked'
            ? 'shopifyLocked'
            : meaning.what === 'address'
              ? 'shopifyBadAddress'
              : 'shopifyRefusedKey',
        { shop: new URL(origin).host },
      );
    case 'unauthorized':
      throw new Refusal('shopifyRefusedKey', { shop: origin });
    case 'unknown':
      throw new Refusal('shopifyUnreachable', { address: origin });
    case 'notNow':
      ports.log.warn('shopify.unanswered', { operation: 'access_token', why: meaning.why });
      if (meaning.fault === 'busy') throw new Refusal('shopifyThrottled');
      throw meaning.fault === 'garbled'
        ? new Refusal('shopifyUnexpected', { operation: 'access_token' })
        : new Refusal('shopifyUnreachable', { address: origin, ...failureArgs(meaning.failure) });
  }
}

async function askForToken(
  { monotonic, http }: Ports,
  origin: string,
  app: { clientId: string; clientSecret: string },
): Promise<Came<TokenAnswer>> {
  const received = await receive(monotonic, TIMEOUT_MS, async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
    });
    return http(
      new Request(`${origin}/admin/oauth/access_token`, { method: 'POST', redirect: 'manual', body }),
    );
  });
  if (isNothing(received)) return received;
  const { status } = received;
  const answer = { came: 'answer', status, pauseMs: pauseNamedBy(received), errors: [] } as const;
  if (!received.ok) return { ...answer, body: { is: 'unread' } };
  const json = parseJson(await received.text().catch(() => ''));
  const parsed = tokenAnswer.safeParse(json);
  if (parsed.success) return { ...answer, body: { is: 'asked', data: parsed.data } };
  return { ...answer, body: { is: json === undefined ? 'other' : 'json' } };
}
