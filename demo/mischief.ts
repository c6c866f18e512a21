/** What happens to webhooks on their way, and to the relay. Each is counted; none may show at the end. */
import type { Act, Day } from './act.ts';

/** Of a hundred webhooks so many of each kind. */
const SHARE = 6;
const kinds = ['lost', 'doubled', 'reordered'] as const;
/** A webhook that is held back is passed by the next one, and goes at the latest after this. */
const HELD_MS = 1_500;
const MUTE_MS = 600;

export function mischief(day: Day): Act[] {
  const { practice, relay, random, tally, teller } = day;
  const { shopify } = practice;
  const { webhooks } = tally;
  let isMute = false;
  const choose = () => {
    const lot = random.integer(0, 99);
    const kind = isMute ? 'lost' : kinds[Math.floor(lot / SHARE)];
    if (kind === undefined) return undefined;
    webhooks[kind] += 1;
    return kind === 'reordered' ? { kind, ms: HELD_MS } : { kind };
  };
  return [
    {
      at: 0,
      act: () => {
        shopify.webhookFaults.choose(choose);
        tally.faults.push('lostWebhooks', 'doubledWebhooks', 'reorderedWebhooks');
        teller.tell('trouble', 'demo.fault.webhooks');
      },
    },
    {
      at: 3_100,
      act: () => {
        isMute = true;
        tally.faults.push('noWebhooks');
        teller.tell('trouble', 'demo.fault.noWebhooks');
      },
    },
    {
      at: 3_100 + MUTE_MS,
      act: () => {
        isMute = false;
      },
    },
    {
      at: 6_900,
      act: () => {
        tally.faults.push('relayKilled');
        teller.tell('trouble', 'demo.fault.relayKilled');
        return relay.kill();
      },
    },
    {
      at: 7_900,
      act: async () => {
        await relay.startAgain();
        webhooks.relayRestarts += 1;
        teller.tell('done', 'demo.relayBack');
      },
    },
  ];
}
