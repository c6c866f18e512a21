import type { PracticeRandom } from '../../practice/random.ts';
import { sign } from '../../practice/shopify/webhooks.ts';
import type { Practice } from '../../practice/shops.ts';
import type { RelayNetwork } from './relay-network.ts';

export interface ForgeryOptions {
  readonly network: RelayNetwork;
  readonly practice: Practice;
  readonly random: PracticeRandom;
  readonly tell: (text: string) => void;
}

/** Somebody without the secret posts so many webhooks to our address; nobody, as long as we have none. */
export function createForger({ network, practice, random, tell }: ForgeryOptions): (count: number) => void {
  let forgeries = 0;
  const forgeOne = (uri: string) => {
    forgeries += 1;
    const key = `forged-${forgeries}`;
    const said = { subject: `6660000${forgeries}`, available: 1_000_000 + forgeries };
    network.record.forged.push(said);
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
    network.deliveries.deliver(new Request(uri, { method: 'POST', headers, body })).catch(() => undefined);
  };
  return (count) => {
    const uri = practice.shopify.webhooks.list()[0]?.uri;
    if (uri === undefined) return;
    tell(`forged ×${count}`);
    for (let n = 0; n < count; n += 1) forgeOne(uri);
  };
}
