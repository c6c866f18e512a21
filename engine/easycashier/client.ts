import { z } from 'zod';
import { later, type MonotonicTime, msBetween, type TillTime, tillTime } from '../../shared/words/time.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { stockholmDay } from '../rules/days.ts';
import { createServerClock } from '../server-clock.ts';

/**
 * EasyCashier's BackOffice API as observed in public code (`easycashier.md` §1.3). It is unofficial and undocumented:
 * every answer is checked for shape, and one of another shape stops the side with a clear message instead of being
 * guessed at.
 */
export interface EasyCashierTarget {
  readonly url: string;
  readonly company: string;
  readonly username: string;
}

/** EasyCashier understood the call and said no; `reason` is its own text. Nothing was done. */
export class Declined extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'Declined';
    this.reason = reason;
  }
}

export interface EasyCashierClient {
  /** @throws Refusal, after the retries a reading deserves */
  read<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /**
   * Sends once. @throws OutcomeUnknown, Declined, or Refusal when it surely was not carried out
   */
  write(method: 'POST' | 'PUT', path: string, body: unknown): Promise<void>;
  /** Forces a login, for the pre-flight. */
  login(): Promise<void>;
  /** What EasyCashier's clock shows now, by the `Date` of its answers. */
  now(): TillTime;
  /** The shop's day by EasyCashier's clock, `2026-11-23`: its sales reports go by it. */
  today(): string;
}

const TIMEOUT_MS = 15_000;
const READ_TRIES = 4;
/** Its own limit is 300 a minute; the rest is left to the shop's other users of the API. */
const CALLS_PER_MINUTE = 250;

const loginAnswer = z.object({
  authenticationResponseType: z.string(),
  accessToken: z.string().min(1).optional(),
  expiresIn: z.number().positive().optional(),
});

