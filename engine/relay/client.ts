import type { z } from 'zod';
import {
  ackAnswer,
  alertsAnswer,
  type EventsAnswer,
  eventsAnswer,
  leaseAnswer,
  MAX_EVENTS,
  pairAnswer,
  relayError,
  rotateAnswer,
  type SilenceAlerts,
  tenantAnswer,
} from '../../shared/contract/relay.ts';
import { later, type MonotonicTime, type OurTime, ourTime } from '../../shared/words/time.ts';
import { failureArgs, whyNoAnswer } from '../network-failure.ts';
import { parseJson } from '../parse-json.ts';
import type { Ports } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { RelayTokens } from './tokens.ts';

const TIMEOUT_MS = 15_000;

/** A relay from before counts were kept is asked again whether it keeps them after this: it may have been replaced. */
const DEAF_MS = 60 * 60_000;

/** Who has the lease. `expiresAt`: milliseconds by the relay's clock, to be compared with itself only. */
interface Holder {
  readonly name: string;
  readonly since: OurTime;
  readonly expiresAt: number;
}

/** Another computer has the lease, or has taken it since. */
export class LeaseHeld extends Error {
  readonly holder: Holder;

  constructor(holder: Holder) {
    super('the lease is held by another computer');
    this.name = 'LeaseHeld';
    this.holder = holder;
  }
}

/** More writes are kept at the relay under the ledger's name than it knows of. */
export class LedgerBehind extends Error {
  readonly kept: { readonly ledgerId: string; readonly writes: number };

  constructor(kept: { ledgerId: string; writes: number }) {
    super('more is kept of this ledger than it has written');
    this.name = 'LedgerBehind';
    this.kept = kept;
  }
}

/** The number is another store's: the relay's was set back. */
export class OtherStore extends Error {
  override readonly name = 'OtherStore';
}

/** The relay does not know something that it was asked. */
class NotUnderstood extends Refusal {
  constructor(host: string) {
    super('relayUnexpected', { address: host });
  }
}

/** How many times the ledger has been about to write, to be kept with the lease; `known`: the most that was ever asked to be kept before. */
interface WritesToKeep {
  readonly ledgerId: string;
  readonly writes: number;
  readonly known: number;
}

interface LeaseWish {
  readonly takeOver?: boolean;
  readonly release?: boolean;
  readonly ledger?: WritesToKeep;
}

export type Lease = z.infer<typeof leaseAnswer>;
type Tenant = z.infer<typeof tenantAnswer>;

/** Every call may throw Refusal `relayUnreachable`, `relayRefusedToken`, `relayUnexpected`. */
export interface RelayClient {
  /** Waits up to `waitSeconds` for something after `after`; `signal` ends the wait. */
  events(after: number, waitSeconds: number, signal?: AbortSignal): Promise<EventsAnswer>;
  /**
   * Returns through which number the relay erases. `store`: whose number it is, as the relay has told; null: it tells none.
   * @throws LeaseHeld when the epoch is no longer the newest, OtherStore when the number is no longer the relay's
   */
  acknowledge(through: number, epoch: number, store: string | null): Promise<number>;
  /** A relay that keeps no counts is asked without. @throws LeaseHeld, LedgerBehind */
  lease(wish: LeaseWish): Promise<Lease>;
  tenant(): Promise<Tenant>;
  /** Whom it tells when this computer does not come; null: nobody. True: it can send mail. */
  alerts(alerts: SilenceAlerts | null): Promise<boolean>;
  /** A new token of this computer; the old one stays valid until it is dropped. */
  rotate(kind: 'ingest' | 'device'): Promise<string>;
  dropPrevious(kind: 'ingest' | 'device'): Promise<void>;
}

export interface RelayTarget {
  readonly url: string;
  readonly instanceId: string;
  /** The name this computer goes by. */
  readonly name: string;
}

