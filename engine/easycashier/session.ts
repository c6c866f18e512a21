import { z } from 'zod';
import { later, type MonotonicTime } from '../../shared/words/time.ts';
import { type Came, meaningOf, type NotNow } from '../answers.ts';
import { createHeldToken, type FreshToken, type HeldToken } from '../held-token.ts';
import { failureArgs } from '../network-failure.ts';
import type { Ports } from '../ports.ts';
import { isNothing, pauseNamedBy } from '../receive.ts';
import { Refusal } from '../refusal.ts';
import { EASYCASHIER_API, refusalBody, type Send, shaped } from './exchange.ts';

/** The pause where EasyCashier is busy and names none. */
export const BUSY_MS = 5_000;
/** Where a login does not say how long it is good for. */
const USUAL_LIFE_S = 600;
const SUCCESS = 'AUTHORIZATION_SUCCESSFUL';

const loginAnswer = z.object({
  authenticationResponseType: z.string(),
  accessToken: z.string().min(1).optional(),
  expiresIn: z.number().positive().optional(),
  preferredCorporateIdentity: z.string().nullish().catch(null),
});
type LoginAnswer = z.infer<typeof loginAnswer>;

interface Account {
  readonly base: string;
  readonly username: string;
  /** Told what the login calls the company; null where it says nothing. */
  readonly heard: (company: string | null) => void;
}

const MINUTE_MS = 60_000;
/**
 * How long a refused login waits before the program tries it again by itself, in milliseconds; after the last of these only a person does.
 * Whether and when EasyCashier locks an account is not known.
 */
const PAUSES_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];

/** The last login was refused with this password. `until`: it is tried again then; null: never by itself. */
interface RefusedLogin {
  readonly password: string;
  readonly tries: number;
  readonly until: MonotonicTime | null;
}

/**
 * The session of one user; its token goes along with every call. `current` and `renew` throw Refusal `secretGone`,
 * `easycashierRefusedLogin`, `easycashierUnreachable`, `easycashierThrottled` or `easycashierUnexpected`. After a refused login `current`
 * refuses without asking, for longer each time, until another password is there; `renew` asks at once.
 */
export function createSession(ports: Ports, account: Account, send: Send): HeldToken {
  const { base, username, heard } = account;
  const { monotonic, secrets } = ports;
  let refused: RefusedLogin | null = null;

  const note = (password: string): void => {
    const tries = refused?.password === password ? refused.tries + 1 : 1;
    const pauseMs = PAUSES_MS[tries - 1];
    refused = {
      password,
      tries,
      until: pauseMs === undefined ? null : later(monotonic.now(), pauseMs),
    };
    ports.log.warn('easycashier.loginRefused', { tries, pauseMs: pauseMs ?? null });
  };

  const token = createHeldToken(monotonic, async () => {
    const password = await secrets.get('easycashier.password');
    if (!password) throw new Refusal('secretGone', { side: 'EasyCashier' });
    const came = await logIn(send, base, { username, password });
    const meaning = meaningOf(came, { side: 'easycashier', kind: 'login', isRenewed: false });
    switch (meaning.is) {
      case 'done':
        if (meaning.data.accessToken === undefined) break;
        refused = null;
        heard(meaning.data.preferredCorporateIdentity ?? null);
        return freshToken(meaning.data.accessToken, meaning.data.expiresIn);
      case 'refused':
      case 'unauthorized':
        break;
      case 'notNow':
        ports.log.warn('easycashier.unanswered', { path: '/login', why: meaning.why });
        throw notNow(meaning, base);
      case 'unknown':
        throw new Refusal('easycashierUnreachable', { address: base });
    }
    note(password);
    throw new Refusal('easycashierRefusedLogin');
  });

  const isHeldBack = async (): Promise<boolean> => {
    if (refused === null || (refused.until !== null && monotonic.now() >= refused.until)) return false;
    return (await secrets.get('easycashier.password')) === refused.password;
  };

  return {
    ...token,
    current: async () => {
      if (await isHeldBack()) throw new Refusal('easycashierRefusedLogin');
      return token.current();
    },
  };
}

async function logIn(
  send: Send,
  base: string,
  account: { username: string; password: string },
): Promise<Came<LoginAnswer>> {
  const received = await send(
    () =>
      new Request(`${base}/${EASYCASHIER_API}/login`, {
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

const freshToken = (token: string, lifeS = USUAL_LIFE_S): FreshToken => ({ token, lifeMs: lifeS * 1_000 });

/** It turns everything away for so long. */
export const throttled = ({ pauseMs }: Pick<NotNow, 'pauseMs'>) =>
  new Refusal('easycashierThrottled', { seconds: (pauseMs ?? BUSY_MS) / 1_000 });

function notNow({ fault, pauseMs, failure }: NotNow, base: string): Refusal {
  switch (fault) {
    case 'busy':
      return throttled({ pauseMs });
    case 'away':
      return new Refusal('easycashierUnreachable', { address: base, ...failureArgs(failure) });
    case 'garbled':
      return new Refusal('easycashierUnexpected', { what: 'login' });
  }
}
