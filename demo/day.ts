/** A day in the shops, in a quarter of a minute: rushes at the tills, web orders, changes of mind, and what goes wrong. */
import { setTimeout as delay } from 'node:timers/promises';
import type { PracticeRandom } from '../practice/random.ts';
import type { Act, Day } from './act.ts';
import { changesOfMind } from './changes.ts';
import { draft } from './drafts.ts';
import { shopFaults, webhookFaults } from './faults.ts';
import type { Ware } from './goods.ts';
import { shipment } from './returns.ts';
import { count } from './tally.ts';

const SALES = 120;
const RUSHES = 6;
const RUSH_MS = 1_700;
const ORDERS = 24;
const ORDER_MS = 300;
const LEFT = 2;
const ROUTING_MS = 200;

/** Sales, orders, and the order whose booking is lost. */
export const THINGS = SALES + ORDERS + 6;

export async function playDay(day: Day): Promise<void> {
  await loseAnAnswer(day);
  const acts = [
    ...rushes(day),
    ...webOrders(day),
    ...changesOfMind(day),
    ...draft(day),
    ...shipment(day),
    ...shopFaults(day),
    ...foreignChange(day),
    ...webhookFaults(day),
  ];
  acts.sort((one, other) => one.at - other.at);
  const startedAt = performance.now();
  const underWay: Promise<void>[] = [];
  for (const { at, act } of acts) {
    const wait = at - (performance.now() - startedAt);
    if (wait > 0) await delay(wait);
    const doing = act();
    if (!doing) continue;
    doing.catch(() => undefined); // told at the end
    underWay.push(doing);
  }
  day.practice.shopify.webhookFaults.choose(undefined);
  await Promise.all(underWay);
}

/** The first order is booked in EasyCashier and the answer is lost on the way: booked or not? */
async function loseAnAnswer({ practice, goods, tally, teller, advance }: Day): Promise<void> {
  const { easycashier, shopify, places } = practice;
  const [place] = places;
  if (!place) return;
  easycashier.faults.add({ kind: 'unanswered', match: 'decreaseStock' });
  const { inventoryItemId, name } = goods.lost;
  const order = shopify.placeOrder({
    lines: [{ inventoryItemId, quantity: 2, locationId: place.locationId }],
    routingDelayMs: ROUTING_MS,
  });
  count(tally, 'orders', [place.storeNumber]);
  teller.tell('web', 'demo.order', { order: order.name, name, units: 2, store: place.storeName });
  advance();
  const giveUpAt = performance.now() + 10_000;
  while (easycashier.faults.pending().length > 0 && performance.now() < giveUpAt) await delay(20);
  tally.faults.push('lostBookingAnswer');
  teller.tell('trouble', 'demo.lostAnswer', { order: order.name });
}

function rushes({ practice, goods, random, tally, teller, advance }: Day): Act[] {
  const perRush = SALES / RUSHES;
  return Array.from({ length: RUSHES }, (_, rush) => ({
    at: 400 + rush * RUSH_MS,
    act: () => {
      let units = 0;
      for (let sale = 0; sale < perRush; sale += 1) {
        const place = random.pick(practice.places);
        const ware = pickWare(
          goods.shared,
          random,
          ({ articleNumber }) => (practice.easycashier.balance(articleNumber, place.storeNumber) ?? 0) - LEFT,
        );
        practice.easycashier.sell(ware.articleNumber, place.storeNumber, 1);
        units += 1;
        count(tally, 'sales', [place.storeNumber]);
        advance();
      }
      teller.tell('shop', 'demo.rush', { units });
    },
  }));
}

function webOrders({ practice, goods, random, tally, teller, advance }: Day): Act[] {
  const { shopify, places } = practice;
  return Array.from({ length: ORDERS }, (_, index) => ({
    at: 200 + index * ORDER_MS,
    act: () => {
      const lines = Array.from({ length: (index % 3) + 1 }, (_line, line) => {
        const place = places[(index + (index % 4 === 2 ? line : 0)) % places.length] ?? random.pick(places);
        const { inventoryItemId } = pickWare(
          goods.shared,
          random,
          (ware) => shopify.available(ware.inventoryItemId, place.locationId) - LEFT,
        );
        return { inventoryItemId, quantity: 1, locationId: place.locationId, place };
      });
      const order = shopify.placeOrder({ lines, routingDelayMs: ROUTING_MS });
      const stores = lines.map(({ place }) => place.storeNumber);
      count(tally, 'orders', stores);
      advance();
      if (index % 6 !== 2) return;
      const key = new Set(stores).size > 1 ? 'demo.orderFromBoth' : 'demo.orderLines';
      teller.tell('web', key, {
        order: order.name,
        lines: lines.length,
        store: lines[0]?.place.storeName ?? '',
      });
    },
  }));
}

/** Goods with something left, wherever the search for it begins. */
function pickWare(wares: readonly Ware[], random: PracticeRandom, left: (ware: Ware) => number): Ware {
  const from = random.integer(0, wares.length - 1);
  const found = [...wares.slice(from), ...wares.slice(0, from)].find((ware) => left(ware) > 0);
  if (!found) throw new Error('sold out');
  return found;
}

/** Somebody sets a quantity in Shopify's admin; a sale at the till finds it. */
function foreignChange({ practice, goods, tally, teller }: Day): Act[] {
  const place = practice.places.at(-1);
  if (!place) return [];
  const { articleNumber, inventoryItemId, name } = goods.foreign;
  return [
    {
      at: 300,
      act: () => {
        practice.shopify.adminSetAvailable(inventoryItemId, place.locationId, 99);
        tally.faults.push('foreignChange');
        teller.tell('trouble', 'demo.foreign', { name, store: place.storeName, quantity: 99 });
        practice.easycashier.sell(articleNumber, place.storeNumber, 1);
        count(tally, 'sales', [place.storeNumber]);
      },
    },
  ];
}
