/** A draft order in Shopify reserves goods: they are on the shelf and not for sale, until it becomes an order or gives them back. */
import type { Practice } from '../practice/shops.ts';
import type { Act, Day, Evening } from './act.ts';
import type { Goods } from './goods.ts';
import { count } from './tally.ts';
import { until } from './wait.ts';

const RESERVED = 3;
/** The customer takes so many of them in the end. */
const BOUGHT = 2;
const ROUTING_MS = 100;
const isOfDraft = ({ reference }: { reference: string }) => reference.includes('/DraftOrder/');

function reserved({ places }: Practice, { drafted }: Goods) {
  const place = places.at(-1);
  if (!place) throw new Error('there is no store to reserve in');
  return { ware: drafted, place };
}

export function draft({ practice, goods, tally, teller }: Day): Act[] {
  const { easycashier, shopify } = practice;
  const { ware, place } = reserved(practice, goods);
  const what = { name: ware.name, store: place.storeName, units: RESERVED };
  return [
    {
      at: 1_900,
      act: () => {
        shopify.setAside(ware.inventoryItemId, place.locationId, 'reserved', RESERVED);
        count(tally, 'drafts', [place.storeNumber]);
        teller.tell('web', 'demo.draft', {
          ...what,
          shown: shopify.available(ware.inventoryItemId, place.locationId),
        });
      },
    },
    {
      // Now the number in Shopify must be written: with what is reserved taken off.
      at: 4_900,
      act: () => {
        easycashier.sell(ware.articleNumber, place.storeNumber, 1);
        count(tally, 'sales', [place.storeNumber]);
        teller.tell('shop', 'demo.soldBesideDraft', what);
      },
    },
  ];
}

/** Returns the order's name. @throws Error when both sides do not come to agree */
export async function becomeOrder({ scene, goods, tally }: Evening): Promise<string> {
  const { stage, teller } = scene;
  const { practice } = stage.shops;
  const { easycashier, shopify } = practice;
  const { ware, place } = reserved(practice, goods);
  const { inventoryItemId } = ware;
  const balance = () => easycashier.balance(ware.articleNumber, place.storeNumber) ?? 0;
  const shown = () => shopify.available(inventoryItemId, place.locationId);
  const what = { name: ware.name, store: place.storeName };

  teller.chapter('demo.chapter.draft');
  await until(`${ware.name} without what is reserved`, () =>
    shown() === balance() - RESERVED ? true : null,
  );
  teller.tell('done', 'demo.draftHeld', { ...what, units: RESERVED, balance: balance(), shown: shown() });
  tally.premature.offered = offered(practice, goods);
  const before = balance();
  shopify.setAside(inventoryItemId, place.locationId, 'reserved', BOUGHT - RESERVED);
  const order = shopify.placeOrder({
    lines: [{ inventoryItemId, quantity: BOUGHT, locationId: place.locationId }],
    claims: 'reserved',
    routingDelayMs: ROUTING_MS,
  });
  count(tally, 'orders', [place.storeNumber]);
  teller.tell('web', 'demo.draftOrdered', {
    ...what,
    order: order.name,
    units: BOUGHT,
    left: RESERVED - BOUGHT,
  });
  const after = before - BOUGHT;
  await until(`${order.name} booked`, () => (balance() === after && shown() === after ? true : null));
  teller.tell('done', 'demo.bothShow', { ...what, balance: after });
  return order.name;
}

/** Times that Shopify offered more than what the draft had left, by its own book. */
function offered(practice: Practice, goods: Goods): number {
  const { ware, place } = reserved(practice, goods);
  const moves = practice.shopify.history(ware.inventoryItemId, place.locationId);
  const since = moves.slice(moves.findLastIndex(isOfDraft));
  const left = since[0]?.quantityAfter ?? 0;
  return since.filter(({ quantityAfter }) => quantityAfter > left).length;
}
