/** What goes wrong in the day, on both sides and on the way between them. Each is counted; none may show at the end. */
import type { Act, Day } from './act.ts';

/** Of a hundred webhooks so many of each kind. */
const SHARE = 6;
const kinds = ['lost', 'doubled', 'reordered'] as const;
/** A webhook that is held back is overtaken by the next one, and goes at the latest after this. */
const HELD_MS = 1_500;
const MUTE_MS = 600;

/** Webhooks that are lost, doubled or overtaken on their way, none at all for a while, and a relay that is killed. */
export function webhookFaults(day: Day): Act[] {
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

/** Answers that are lost, sides that are down, tokens that expire. */
export function shopFaults({ practice, tally, teller }: Day): Act[] {
  const { easycashier, shopify } = practice;
  const fault = (
    at: number,
    name: 'lostWriteAnswer' | 'shopifyDown' | 'tokensExpired' | 'easycashierDown',
    strike: () => void,
  ): Act => ({
    at,
    act: () => {
      strike();
      tally.faults.push(name);
      teller.tell('trouble', `demo.fault.${name}`);
    },
  });
  return [
    fault(2_600, 'lostWriteAnswer', () => shopify.faults.add({ kind: 'unanswered', match: 'SetQuantities' })),
    fault(4_300, 'shopifyDown', () => shopify.faults.add({ kind: 'status-503', times: 2 })),
    fault(6_000, 'tokensExpired', () => {
      shopify.tokens.revoke('granted');
      easycashier.expireTokens();
    }),
    fault(7_700, 'easycashierDown', () =>
      easycashier.faults.add({ kind: 'status-503', match: 'GET', times: 2 }),
    ),
  ];
}
