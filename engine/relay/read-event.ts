import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RelayEvent } from '../../shared/contract/relay.ts';
import { type OurTime, ourTime, type ShopTime, shopTime } from '../../shared/words/time.ts';

const id = z.union([z.string().regex(/^\d{1,20}$/), z.string().startsWith('gid://shopify/')]);
/** Whole numbers beyond 2^53 are read as text, so that no id loses its last digits. */
const bodies = {
  order: z.object({ id, updated_at: z.string().nullish() }),
  orderEdit: z.object({ order_edit: z.object({ order_id: id }) }),
  refund: z.object({ order_id: id, created_at: z.string().nullish() }),
  fulfillmentOrder: z.object({ fulfillment_order: z.object({ id }) }),
  moved: z.object({ original_fulfillment_order: z.object({ id }) }),
  level: z.object({
    inventory_item_id: id,
    location_id: id,
    available: z
      .string()
      .regex(/^-?\d+$/)
      .nullish(),
    updated_at: z.string().nullish(),
  }),
  one: z.object({ id }),
};

/** What a webhook is about. `uninstalled` has no subject. */
type HintKind = 'order' | 'fulfillmentOrder' | 'level' | 'item' | 'itemGone' | 'location' | 'uninstalled';

/** A webhook as far as it is believed: where to look, never what is there. */
export interface WebhookHint {
  readonly webhookId: string;
  /** The relay's number of the event. */
  readonly seq: number;
  readonly kind: HintKind;
  /** Gid of the order, fulfillment order, item or location. */
  readonly subject: string;
  /** Of a level, with what Shopify said it showed then. */
  readonly locationId: string | null;
  readonly available: number | null;
  /** Shopify's time; null where the webhook does not tell. A relay could change it where it stands in a header only. */
  readonly happenedAt: ShopTime | null;
  /** When the relay received it, by the relay's clock. */
  readonly receivedAt: OurTime;
}

type Found = Pick<WebhookHint, 'kind' | 'subject' | 'locationId' | 'available' | 'happenedAt'>;

const found = (
  kind: HintKind,
  subject: string,
  more: Partial<Omit<Found, 'kind' | 'subject'>> = {},
): Found => ({ kind, subject, locationId: null, available: null, happenedAt: null, ...more });

/** Topics as they stand in the header, each with how its body names what it is about. */
const topics: Readonly<Record<string, (body: unknown) => Found>> = {
  'orders/create': readOrder,
  'orders/updated': readOrder,
  'orders/cancelled': readOrder,
  'orders/edited': (body) => found('order', gid('Order', bodies.orderEdit.parse(body).order_edit.order_id)),
  'refunds/create': (body) => {
    const refund = bodies.refund.parse(body);
    return found('order', gid('Order', refund.order_id));
  },
  'fulfillment_orders/moved': (body) =>
    found(
      'fulfillmentOrder',
      gid('FulfillmentOrder', bodies.moved.parse(body).original_fulfillment_order.id),
    ),
  'fulfillment_orders/order_routing_complete': (body) =>
    found(
      'fulfillmentOrder',
      gid('FulfillmentOrder', bodies.fulfillmentOrder.parse(body).fulfillment_order.id),
    ),
  'inventory_levels/update': (body) => {
    const level = bodies.level.parse(body);
    return found('level', gid('InventoryItem', level.inventory_item_id), {
      locationId: gid('Location', level.location_id),
      available: level.available == null ? null : Number(level.available),
      happenedAt: instant(level.updated_at),
    });
  },
  'inventory_items/create': readItem,
  'inventory_items/update': readItem,
  'inventory_items/delete': (body) => found('itemGone', gid('InventoryItem', bodies.one.parse(body).id)),
  'locations/create': readLocation,
  'locations/update': readLocation,
  'locations/activate': readLocation,
  'locations/deactivate': readLocation,
  'locations/delete': readLocation,
  'app/uninstalled': () => found('uninstalled', ''),
};

function readOrder(body: unknown): Found {
  const order = bodies.order.parse(body);
  return found('order', gid('Order', order.id), { happenedAt: instant(order.updated_at) });
}
function readItem(body: unknown): Found {
  return found('item', gid('InventoryItem', bodies.one.parse(body).id));
}
function readLocation(body: unknown): Found {
  return found('location', gid('Location', bodies.one.parse(body).id));
}

function gid(type: string, value: string): string {
  return value.startsWith('gid://') ? value : `gid://shopify/${type}/${value}`;
}

function instant(text: string | null | undefined): ShopTime | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : shopTime(at);
}

/** A header by its name, also where Shopify leaves out the `X-`. */
export function headerOf(event: RelayEvent, name: string): string | null {
  const wanted = [name, name.replace(/^x-/, '')];
  return event.headers.find(([header]) => wanted.includes(header.toLowerCase()))?.[1] ?? null;
}

/** What an event is about; null when it is nothing we know: another topic, another shape. */
export function readHint(event: RelayEvent, body: Uint8Array): WebhookHint | null {
  const read = topics[headerOf(event, 'x-shopify-topic')?.toLowerCase() ?? ''];
  if (!read) return null;
  try {
    const text = Buffer.from(body).toString();
    const hint = read(parseExactly(text));
    const webhookId = headerOf(event, 'x-shopify-webhook-id');
    return {
      webhookId: webhookId ?? createHash('sha256').update(body).digest('hex'),
      seq: event.seq,
      receivedAt: ourTime(event.receivedAt),
      ...hint,
      happenedAt: hint.happenedAt ?? instant(headerOf(event, 'x-shopify-triggered-at')),
    };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** JSON with every whole number as the text it was written in. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) ? (context?.source ?? String(value)) : value,
  );
}
