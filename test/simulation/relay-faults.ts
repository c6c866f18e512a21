import type { PracticeRandom } from '../../practice/random.ts';
import { sign } from '../../practice/shopify/webhooks.ts';
import type { Practice } from '../../practice/shops.ts';
import { type Trick, tricks } from './hostility.ts';
import type { Kind } from './kinds.ts';
import type { RelayTown } from './relay-town.ts';
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
  readonly town: RelayTown;
  readonly practice: Practice;
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  readonly computers: readonly string[];
  readonly tell: (text: string) => void;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export function createRelayFaults(options: RelayFaultsOptions): RelayFaults {
  const { kind, town, practice, scheduler, random, tell } = options;
  const { webhookFaults } = practice.shopify;
  let forgeries = 0;

  const webhook = (fault: 'lost' | 'doubled' | 'delayed' | 'reordered', ms: number) => {
    const times = random.integer(1, 4);
    webhookFaults.add({ kind: fault, times, ms });
    tell(`webhook ${fault} ×${times} ${ms}`);
  };
  const trick = (list: readonly Trick[]) => {
    const name = random.pick(list);
    town.hostility.add(name, random.integer(1, 4));
    tell(`the relay plays a trick: ${name}`);
  };
  const line = (list: readonly ('lostBefore' | 'lostAfter' | 'slow')[]) => {
    const what = random.pick(list);
    town.line[what] += random.integer(1, 4);
    tell(`line from Shopify to the relay: ${what}`);
  };
  const callFault = () => {
    const what = random.pick([
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
    town.faults.add({ kind: what, times: 1, ms: 3 * SECOND, ...(match === undefined ? {} : { match }) });
    tell(`line to the relay: ${what} ${match ?? ''}`);
  };
  const hang = () => {
    town.faults.add({ kind: 'hang', times: 1, ms: MINUTE });
    tell('the relay hangs');
  };
  const away = () => {
    const ms = random.pick([10 * SECOND, MINUTE, 6 * MINUTE]);
    town.awayUntil(scheduler.now() + ms);
    tell(`relay away for ${ms}`);
  };
  const cut = () => {
    const computer = random.pick(options.computers);
    const ms = random.pick([20 * SECOND, MINUTE, 5 * MINUTE]);
    town.cutUntil(computer, scheduler.now() + ms);
    tell(`${computer} is cut off from the relay for ${ms}`);
  };

  const forge = (count: number) => {
    const uri = practice.shopify.webhooks.list()[0]?.uri;
    if (uri === undefined) return;
    tell(`forged ×${count}`);
    for (let n = 0; n < count; n += 1) {
      forgeries += 1;
      const key = `forged-${forgeries}`;
      const said = { subject: `6660000${forgeries}`, available: 1_000_000 + forgeries };
      town.record.forged.push(said);
      const topic = random.pick(['orders/create', 'inventory_levels/update', 'inventory_items/delete']);
      const itemId = random.pick(practice.shopify.itemIds());
      const body = JSON.stringify({
        id: said.subject,
        inventory_item_id: itemId,
        location_id: practice.places[0]?.locationId,
        available: said.available,
      });
      const signature = random.pick([null, '', sign('somebody else', body)]);
      const headers: Record<string, string> = {
        'x-shopify-topic': topic,
        'x-shopify-webhook-id': key,
        'x-shopify-shop-domain': practice.shopify.shop,
        ...(signature === null ? {} : { 'x-shopify-hmac-sha256': signature }),
      };
      // Whatever becomes of it, nobody waits for it.
      town.deliver(new Request(uri, { method: 'POST', headers, body })).catch(() => undefined);
    }
  };
  const flood = () => forge(random.pick([1, 3, 10]));

  /** What each kind of seed may meet: nothing that loses an event where nothing else would tell of it. */
  const repertoire: Readonly<Record<Kind, readonly (() => void)[]>> = {
    polling: [],
    webhooks: [
      () => webhook('lost', 0),
      () => webhook('doubled', 0),
      () => webhook('delayed', random.pick([2 * SECOND, 30 * SECOND, 5 * MINUTE, DAY])),
      () => webhook('reordered', random.pick([5 * SECOND, MINUTE])),
      () => line(['lostBefore', 'lostAfter', 'slow']),
      () => trick(tricks),
      callFault,
      callFault,
      hang,
      away,
      cut,
      flood,
    ],
    alone: [
      () => webhook('doubled', 0),
      () => webhook('reordered', 4 * SECOND),
      () => line(['lostAfter']),
      () => trick(['reverse']),
      callFault,
      flood,
    ],
    seldom: [
      () => webhook('doubled', 0),
      () => webhook('reordered', 5 * SECOND),
      () => line(['lostAfter']),
      callFault,
      cut,
      cut,
      flood,
    ],
    computers: [
      () => webhook('lost', 0),
      () => webhook('doubled', 0),
      () => webhook('delayed', random.pick([2 * SECOND, 30 * SECOND])),
      () => line(['lostBefore', 'lostAfter']),
      callFault,
      flood,
    ],
  };

  return {
    act: () => {
      const list = repertoire[kind];
      if (list.length > 0) random.pick(list)();
    },
    forge,
    calm: () => {
      webhookFaults.clear();
      town.calm();
    },
  };
}
