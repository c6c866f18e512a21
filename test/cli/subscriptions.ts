import { z } from 'zod';
import type { Shells } from './shell.ts';

const subscriptions = z.object({
  data: z.object({
    webhookSubscriptions: z.object({ nodes: z.array(z.object({ uri: z.string() })) }),
  }),
});

/** Where the practice Shopify posts to, asked as anybody with a token may. */
export async function addresses(shells: Shells): Promise<string[]> {
  const response = await fetch(`${shells.variables.SHOPIFY_URL}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Access-Token': 'shpat_0123456789abcdef0123456789abcdef',
    },
    body: JSON.stringify({ query: '{ webhookSubscriptions(first: 100) { nodes { uri } } }' }),
  });
  const { data } = subscriptions.parse(await response.json());
  return data.webhookSubscriptions.nodes.map(({ uri }) => uri);
}
