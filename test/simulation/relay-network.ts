import { createFaults, type Faults } from '../../practice/faults.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import { pairRequest } from '../../shared/contract/relay.ts';
import { openTestRelay, relayUrl, type TestRelay } from '../programs/relay.ts';
import { type ComputerLine, createComputerLine } from './computer-line.ts';
import { createDeliveryLine, type DeliveryLine } from './delivery-line.ts';
import { createHostility, type Hostility } from './hostility.ts';
import { createNeighbour, type Neighbour } from './neighbour.ts';
import { createRelayOutages, type RelayOutages } from './relay-outages.ts';
import { createRelayRecord, type RelayRecord } from './relay-record.ts';
import type { Scheduler } from './scheduler.ts';

/** The real relay, the lines to it from Shopify and from every computer, and a neighbour who uses it too. */
export interface RelayNetwork {
  readonly record: RelayRecord;
  readonly hostility: Hostility;
  readonly neighbour: Neighbour;
  readonly outages: RelayOutages;
  readonly deliveries: DeliveryLine;
  readonly computers: ComputerLine;
  /** Of the calls from computers to the relay. */
  readonly callFaults: Faults;
  /** A code to pair one more computer with: of a new tenant, or of the one named. */
  newCode(tenantId?: string): Promise<string>;
  /** The relay has lost everything. `withTokens`: it was set up anew with the old codes and tokens, or with the codes only. */
  setBack(withTokens: boolean): Promise<void>;
  /** The relay forgets what it need not keep any longer. */
  sweep(): Promise<void>;
  calm(): void;
  close(): Promise<void>;
}

export interface RelayNetworkOptions {
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  /** Events a tenant may have waiting. */
  readonly quota: number;
  readonly tell: (text: string) => void;
}

/** An empty relay that everybody reaches. */
export function createRelayNetwork(options: RelayNetworkOptions): RelayNetwork {
  const { scheduler, random, tell } = options;
  let relay = openRelay(options, true);
  const handle = (request: Request) => relay.handle(request);
  const record = createRelayRecord();
  const callFaults = createFaults(scheduler.clock);
  const hostility = createHostility(random, record);
  const outages = createRelayOutages(scheduler.now);
  const neighbour = createNeighbour({
    record,
    handle,
    newCode: () => relay.newCode(),
    url: relayUrl,
    now: scheduler.now,
  });
  const deliveries = createDeliveryLine({ scheduler, random, outages, record, neighbour, handle });
  const computers = createComputerLine({ faults: callFaults, outages, record, hostility, handle });

  return {
    record,
    hostility,
    neighbour,
    outages,
    deliveries,
    computers,
    callFaults,
    newCode: (tenant) => relay.newCode(tenant),
    setBack: async (withTokens) => {
      record.excuse();
      await neighbour.leave();
      await relay.close();
      relay = openRelay(options, random.chance(0.5));
      await registerAgain(relay, computers.pairings(), withTokens, tell);
    },
    sweep: () => relay.relay.sweep(),
    calm: () => {
      for (const part of [outages, deliveries, hostility]) part.calm();
      callFaults.clear();
    },
    close: () => relay.close(),
  };
}

/** `hasKnownBytes`: tokens and codes count up as every first relay's do; else they are drawn. */
function openRelay({ scheduler, random, quota }: RelayNetworkOptions, hasKnownBytes: boolean): TestRelay {
  const draw = (count: number) => Uint8Array.from({ length: count }, () => random.integer(0, 255));
  return openTestRelay({
    clock: scheduler.clock,
    quota: { events: quota, bytes: 200_000_000 },
    // All callers have one address here: what guards against strangers would lock out friends.
    limits: { strangers: { perSecond: 100, burst: 1_000 } },
    ...(hasKnownBytes ? {} : { bytes: draw }),
  });
}

/** Whoever runs the relay types the old codes into the new one; `withTokens`: the computers' tokens too. */
async function registerAgain(
  relay: TestRelay,
  pairings: readonly string[],
  withTokens: boolean,
  tell: (text: string) => void,
): Promise<void> {
  for (const text of pairings) {
    const pairing = pairRequest.parse(JSON.parse(text));
    await relay.registerCode(pairing.code);
    if (!withTokens) continue;
    const again = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
    const answer = await relay.handle(new Request(`${relayUrl}/v1/pair`, again));
    tell(`paired again on the new relay: ${answer.status}`);
  }
}
