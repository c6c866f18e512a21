import { type FaultKind, faultKinds, type ShopifyFaultKind, shopifyFaultKinds } from '../faults.ts';
import { type WebhookFaultKind, webhookFaultKinds } from '../shopify/webhook-faults.ts';
import type { Practice } from '../shops.ts';
import type { Calls } from './calls.ts';
import { allowOnly, maybe, numberOf, oneOf, textOf, wholeOf } from './fields.ts';

const servers = ['easycashier', 'shopify', 'webhooks'] as const;

/** Lays faults for coming exchanges and webhooks, and clears them away. Each call answers what is still waiting. */
export function faultCalls({ easycashier, shopify }: Practice): Calls {
  const pending = () => ({
    easycashier: easycashier.faults.pending(),
    shopify: shopify.faults.pending(),
    webhooks: shopify.webhookFaults.pending(),
  });
  return {
    'GET /faults': pending,
    'POST /faults': (fields) => {
      allowOnly(fields, ['server', 'kind', 'match', 'times', 'ms']);
      const server = oneOf(fields, 'server', servers);
      const { match } = maybe(fields, 'match', textOf);
      const size = {
        ...maybe(fields, 'times', (from, name) => wholeOf(from, name, 1)),
        ...maybe(fields, 'ms', (from, name) => numberOf(from, name, 0)),
      };
      if (server === 'webhooks') {
        const kind = oneOf<WebhookFaultKind>(fields, 'kind', webhookFaultKinds);
        shopify.webhookFaults.add({ kind, ...size, ...(match !== undefined && { topic: match }) });
      } else {
        const { faults } = server === 'easycashier' ? easycashier : shopify;
        const kinds = server === 'shopify' ? [...faultKinds, ...shopifyFaultKinds] : faultKinds;
        const kind = oneOf<FaultKind | ShopifyFaultKind>(fields, 'kind', kinds);
        faults.add({ kind, ...size, ...(match !== undefined && { match }) });
      }
      return pending();
    },
    'DELETE /faults': () => {
      easycashier.faults.clear();
      shopify.faults.clear();
      shopify.webhookFaults.clear();
      return pending();
    },
  };
}