/** The address Shopify posts to. It carries a secret: never for a log or a window. */
export function ingestAddress(url: string, tokens: RelayTokens): string {
  return `${url.replace(/\/+$/, '')}/in/${tokens.ingestToken}`;
}

/**
 * Pairs this installation. Asking again with the same code is the same pairing.
 * @throws Refusal `relayRefusedCode`, `relayUnreachable`, `relayUnexpected`
 */
export async function pair(
  ports: Ports,
  target: RelayTarget,
  code: string,
  tokens: RelayTokens,
): Promise<{ tenantId: string }> {
  const body = { code, instanceId: target.instanceId, name: target.name, ...tokens };
  return call(ports, target.url, { path: '/v1/pair', body, answer: pairAnswer });
}

/**
 * Has the relay erase the computer that the token belongs to, and with the last one everything of the shop. Done too where the relay knows the
 * token no more, and where it is one from before there was such a call.
 * @throws Refusal `relayUnreachable`, `relayUnexpected`
 */
export async function eraseComputer(ports: Ports, url: string, deviceToken: string): Promise<void> {
  const host = new URL(url).host;
  const request = new Request(`${url.replace(/\/+$/, '')}/v1/device`, {
    method: 'DELETE',
    redirect: 'manual',
    headers: { authorization: `Bearer ${deviceToken}` },
  });
  const { status, text } = await send(ports, request, TIMEOUT_MS, host);
  if (status === 204 || status === 401) return;
  const json = parseJson(text);
  if (relayError.safeParse(json).data?.error.code !== 'notFound') throw failureOf(status, json, host);
  ports.log.warn('relay.cannot-erase', {});
}

export function createRelayClient(
  ports: Ports,
  target: RelayTarget,
  tokens: () => Promise<RelayTokens | null>,
): RelayClient {
  const { instanceId, name, url } = target;
  const ask = async <Answer>(exchange: Exchange<Answer>): Promise<Answer> => {
    const token = (await tokens())?.deviceToken;
    if (!token) throw new Refusal('relayRefusedToken', { address: new URL(url).host });
    return call(ports, url, { ...exchange, token });
  };
  return {
    events: (after, waitSeconds, signal) =>
      ask({
        path: `/v1/events?after=${after}&limit=${MAX_EVENTS}&wait=${waitSeconds}`,
        answer: eventsAnswer,
        timeoutMs: waitSeconds * 1_000 + TIMEOUT_MS,
        signal,
      }),
    acknowledge: async (through, epoch, store) => {
      const acknowledge = (body: object) => ask({ path: '/v1/ack', body, answer: ackAnswer });
      const number = { through, epoch };
      if (store === null) return (await acknowledge(number)).through;
      try {
        return (await acknowledge({ ...number, store })).through;
      } catch (error) {
        // An older relay has taken the place of the one that told it.
        if (!(error instanceof NotUnderstood)) throw error;
        return (await acknowledge(number)).through;
      }
    },
    lease: createLeaseCall(ports, { instanceId, name }, ask),
    tenant: () => ask({ path: '/v1/tenant', answer: tenantAnswer }),
    alerts: async (alerts) =>
      (await ask({ path: '/v1/alerts', body: { alerts }, answer: alertsAnswer })).mail,
    rotate: async (kind) => {
      const { token } = await ask({ path: '/v1/tokens/rotate', body: { kind }, answer: rotateAnswer });
      if (token === null) throw new Refusal('relayUnexpected', { address: new URL(url).host });
      return token;
    },
    dropPrevious: async (kind) => {
      await ask({ path: '/v1/tokens/rotate', body: { kind, dropPrevious: true }, answer: rotateAnswer });
    },
  };
}

