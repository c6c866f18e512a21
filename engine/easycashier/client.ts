import type { z } from 'zod';
import type { CapabilityAnswer } from '../../shared/words/capabilities.ts';
import { type TillTime, tillTime } from '../../shared/words/time.ts';
import type { Body, Came, NotNow, Refused } from '../answers.ts';
import { ask } from '../ask.ts';
import { createBusySide } from '../busy-side.ts';
import { failureArgs } from '../network-failure.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import type { Ports } from '../ports.ts';
import { Refusal, type WhyNot } from '../refusal.ts';
import { stockholmDay } from '../rules/days.ts';
import { createServerClock } from '../server-clock.ts';
import { type CallLimit, createCallLimit } from './call-limit.ts';
import { createCompanySpelling } from './company.ts';
import { type Call, createSend, EASYCASHIER_API, exchange, type Send, shaped } from './exchange.ts';
import { createObserved } from './observed.ts';
import { BUSY_MS, createSession, throttled } from './session.ts';

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

/** EasyCashier says that there is nothing at this address: an article of that id, or a report where we know it. */
export class NotThere extends Refusal {
  constructor(what: string) {
    super('easycashierUnexpected', { what });
  }
}

/** EasyCashier answered, and not with what was asked for: another question may be answered well. */
export class NotShown extends Refusal {}

/**
 * Calls to one company's BackOffice. `path` is within the company's part of the API and begins with a slash.
 */
export interface EasyCashierClient {
  /**
   * Reads what is there, in the shape that is stated.
   * @throws Refusal, after the repeats a reading deserves; of them NotThere where there is nothing and NotShown where the question may be at fault
   * @throws Declined where EasyCashier does not know the way it was asked
   */
  read<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /**
   * Sends once; `understand` says whether the text of a success is a yes.
   * @throws Declined when EasyCashier said no, OutcomeUnknown when nobody said
   * @throws Refusal when it surely was not carried out
   */
  write(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    understand: (text: string) => Body<void>,
  ): Promise<void>;
  /** Forces a login, for the pre-flight. @throws Refusal */
  login(): Promise<void>;
  /** What EasyCashier's clock shows now, by the `Date` of its answers. */
  now(): TillTime;
  /** The shop's day by EasyCashier's clock, `2026-11-23`: its sales reports go by it. */
  today(): string;
  /** What its answers have shown of themselves so far, in this session; null: nothing yet. */
  observed(): ObservedFindings;
}

type ObservedName = 'companySpelling' | 'stockAnswer' | 'errorShape' | 'rateHeaders' | 'easycashierDate';
type ObservedFindings = { readonly [Name in ObservedName]: CapabilityAnswer<Name> | null };

/**
 * Speaks to EasyCashier as one user of one company. `whyReadOnly` is asked before each sending of a write: what it returns is thrown and nothing
 * is sent. `serverClock` and `calls` are kept by whoever makes a new client for the same server.
 */
