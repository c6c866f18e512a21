import { z } from 'zod';
import { type Came, meaningOf, type NotNow } from '../answers.ts';
import { createHeldToken, type FreshToken, type HeldToken } from '../held-token.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy } from '../receive.ts';
import { Refusal } from '../refusal.ts';
import { refusalBody, type Send, shaped } from './exchange.ts';

/** The pause where EasyCashier is busy and names none. */
export const BUSY_MS = 5_000;
/** Where a login does not say how long it is good for. */
const USUAL_LIFE_S = 600;
const SUCCESS = 'AUTHORIZATION_SUCCESSFUL';

const loginAnswer = z.object({
  authenticationResponseType: z.string(),
  accessToken: z.string().min(1).optional(),
  expiresIn: z.number().positive().optional(),
});
type LoginAnswer = z.infer<typeof loginAnswer>;

/**
 * The session of one user; its token goes along with every call. `current` and `renew` throw Refusal `secretGone`,
 * `easycashierRefusedLogin`, `easycashierUnreachable`, `easycashierThrottled` or `easycashierUnexpected`.
 */
export function createSession(
  ports: Ports,
  account: { readonly base: string; readonly username: string },
  send: Send,
): HeldToken {
  const { base, username } = account;
  return createHeldToken(ports.monotonic, async () => {
    const password = await ports.secrets.get('easycashier.password');
    if (!password) throw new Refusal('secretGone', { side: 'EasyCashier' });
    const came = await logIn(send, base, { username, password });
    const meaning = meaningOf(came, { side: 'easycashier', kind: 'login', isRenewed: false });
    switch (meaning.is) {
      case 'done':
        return freshToken(meaning.data, username);
      case 'refused':
      case 'unauthorized':
        throw new Refusal('easycashierRefusedLogin', { username });
      case 'notNow':
        throw notNow(meaning, base);
      case 'unknown':
        throw new Refusal('easycashierUnreachable', { address: base });
    }
  });
}

async function logIn(
  send: Send,
  base: string,
  account: { username: string; password: string },
): Promise<Came<LoginAnswer>> {
  const received = await send(
    () =>
      new Request(`${base}/v1/login`, {
        method: 'POST',
        redirect: 'manual', // nor is the password
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(account),
      }),
  );
  if (isNothing(received)) return received;
  const { status } = received;
  const answer = { came: 'answer', status, pauseMs: pauseNamedBy(received) } as const;
  if (status === 429 || status >= 500) return { ...answer, body: { is: 'unread' }, errors: [] };
  const text = await received.text().catch(() => null);
  if (text === null) return { ...answer, body: { is: 'cut' }, errors: [] };
  const body = received.ok ? shaped(text, loginAnswer) : refusalBody(text);
  const said = body.is === 'asked' ? body.data.authenticationResponseType : SUCCESS;
  return { ...answer, body, errors: said === SUCCESS ? [] : [{ code: said, message: said }] };
}

function freshToken({ accessToken, expiresIn }: LoginAnswer, username: string): FreshToken {
  if (accessToken === undefined) throw new Refusal('easycashierRefusedLogin', { username });
  return { token: accessToken, lifeMs: (expiresIn ?? USUAL_LIFE_S) * 1_000 };
}

function notNow({ fault, pauseMs }: NotNow, base: string): Refusal {
  switch (fault) {
    case 'busy':
      return new Refusal('easycashierThrottled', { seconds: (pauseMs ?? BUSY_MS) / 1_000 });
    case 'away':
      return new Refusal('easycashierUnreachable', { address: base });
    case 'garbled':
      return new Refusal('easycashierUnexpected', { what: 'login' });
  }
}