export function createEasyCashierClient(
  ports: Ports,
  target: EasyCashierTarget,
  whyReadOnly: () => Refusal | null,
  serverClock = createServerClock(ports),
): EasyCashierClient {
  const base = target.url.replace(/\/+$/, '');
  const company = target.company.replace(/\D/g, '') || target.company;
  let session: { token: string; renewAt: MonotonicTime } | null = null;
  const recent: MonotonicTime[] = [];

  /** Spends one of the minute's calls; waits where none is left. */
  const spend = async () => {
    for (;;) {
      const now = ports.monotonic.now();
      while (recent.length > 0 && msBetween(recent[0] ?? now, now) >= 60_000) recent.shift();
      if (recent.length < CALLS_PER_MINUTE) {
        recent.push(now);
        return;
      }
      await ports.monotonic.sleep(60_000 - msBetween(recent[0] ?? now, now));
    }
  };

  const send = async (request: Request): Promise<Response> => {
    await spend();
    const done = new AbortController();
    const sentAt = ports.monotonic.now();
    try {
      const response = await Promise.race([
        ports.http(request),
        ports.monotonic.sleep(TIMEOUT_MS, done.signal).then(() => {
          if (!done.signal.aborted) throw new OutcomeUnknown('timeout', { waitedMs: TIMEOUT_MS });
          return new Promise<never>(() => undefined);
        }),
      ]);
      serverClock.heard(response.headers.get('date'), sentAt);
      return response;
    } finally {
      done.abort('answered');
    }
  };

  const login = async (): Promise<string> => {
    const password = await ports.secrets.get('easycashier.password');
    if (!password) throw new Refusal('secretGone', { side: 'EasyCashier' });
    let response: Response;
    try {
      response = await send(
        new Request(`${base}/v1/login`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ username: target.username, password }),
        }),
      );
    } catch {
      throw new Refusal('easycashierUnreachable', { address: base });
    }
    if (response.status >= 500) throw new Refusal('easycashierUnreachable', { address: base });
    if (response.status === 429) throw new Refusal('easycashierThrottled', { seconds: retryAfter(response) });
    const answer = loginAnswer.safeParse(await response.json().catch(() => null));
    if (response.status === 401 || response.status === 403 || response.status === 400) {
      throw new Refusal('easycashierRefusedLogin', { username: target.username });
    }
    if (!answer.success) throw new Refusal('easycashierUnexpected', { what: 'login' });
    if (answer.data.authenticationResponseType !== 'AUTHORIZATION_SUCCESSFUL' || !answer.data.accessToken) {
      throw new Refusal('easycashierRefusedLogin', { username: target.username });
    }
    session = {
      token: answer.data.accessToken,
      renewAt: later(ports.monotonic.now(), (answer.data.expiresIn ?? 600) * 800),
    };
    return session.token;
  };

  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    for (let relogged = false; ; ) {
      const token = session && ports.monotonic.now() < session.renewAt ? session.token : await login();
      const init: RequestInit = { method, headers: { 'X-Auth-Token': token } };
      if (body !== undefined) {
        init.body = JSON.stringify(body);
        init.headers = { ...init.headers, 'Content-Type': 'application/json' };
      }
      const response = await send(
        new Request(`${base}/v1/company/${encodeURIComponent(company)}${path}`, init),
      );
      if (response.status === 429) {
        await ports.monotonic.sleep(retryAfter(response) * 1_000);
      } else if (response.status === 401 && !relogged) {
        relogged = true;
        session = null;
      } else {
        return response;
      }
    }
  };

  /** What EasyCashier says is kept and shown; should it repeat a secret of ours, that part is not. */
  const withoutSecrets = async (text: string): Promise<string> => {
    const secrets = [session?.token, await ports.secrets.get('easycashier.password')];
    return secrets.reduce<string>(
      (clean, secret) => (secret ? clean.replaceAll(secret, '[hidden]') : clean),
      text,
    );
  };

  return {
    now: () => tillTime(serverClock.now()),
    today: () => stockholmDay(tillTime(serverClock.now())),
    login: async () => {
      session = null;
      await login();
    },
    read: async (path, shape) => {
      for (let attempt = 1; ; attempt += 1) {
        let why = '';
        try {
          const response = await call('GET', path);
          if (response.status === 401 || response.status === 403) {
            throw new Refusal('easycashierRefusedLogin', { username: target.username });
          }
          if (response.status === 404)
            throw new Refusal('easycashierUnexpected', { what: path.split('?')[0] ?? '' });
          if (response.ok) {
            const parsed = shape.safeParse(await response.json().catch(() => null));
            if (parsed.success) return parsed.data;
            why = 'shape';
          } else why = `status ${response.status}`;
        } catch (error) {
          if (error instanceof Refusal && error.code !== 'easycashierUnreachable') throw error;
          why = 'no answer';
        }
        ports.log.warn('easycashier.read', { path: path.split('?')[0], why, attempt });
        if (attempt >= READ_TRIES) {
          if (why === 'shape') throw new Refusal('easycashierUnexpected', { what: path.split('?')[0] ?? '' });
          throw new Refusal('easycashierUnreachable', { address: base });
        }
        await ports.monotonic.sleep(500 * 2 ** attempt + ports.random.fraction() * 250);
      }
    },
    write: async (method, path, body) => {
      const refusal = whyReadOnly();
      if (refusal) throw refusal;
      let response: Response;
      try {
        response = await call(method, path, body);
      } catch (error) {
        if (error instanceof Refusal || error instanceof OutcomeUnknown) throw error;
        throw new OutcomeUnknown(String(error));
      }
      if (response.status === 401)
        throw new Refusal('easycashierRefusedLogin', { username: target.username });
      if (response.status >= 500) throw new OutcomeUnknown(`status ${response.status}`);
      const text = await response.text().catch(() => null);
      if (text === null) throw new OutcomeUnknown('no body');
      if (!response.ok) throw new Declined(reasonOf(await withoutSecrets(text)));
      if (!isConfirmation(text)) throw new OutcomeUnknown('shape', { isAnswered: true });
    },
  };
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 120) : 5;
}

/**
 * What a success says is not documented. Nothing, an empty value or a plain yes confirms; anything else is looked up
 * in the balance, as is the page of a proxy or a captive network.
 */
function isConfirmation(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null || parsed === true) return true;
    if (typeof parsed !== 'object') return false;
    return Object.keys(parsed).length === 0 || ('success' in parsed && parsed.success === true);
  } catch {
    return false;
  }
}

function reasonOf(text: string): string {
  try {
    const parsed = z.object({ message: z.string() }).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data.message.slice(0, 200);
  } catch {
    // not JSON: shown as it is
  }
  return text.slice(0, 200);
}