export function createEasyCashierClient(
  ports: Ports,
  target: EasyCashierTarget,
  whyReadOnly: WhyNot,
  serverClock = createServerClock(ports),
  calls: CallLimit = createCallLimit(ports.monotonic),
): EasyCashierClient {
  const base = target.url.replace(/\/+$/, '');
  const company = createCompanySpelling(target.company);
  const observed = createObserved();
  const send = createSend(ports, serverClock, calls, observed);
  const session = createSession(ports, { base, username: target.username, heard: company.heard }, send);

  const sendOf = ({ method }: Pick<Call<unknown>, 'method'>): Send =>
    method === 'GET' ? send : (request) => send(request, whyReadOnly);

  /**
   * A reading that may have been turned away for the company's spelling is made once more with another. Where that does not help the first
   * answer counts.
   */
  const exchangeOnce = async <Data>(one: Call<Data>, token: string): Promise<Came<Data>> => {
    let first: Came<Data> | null = null;
    for (;;) {
      const at = { company: `${base}/${EASYCASHIER_API}/company/${company.current()}`, token };
      const clean = (text: string) => withoutSecrets(ports, text, token);
      const came = await exchange(sendOf(one), one, at, { withoutSecrets: clean, observed });
      const isDone = came.came === 'answer' && came.body.is === 'asked';
      if (one.method !== 'GET') return came;
      if (!company.isToBeTriedAgain(came)) return isDone ? came : (first ?? came);
      first ??= came;
    }
  };

  const busy = createBusySide(ports.monotonic);
  const call = <Data>(one: Call<Data>): Promise<Data> => {
    const what = one.path.split('?')[0] ?? '';
    return ask(ports, {
      side: 'easycashier',
      kind: one.method === 'GET' ? 'read' : 'write',
      credentials: session,
      send: (token) => exchangeOnce(one, token),
      busy,
      busyMs: BUSY_MS,
      errorOf: (meaning) => errorOf(meaning, { base, what }),
      note: (why, attempt) => ports.log.warn('easycashier.unanswered', { path: what, why, attempt }),
    });
  };

  return {
    now: () => tillTime(serverClock.now()),
    today: () => stockholmDay(tillTime(serverClock.now())),
    observed: () => ({
      companySpelling: company.answered(),
      stockAnswer: observed.stockAnswer(),
      errorShape: observed.errorShape(),
      rateHeaders: observed.rateHeaders(),
      easycashierDate: dateTold(serverClock.tellsTime()),
    }),
    login: async () => {
      await session.renew();
    },
    read: (path, shape) => call({ method: 'GET', path, understand: (text) => shaped(text, shape) }),
    write: async (method, path, body, understand) => {
      const asked = whyReadOnly();
      const refusal = asked instanceof Promise ? await asked : asked;
      if (refusal) throw refusal;
      const heard = (text: string): Body<void> => {
        const said = understand(text);
        if (said.is === 'asked' && path.startsWith('/stock/')) observed.changed(text);
        return said;
      };
      await call({ method, path, body, understand: heard }).catch((error: unknown) => {
        throw isSaid(error) ? error : new OutcomeUnknown(String(error));
      });
    },
  };
}

const dateTold = (tells: boolean | null) => (tells === null ? null : tells ? 'told' : 'absent');

/** What the caller of a write can act on. Of anything else the safest is assumed: that the call was made. */
function isSaid(error: unknown): boolean {
  return error instanceof Refusal || error instanceof Declined || error instanceof OutcomeUnknown;
}

function errorOf(meaning: Refused | NotNow, { base, what }: { base: string; what: string }): Error {
  if (meaning.is === 'notNow') {
    // Whatever is asked for: it says nothing about the article.
    if (meaning.fault === 'busy') return throttled(meaning);
    const Kind = meaning.isAnswered ? NotShown : Refusal;
    return meaning.fault === 'garbled'
      ? new Kind('easycashierUnexpected', { what })
      : new Kind('easycashierUnreachable', { address: base, ...failureArgs(meaning.failure) });
  }
  switch (meaning.what) {
    case 'login':
    case 'scope':
      // Without who: what is refused is kept in the sync log, and that goes into the report.
      return new Refusal('easycashierRefusedLogin');
    case 'address':
      return new NotThere(what);
    // Only a shop of Shopify's is ever said to be shut.
    case 'frozen':
    case 'locked':
      return new Refusal('easycashierUnreachable', { address: base });
    case 'request':
      return new Declined(meaning.words[0] ?? '');
  }
}

/** What EasyCashier says is kept and shown; should it repeat a secret of ours, that part is not. */
async function withoutSecrets({ secrets }: Ports, text: string, token: string): Promise<string> {
  const password = await secrets.get('easycashier.password');
  const clean = text.replaceAll(token, '[hidden]');
  return password ? clean.replaceAll(password, '[hidden]') : clean;
}
