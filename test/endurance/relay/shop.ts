/** One shop of many at a relay: what Shopify sends it, and its one computer. */
import { randomUUID } from 'node:crypto';
import { pairAnswer } from '../../../shared/contract/relay.ts';
import { authorization, type Computer, startComputer } from './computer.ts';

/** What has happened at all shops together. */
export interface Tally {
  accepted: number;
  fetched: number;
  left: number;
  /** Deliveries by status; 0: no answer. */
  readonly statuses: Map<number, number>;
  /** Of deliveries that were accepted. Milliseconds. */
  readonly took: number[];
  readonly violations: string[];
}

export interface Shop extends Computer {
  /** One delivery; the same id again where it was not taken in. True when it was. */
  deliver(id: string, body: Buffer): Promise<boolean>;
  /** How many ids were taken in and have not been fetched. */
  missing(): number;
  /** Its computer leaves the relay, which erases everything of the shop. */
  leave(): Promise<void>;
}

const newToken = () => `${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, 43);

/** A new shop with one computer, which begins to fetch at once. `code`: of the relay's operator. */
export async function openShop(url: string, code: string, tally: Tally): Promise<Shop> {
  const [ingestToken, deviceToken, instanceId] = [newToken(), newToken(), randomUUID()];
  const body = JSON.stringify({ code, instanceId, name: 'Kassan', ingestToken, deviceToken });
  const paired = await fetch(`${url}/v1/pair`, { method: 'POST', body });
  const { tenantId } = pairAnswer.parse(await paired.json());
  const [waiting, known] = [new Set<string>(), new Set<string>()];
  const onWrong = (what: string) => void tally.violations.push(`${tenantId}: ${what}`);
  const onFetched = (id: string) => {
    if (known.has(id)) onWrong(`${id} a second time`);
    known.add(id);
    waiting.delete(id);
    tally.fetched += 1;
  };
  const computer = startComputer({ url, deviceToken, instanceId, onFetched, onWrong });
  return {
    ...computer,
    deliver: async (id, content) => {
      const sentAt = performance.now();
      const status = await post(`${url}/in/${ingestToken}`, id, content);
      tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
      if (status !== 200) return false;
      tally.took.push(performance.now() - sentAt);
      tally.accepted += 1;
      if (!known.has(id)) waiting.add(id);
      return true;
    },
    missing: () => waiting.size,
    leave: async () => {
      await computer.close();
      const headers = authorization(deviceToken);
      const { status } = await fetch(`${url}/v1/device`, { method: 'DELETE', headers });
      if (status !== 204) onWrong(`left with ${status}`);
      tally.left += 1;
    },
  };
}

/** As Shopify delivers. The status; 0: no answer. */
async function post(address: string, id: string, content: Buffer): Promise<number> {
  const headers = { 'X-Shopify-Webhook-Id': id, 'X-Shopify-Topic': 'orders/updated' };
  try {
    const answer = await fetch(address, { method: 'POST', headers, body: new Uint8Array(content) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
