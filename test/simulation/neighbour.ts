import { eventsAnswer } from '../../shared/contract/relay.ts';
import { domains, type RelayRecord } from './relay-record.ts';

/**
 * Another shop on the same relay, whose Shopify happens to use the very webhook ids of ours. Nothing of theirs may reach us and
 * nothing of ours them (I5), and what they were answered 200 for must be theirs to fetch (I4).
 */
export interface Neighbour {
  /** Posts a copy of a delivery to the neighbour's own address. */
  postTwin(delivery: Request): Promise<void>;
  /** Fetches everything; also tries with tokens that are none. */
  fetchAll(stolenTokens: readonly string[]): Promise<string[]>;
  /** Gives the relay up, because it has lost everything. */
  leave(): Promise<void>;
}

interface NeighbourOptions {
  readonly record: RelayRecord;
  readonly handle: (request: Request) => Promise<Response>;
  readonly newCode: () => Promise<string>;
  readonly url: string;
  readonly now: () => number;
}

const ingestToken = 'N'.repeat(43);
const deviceToken = 'G'.repeat(43);

/** A neighbour who pairs when the first copy is posted. */
export function createNeighbour(options: NeighbourOptions): Neighbour {
  const { record, handle, newCode, url, now } = options;
  let isPaired = false;
  let hasLeft = false;
  let after = 0;

  const pair = async () => {
    if (isPaired) return;
    isPaired = true;
    const body = JSON.stringify({
      code: await newCode(),
      instanceId: 'the-neighbours-computer',
      name: 'Granne',
      ingestToken,
      deviceToken,
    });
    await handle(new Request(`${url}/v1/pair`, { method: 'POST', body }));
  };
  const ask = (token: string) =>
    handle(
      new Request(`${url}/v1/events?after=${after}&limit=500`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
  const fetchPages = async () => {
    for (;;) {
      record.asked('neighbour', after);
      const response = await ask(deviceToken);
      if (response.status !== 200) return [`I5 the neighbour is answered ${response.status}`];
      const answer = eventsAnswer.parse(await response.json());
      record.answered('neighbour', answer);
      const newest = Math.max(after, answer.gap?.through ?? 0, answer.events.at(-1)?.seq ?? 0);
      if (newest === after) return [];
      after = newest;
    }
  };

  return {
    postTwin: async (delivery) => {
      if (hasLeft) return;
      await pair();
      const headers = new Headers(delivery.headers);
      headers.set('x-shopify-shop-domain', domains.neighbour);
      const key = headers.get('x-shopify-webhook-id') ?? '';
      const body = await delivery.clone().text();
      const response = await handle(
        new Request(`${url}/in/${ingestToken}`, { method: 'POST', headers, body }),
      );
      if (response.status === 200) record.accepted('neighbour', key, now());
    },
    fetchAll: async (stolenTokens) => {
      if (!isPaired || hasLeft) return [];
      const found = await fetchPages();
      for (const token of [...stolenTokens, ingestToken]) {
        const { status } = await ask(token);
        if (status === 200) found.push('I5 an ingest token reads a feed');
      }
      return found;
    },
    leave: async () => {
      if (isPaired) await fetchPages();
      hasLeft = true;
    },
  };
}
