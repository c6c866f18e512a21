import type { Faults } from '../../practice/faults.ts';
import { ackAnswer, eventsAnswer, leaseAnswer, pairAnswer } from '../../shared/contract/relay.ts';
import type { Hostility } from './hostility.ts';
import { type RelayOutages, Unreachable } from './relay-outages.ts';
import type { RelayRecord } from './relay-record.ts';

/** An answer about the right to write: it is held by another computer, or given with this epoch. */
type LeaseAnswer = { readonly epoch: number } | 'held';
type LeaseListener = (computer: string, answer: LeaseAnswer, isTakeOver: boolean) => void;

/** The lines from the shop's computers to the relay, and what was said on them. */
export interface ComputerLine {
  /**
   * Takes what a computer sends; `gone` aborts when that end of the line is gone.
   * @throws {Unreachable} where no answer comes back
   */
  reach(computer: string, request: Request, gone: AbortSignal): Promise<Response>;
  /** Every answer about the right to write that has reached a computer. */
  onLease(listener: LeaseListener): void;
  /** The bodies of all requests to pair. */
  pairings(): readonly string[];
  /** The tenant the shop's computers were paired with. */
  tenantId(): string | undefined;
}

export interface ComputerLineOptions {
  readonly faults: Faults;
  readonly outages: RelayOutages;
  readonly record: RelayRecord;
  readonly hostility: Hostility;
  readonly handle: (request: Request) => Promise<Response>;
}

/** A line on which nothing was said yet. */
export function createComputerLine(options: ComputerLineOptions): ComputerLine {
  const { faults, outages, record, hostility, handle } = options;
  const pairings: string[] = [];
  const listeners: LeaseListener[] = [];
  /** Who has asked to take over and has heard nothing: what is granted later is the take-over still. */
  const takingOver = new Set<string>();
  let tenantId: string | undefined;

  const serve = faults.wrap(
    (request) => handle(request),
    async (request) => new URL(request.url).pathname,
  );

  const tellOfLease = (computer: string, answer: LeaseAnswer): void => {
    const isTakeOver = takingOver.delete(computer);
    for (const listen of listeners) listen(computer, answer, isTakeOver);
  };

  /** An answer with events passes through the hands of a relay that may be hostile. */
  const handOver = (text: string, response: Response): Response => {
    const parsed = eventsAnswer.safeParse(parseJson(text));
    if (!parsed.success) return new Response(text, response);
    record.answered('shop', parsed.data);
    return Response.json(hostility.twist(parsed.data));
  };

  const reach = async (computer: string, request: Request, gone: AbortSignal): Promise<Response> => {
    if (outages.isCut(computer)) throw new Unreachable();
    const { pathname, searchParams } = new URL(request.url);
    const asked = request.method === 'POST' ? await request.clone().text() : '';
    if (pathname === '/v1/pair') pairings.push(asked);
    if (pathname === '/v1/lease' && asked.includes('"takeOver":true')) takingOver.add(computer);
    if (pathname === '/v1/events') record.asked('shop', Number(searchParams.get('after') ?? 0));
    const signal = AbortSignal.any([request.signal, gone]);
    const response = await serve(new Request(request, { signal }));
    const said = response.status === 200 ? parseJson(await response.clone().text()) : null;
    if (pathname === '/v1/ack') {
      const taken = ackAnswer.safeParse(said);
      if (taken.success) record.acknowledged(taken.data.through);
    }
    // The line was cut while a poll waited: nothing comes back.
    if (outages.isCut(computer)) throw new Unreachable();
    if (pathname === '/v1/pair') {
      const paired = pairAnswer.safeParse(said);
      if (paired.success) tenantId = paired.data.tenantId;
    }
    if (pathname === '/v1/lease') {
      if (response.status === 409) tellOfLease(computer, 'held');
      const granted = leaseAnswer.safeParse(said);
      if (granted.success && !asked.includes('"release":true')) tellOfLease(computer, granted.data);
    }
    if (pathname !== '/v1/events' || response.status !== 200) return response;
    return handOver(await response.text(), response);
  };

  return {
    reach,
    onLease: (listener) => void listeners.push(listener),
    pairings: () => pairings,
    tenantId: () => tenantId,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
