/** A location is deactivated in Shopify: told once, what waits stays in the queue, and it is sent when the location is active again. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

/** Positions at the store whose location closes, and at the other. */
function positions() {
  const [closing, open] = rig.practice.places;
  const all = stocked(rig);
  return {
    locationId: closing?.locationId ?? '',
    closing: all.filter(({ storeNumber }) => storeNumber === closing?.storeNumber),
    open: all.filter(({ storeNumber }) => storeNumber === open?.storeNumber),
  };
}
type Position = ReturnType<typeof stocked>[number];

const isEqual = ({ articleNumber, storeNumber, item, locationId }: Position) =>
  rig.practice.shopify.available(item, locationId) ===
  Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? -1);
const sell = (cells: readonly Position[]) => {
  for (const { articleNumber, storeNumber } of cells)
    rig.practice.easycashier.sell(articleNumber, storeNumber, 1);
};
const linesOf = async ({ client }: Computer) =>
  (
    await client.activity.log({
      events: ['locationClosed', 'locationOpened', 'setAside', 'stale', 'trouble'],
    })
  ).lines
    .map(({ event, storeNumber }) => `${event} ${storeNumber}`)
    .reverse();

it.each([
  ['polling', null, 70_000],
  ['webhooks', undefined, 5_000],
] as const)('by %s', async (_how, code, withinMs) => {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { pollSeconds: 5, ...(code === null ? { code } : {}) });
  await rig.pass(2 * MINUTE);
  const { closing, open, locationId } = positions();
  expect(Math.min(closing.length, open.length)).toBeGreaterThan(3);
  const { shopify, places } = rig.practice;
  const store = places[0]?.storeNumber;

  shopify.deactivateLocation(locationId);
  sell(closing.slice(0, 3));
  sell(open.slice(0, 3));
  await rig.pass(2 * MINUTE);
  expect(open.filter((cell) => !isEqual(cell))).toEqual([]);
  expect(closing.filter((cell) => !isEqual(cell))).toEqual(closing.slice(0, 3));
  const writes = () => shopify.stats.byOperation.get('SetQuantities') ?? 0;
  const before = writes();
  sell(closing.slice(0, 1));
  await rig.pass(20 * MINUTE);
  expect(writes()).toBe(before);
  expect(await linesOf(computer)).toEqual([`locationClosed ${store}`]);
  const { queue, troubles } = await computer.client.activity.status();
  expect(queue.dirtyCells).toBe(3);
  expect(troubles.shopify).toBe(null);
  const { articles } = await computer.client.articles.list({ search: closing[0]?.articleNumber ?? '' });
  expect(articles[0]?.cells.find(({ storeNumber }) => storeNumber === store)).toMatchObject({
    state: 'paused',
  });

  shopify.activateLocation(locationId);
  await rig.until(() => closing.every(isEqual), withinMs);
  expect(await linesOf(computer)).toEqual([`locationClosed ${store}`, `locationOpened ${store}`]);
  expect((await computer.client.orders.inbox({ resolved: true })).items).toEqual([]);
});
