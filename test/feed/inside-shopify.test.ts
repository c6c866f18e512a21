/** Shopify fails inside: status 200 and nothing but INTERNAL_SERVER_ERROR, with the work done or not. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it.each([
  ['internal-error', 4],
  ['internal-error-after', 4],
  // Longer than the same call is sent for: then the numbers tell whether it was done.
  ['internal-error', 12],
  ['internal-error-after', 12],
] as const)(
  'waits a spell of %s ×%i out, and takes its own writes for nobody else’s',
  async (kind, times) => {
    rig = await openShopRig();
    const { client } = await rig.start('kassan', { code: null, pollSeconds: 3 });
    const { easycashier, shopify } = rig.practice;
    const places = stocked(rig).slice(0, 10);
    shopify.faults.add({ kind, match: 'SetQuantities', times });
    for (const { articleNumber, storeNumber } of places) easycashier.sell(articleNumber, storeNumber, 1);
    const isEqual = () =>
      places.every(
        ({ item, locationId, articleNumber, storeNumber }) =>
          shopify.available(item, locationId) ===
          Math.floor(easycashier.balance(articleNumber, storeNumber) ?? 0),
      );
    await rig.until(isEqual, 4 * MINUTE);
    await rig.pass(5 * MINUTE);
    expect(isEqual()).toBe(true);
    const { lines } = await client.activity.log({ limit: 500 });
    expect(lines.filter(({ event }) => event === 'setAside' || event === 'foreignChange')).toEqual([]);
    expect((await client.orders.inbox({})).items).toEqual([]);
    const { troubles } = await client.activity.status();
    expect(troubles.shopify).toBeNull();
  },
);
