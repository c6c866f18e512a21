import type { PracticeRandom } from '../../practice/random.ts';
import { relayUrl } from '../programs/relay.ts';
import type { Neighbour } from './neighbour.ts';
import { type RelayOutages, Unreachable } from './relay-outages.ts';
import type { RelayRecord } from './relay-record.ts';
import type { Scheduler } from './scheduler.ts';

/** What can happen to a delivery: in the last two cases the relay has it, but Shopify does not hear so in time, and sends it again. */
export type DeliveryFault = 'lostBefore' | 'lostAfter' | 'slow';

/** The line from Shopify, or whoever says so, to the relay. */
export interface DeliveryLine {
  /** @throws {Unreachable} where no answer comes back */
  deliver(request: Request): Promise<Response>;
  /** The next so many deliveries meet this. */
  add(fault: DeliveryFault, deliveries: number): void;
  calm(): void;
}

export interface DeliveryLineOptions {
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  readonly outages: RelayOutages;
  readonly record: RelayRecord;
  readonly neighbour: Neighbour;
  readonly handle: (request: Request) => Promise<Response>;
}

/** A line without faults. */
export function createDeliveryLine(options: DeliveryLineOptions): DeliveryLine {
  const { scheduler, random, outages, record, neighbour, handle } = options;
  const left: Record<DeliveryFault, number> = { lostBefore: 0, lostAfter: 0, slow: 0 };
  const strikes = (fault: DeliveryFault): boolean => {
    if (left[fault] === 0) return false;
    left[fault] -= 1;
    return true;
  };
  return {
    deliver: async (request) => {
      await scheduler.clock.sleep(random.integer(10, 150));
      if (strikes('lostBefore') || outages.isAway()) throw new Unreachable();
      const key = request.headers.get('x-shopify-webhook-id') ?? '';
      if (request.url.startsWith(`${relayUrl}/in/`) && random.chance(0.2)) await neighbour.postTwin(request);
      const response = await handle(request);
      if (response.status === 200) record.accepted('shop', key, scheduler.now());
      if (strikes('lostAfter')) throw new Unreachable();
      if (strikes('slow')) await scheduler.clock.sleep(8_000);
      return response;
    },
    add: (fault, deliveries) => {
      left[fault] += deliveries;
    },
    calm: () => void Object.assign(left, { lostBefore: 0, lostAfter: 0, slow: 0 }),
  };
}
