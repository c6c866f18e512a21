import type { PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import type { DeliveryFault } from './delivery-line.ts';
import { createForger } from './forgeries.ts';
import { type Trick, tricks } from './hostility.ts';
import type { Kind } from './kinds.ts';
import type { RelayNetwork } from './relay-network.ts';
import type { Scheduler } from './scheduler.ts';

export interface RelayFaults {
  /** One more thing goes wrong with webhooks, lines or the relay. */
  act(): void;
  /** Somebody without the secret posts to our address. */
  forge(count: number): void;
  calm(): void;
}

interface RelayFaultsOptions {
  readonly kind: Kind;
  readonly network: RelayNetwork;
  readonly practice: Practice;
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  readonly computers: readonly string[];
  readonly tell: (text: string) => void;
}

/** What a fault strikes. */
interface Target extends RelayFaultsOptions {
  readonly forge: (count: number) => void;
}
type Fault = (target: Target) => void;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** No faults wait to strike. */
export function createRelayFaults(options: RelayFaultsOptions): RelayFaults {
  const { kind, network, practice, random } = options;
  const forge = createForger(options);
  const target: Target = { ...options, forge };
  return {
    act: () => {
      const faults = repertoire[kind];
      if (faults.length > 0) random.pick(faults)(target);
    },
    forge,
    calm: () => {
      practice.shopify.webhookFaults.clear();
      network.calm();
    },
  };
}

/** Shopify itself loses webhooks, or sends them twice, late or in another order. A delay is one of `delays`, in milliseconds. */
const webhook =
  (kind: 'lost' | 'doubled' | 'delayed' | 'reordered', ...delays: readonly number[]): Fault =>
  ({ practice, random, tell }) => {
    const [only = 0] = delays;
    const ms = delays.length > 1 ? random.pick(delays) : only;
    const times = random.integer(1, 4);
    practice.shopify.webhookFaults.add({ kind, times, ms });
    tell(`webhook ${kind} ×${times} ${ms}`);
  };

const delivery =
  (...faults: readonly DeliveryFault[]): Fault =>
  ({ network, random, tell }) => {
    const fault = random.pick(faults);
    network.deliveries.add(fault, random.integer(1, 4));
    tell(`line from Shopify to the relay: ${fault}`);
  };

const trick =
  (...list: readonly Trick[]): Fault =>
  ({ network, random, tell }) => {
    const name = random.pick(list);
    network.hostility.add(name, random.integer(1, 4));
    tell(`the relay plays a trick: ${name}`);
  };

const callFault: Fault = ({ network, random, tell }) => {
  const kind = random.pick([
    'delay',
    'lost-before',
    'unanswered',
    'duplicate',
    'status-429',
    'status-503',
    'status-502-after',
    'wrong-shape',
    'not-json',
  ] as const);
  const match = random.pick(['/v1/events', '/v1/ack', '/v1/lease', undefined]);
  network.callFaults.add({ kind, times: 1, ms: 3 * SECOND, ...(match === undefined ? {} : { match }) });
  tell(`line to the relay: ${kind} ${match ?? ''}`);
};

const hang: Fault = ({ network, tell }) => {
  network.callFaults.add({ kind: 'hang', times: 1, ms: MINUTE });
  tell('the relay hangs');
};

const away: Fault = ({ network, scheduler, random, tell }) => {
  const ms = random.pick([10 * SECOND, MINUTE, 6 * MINUTE]);
  network.outages.awayUntil(scheduler.now() + ms);
  tell(`relay away for ${ms}`);
};

const cut: Fault = ({ network, scheduler, random, computers, tell }) => {
  const computer = random.pick(computers);
  const ms = random.pick([20 * SECOND, MINUTE, 5 * MINUTE]);
  network.outages.cutUntil(computer, scheduler.now() + ms);
  tell(`${computer} is cut off from the relay for ${ms}`);
};

const flood: Fault = ({ forge, random }) => forge(random.pick([1, 3, 10]));

/** What each kind of seed may meet: nothing that loses an event where nothing else would tell of it. */
const repertoire: Readonly<Record<Kind, readonly Fault[]>> = {
  polling: [],
  hard: [],
  sizes: [],
  webhooks: [
    webhook('lost'),
    webhook('doubled'),
    webhook('delayed', 2 * SECOND, 30 * SECOND, 5 * MINUTE, DAY),
    webhook('reordered', 5 * SECOND, MINUTE),
    delivery('lostBefore', 'lostAfter', 'slow'),
    trick(...tricks),
    callFault,
    callFault,
    hang,
    away,
    cut,
    flood,
  ],
  alone: [
    webhook('doubled'),
    webhook('reordered', 4 * SECOND),
    delivery('lostAfter'),
    trick('reverse'),
    callFault,
    flood,
  ],
  seldom: [
    webhook('doubled'),
    webhook('reordered', 5 * SECOND),
    delivery('lostAfter'),
    callFault,
    cut,
    cut,
    flood,
  ],
  computers: [
    webhook('lost'),
    webhook('doubled'),
    webhook('delayed', 2 * SECOND, 30 * SECOND),
    delivery('lostBefore', 'lostAfter'),
    callFault,
    flood,
  ],
};
