import { createFaults, type Faults } from '../../practice/faults.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import { eventsAnswer, pairRequest } from '../../shared/contract/relay.ts';
import { openTestRelay, relayUrl, type TestRelay } from '../programs/relay.ts';
import { createHostility, type Hostility } from './hostility.ts';
import { createNeighbour, type Neighbour } from './neighbour.ts';
import { createRelayRecord, type RelayRecord } from './relay-record.ts';
import type { Scheduler } from './scheduler.ts';

/** The real relay, the lines to it from Shopify and from every computer, and a neighbour who uses it too. */
export interface RelayTown {
  readonly record: RelayRecord;
  readonly hostility: Hostility;
  readonly neighbour: Neighbour;
  /** Of the lines between computers and the relay. */
  readonly faults: Faults;
  /** Shopify's side: what may happen to the next deliveries on their way. */
  readonly line: { lostBefore: number; lostAfter: number; slow: number };
  /** Takes what Shopify sends. */
  deliver(request: Request): Promise<Response>;
  /** Takes what a computer sends; `gone` aborts when that end of the line is gone. */
  reach(computer: string, request: Request, gone: AbortSignal): Promise<Response>;
  /** Nobody reaches the relay until then; null: at once. */
  awayUntil(instant: number | null): void;
  /** One computer does not reach the relay until then. */
  cutUntil(computer: string, instant: number): void;
  isCut(computer: string): boolean;
  newCode(tenantId?: string): Promise<string>;
  /** The relay has lost everything. `withTokens`: it was set up anew with the old codes and tokens, or with the codes only. */
  setBack(withTokens: boolean): Promise<void>;
  sweep(): Promise<void>;
  /** The tenant the shop's computers were paired with. */
  tenantId(): string | undefined;
  /** Every answer about the right to write that has reached a computer. */
  onLease(
    listener: (computer: string, answer: { epoch: number } | 'held', isTakeOver: boolean) => void,
  ): void;
  calm(): void;
  close(): Promise<void>;
}

export interface RelayTownOptions {
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  /** Events a tenant may have waiting. */
  readonly quota: number;
  readonly tell: (text: string) => void;
}

class Unreachable extends TypeError {
  constructor() {
    super('fetch failed');
    this.name = 'Unreachable';
  }
}

export function createRelayTown({ scheduler, random, quota, tell }: RelayTownOptions): RelayTown {
  const { clock } = scheduler;
  const record = createRelayRecord();
  const open = (isFirst: boolean): TestRelay =>
    openTestRelay({
      clock,
      quota: { events: quota, bytes: 200_000_000 },
      // All callers have one address here: what guards against strangers would lock out friends.
      limits: { strangers: { perSecond: 100, burst: 1_000 } },
      ...(isFirst
        ? {}
        : { bytes: (count) => Uint8Array.from({ length: count }, () => random.integer(0, 255)) }),
    });
  let relay = open(true);
  const faults = createFaults(clock);
  const line = { lostBefore: 0, lostAfter: 0, slow: 0 };
  const hostility = createHostility(random, record);
  const pairings: string[] = [];
  const listeners: Parameters<RelayTown['onLease']>[0][] = [];
  const cuts = new Map<string, number>();
  let away = Number.NEGATIVE_INFINITY;
  let tenantId: string | undefined;
  const isAway = () => scheduler.now() < away;
  const isCut = (computer: string) => isAway() || scheduler.now() < (cuts.get(computer) ?? 0);

  const direct = (request: Request) => relay.handle(request);
  const neighbour = createNeighbour({
    record,
    handle: direct,
    newCode: () => relay.newCode(),
    url: relayUrl,
    now: scheduler.now,
  });

  /** `unheard`: the relay has it, but Shopify does not hear so in time, and sends it again. */
  const post = async (request: Request): Promise<Response> => {
    await clock.sleep(random.integer(10, 150));
    if (line.lostBefore > 0) {
      line.lostBefore -= 1;
      throw new Unreachable();
    }
    if (isAway()) throw new Unreachable();
    const key = request.headers.get('x-shopify-webhook-id') ?? '';
    if (request.url.startsWith(`${relayUrl}/in/`) && random.chance(0.2)) await neighbour.postTwin(request);
    const response = await direct(request);
    if (response.status === 200) record.accepted('shop', key, scheduler.now());
    if (line.lostAfter > 0) {
      line.lostAfter -= 1;
      throw new Unreachable();
    }
    if (line.slow > 0) {
      line.slow -= 1;
      await clock.sleep(8_000);
    }
    return response;
  };

  const serve = faults.wrap(
    (request) => direct(request),
    async (request) => new URL(request.url).pathname,
  );

  const reach = async (computer: string, request: Request, gone: AbortSignal): Promise<Response> => {
    if (isCut(computer)) throw new Unreachable();
    const { pathname, searchParams } = new URL(request.url);
    const asked = request.method === 'POST' ? await request.clone().text() : '';
    if (pathname === '/v1/pair') pairings.push(asked);
    if (pathname === '/v1/events') record.asked('shop', Number(searchParams.get('after') ?? 0));
    const signal = AbortSignal.any([request.signal, gone]);
    const response = await serve(new Request(request, { signal }));
    if (pathname === '/v1/ack' && response.status === 200) {
      record.acknowledged(((await response.clone().json()) as { through?: number }).through ?? 0);
    }
    // A line that was cut while a poll waited: nothing comes back.
    if (isCut(computer)) throw new Unreachable();
    if (pathname === '/v1/pair' && response.status === 200) {
      tenantId = ((await response.clone().json()) as { tenantId?: string }).tenantId;
    }
    if (pathname === '/v1/lease') {
      const isTakeOver = asked.includes('"takeOver":true');
      if (response.status === 409) for (const tellLease of listeners) tellLease(computer, 'held', isTakeOver);
      if (response.status === 200 && !asked.includes('"release":true')) {
        const answer = (await response.clone().json()) as { epoch: number };
        for (const tellLease of listeners) tellLease(computer, answer, isTakeOver);
      }
    }
    if (pathname !== '/v1/events' || response.status !== 200) return response;
    const text = await response.text();
    const parsed = eventsAnswer.safeParse(parseJson(text));
    if (!parsed.success) return new Response(text, response);
    record.answered('shop', parsed.data);
    return Response.json(hostility.twist(parsed.data));
  };

  return {
    record,
    hostility,
    neighbour,
    faults,
    line,
    deliver: post,
    reach,
    awayUntil: (instant) => {
      away = instant ?? Number.NEGATIVE_INFINITY;
    },
    cutUntil: (computer, instant) => void cuts.set(computer, instant),
    isCut,
    newCode: (tenant) => relay.newCode(tenant),
    setBack: async (withTokens) => {
      record.excuse();
      await neighbour.leave();
      await relay.close();
      relay = open(random.chance(0.5));
      for (const text of pairings) {
        const pairing = pairRequest.parse(JSON.parse(text));
        await relay.registerCode(pairing.code);
        if (!withTokens) continue;
        const again = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
        const answer = await direct(new Request(`${relayUrl}/v1/pair`, again));
        tell(`paired again on the new relay: ${answer.status}`);
      }
    },
    sweep: () => relay.relay.sweep(),
    tenantId: () => tenantId,
    onLease: (listener) => void listeners.push(listener),
    calm: () => {
      away = Number.NEGATIVE_INFINITY;
      cuts.clear();
      faults.clear();
      Object.assign(line, { lostBefore: 0, lostAfter: 0, slow: 0 });
      hostility.calm();
    },
    close: () => relay.close(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
