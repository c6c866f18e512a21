/** What of a request of Shopify's is kept, and what tells one delivery from another. */
import { sha256 } from './secrets.ts';

/** Name and value as they came. */
export type Header = readonly [name: string, value: string];

const webhookId = new Set(['x-shopify-webhook-id', 'shopify-webhook-id']);
const topic = new Set(['x-shopify-topic', 'shopify-topic']);

/**
 * Every header whose name contains `shopify`, in their order. Shopify's newer events use names without `X-`, so the names
 * are not a list.
 */
export function shopifyHeaders(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => name.toLowerCase().includes('shopify'));
}

const firstOf = (headers: readonly Header[], names: ReadonlySet<string>): string =>
  headers.find(([name]) => names.has(name.toLowerCase()))?.[1].trim() ?? '';

/**
 * Two deliveries with the same key are one. Shopify repeats the webhook id with each retry; bodies that were cut down to an
 * id are alike for different events, so they count only where there is no webhook id.
 */
export function dedupeKey(headers: readonly Header[], body: Uint8Array): Buffer {
  const id = firstOf(headers, webhookId);
  if (id !== '') return sha256(`id\0${id}`);
  return sha256(Buffer.concat([Buffer.from(`body\0${firstOf(headers, topic)}\0`), body]));
}