/** A relay from before counts were kept refuses what it does not know: it is asked without, and for a while not again. */
function createLeaseCall(
  ports: Ports,
  computer: { readonly instanceId: string; readonly name: string },
  ask: (exchange: Exchange<Lease>) => Promise<Lease>,
): RelayClient['lease'] {
  let deafUntil: MonotonicTime | null = null;
  return async ({ takeOver = false, release = false, ledger }) => {
    const body = { ...computer, takeOver, release };
    const path = '/v1/lease';
    if (ledger && (deafUntil === null || ports.monotonic.now() >= deafUntil)) {
      const { ledgerId: id, writes, known } = ledger;
      const claim = { id, writes, known, mark: ports.random.uuid() };
      try {
        return await ask({ path, body: { ...body, ledger: claim }, answer: leaseAnswer });
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error;
        deafUntil = later(ports.monotonic.now(), DEAF_MS);
        ports.log.info('lease.no-far-witness', {});
      }
    }
    return ask({ path, body, answer: leaseAnswer });
  };
}

interface Exchange<Answer> {
  readonly path: string;
  readonly answer: z.ZodType<Answer>;
  /** Absent for a GET. */
  readonly body?: unknown;
  readonly token?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

async function call<Answer>(ports: Ports, url: string, exchange: Exchange<Answer>): Promise<Answer> {
  const { path, body, token, signal } = exchange;
  const host = new URL(url).host;
  const { status, text } = await send(
    ports,
    new Request(`${url.replace(/\/+$/, '')}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }),
    exchange.timeoutMs ?? TIMEOUT_MS,
    host,
  );
  const json = parseJson(text);
  if (status === 200) {
    const parsed = exchange.answer.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new Refusal('relayUnexpected', { address: host });
  }
  throw failureOf(status, json, host);
}

/** What a status from 400 means, or one that should not be. */
function failureOf(status: number, json: unknown, host: string): Error {
  const error = relayError.safeParse(json).data?.error;
  if (error?.holder && (error.code === 'leaseHeld' || error.code === 'staleLease')) {
    const { name, since, expiresAt } = error.holder;
    return new LeaseHeld({ name, since: ourTime(since), expiresAt });
  }
  if (error?.ledger && error.code === 'ledgerBehind') {
    return new LedgerBehind({ ledgerId: error.ledger.id, writes: error.ledger.writes });
  }
  if (error?.code === 'otherStore') return new OtherStore(error.message);
  if (error?.code === 'unknownCode') return new Refusal('relayRefusedCode', { address: host });
  if (status === 401) return new Refusal('relayRefusedToken', { address: host });
  if (status === 407 || status === 511)
    return new Refusal('relayUnreachable', { address: host, failure: 'proxyRefuses' });
  if (status >= 500 || status === 429)
    return new Refusal('relayUnreachable', { address: host, failure: 'serverDown' });
  return error?.code === 'badRequest'
    ? new NotUnderstood(host)
    : new Refusal('relayUnexpected', { address: host });
}

/** The whole answer within the time, or `relayUnreachable`. The time is the engine's clock's. */
async function send(
  ports: Ports,
  request: Request,
  timeoutMs: number,
  host: string,
): Promise<{ status: number; text: string }> {
  const path = new URL(request.url).pathname;
  const done = new AbortController();
  const late = ports.monotonic.sleep(timeoutMs, done.signal).then(() => null);
  const stopped = new Promise<null>((resolve) =>
    request.signal.addEventListener('abort', () => resolve(null), { once: true }),
  );
  const answered = ports
    .http(request)
    .then(async (response) => ({ status: response.status, text: await response.text() }));
  // Whoever loses the race fails unheard.
  answered.catch(() => undefined);
  try {
    const answer = await Promise.race([answered, late, stopped]);
    if (answer) return answer;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { why, failure } = whyNoAnswer(error);
    ports.log.warn('relay.unanswered', { path, why });
    throw new Refusal('relayUnreachable', { address: host, ...failureArgs(failure) });
  } finally {
    done.abort('answered');
  }
  if (!request.signal.aborted) ports.log.warn('relay.unanswered', { path, why: 'timeout' });
  throw new Refusal('relayUnreachable', { address: host, failure: 'serverDown' });
}
