/** One article sells on the web faster than Shopify's search can follow, and at the till as well. */
import { afterEach, expect, it } from 'vitest';
import { createPracticeRandom } from '../../practice/random.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

it.each([
  [0.5, 10],
  [2, 15],
])(
  'shows each till sale within seconds: %f web orders a second, search %i s behind',
  async (perSecond, lagSeconds) => {
    rig = await openShopRig();
    const { easycashier, shopify } = rig.practice;
    const [place] = stocked(rig);
    if (!place) throw new Error('the shop is too small');
    const { item, locationId, articleNumber, storeNumber } = place;
    easycashier.count(articleNumber, storeNumber, 100_000);
    await rig.start('kassan', { code: null, pollSeconds: 3 });
    await rig.pass(2 * MINUTE);
    shopify.settings.searchLagMs = lagSeconds * SECOND;
    const random = createPracticeRandom(`hot ${perSecond}`);
    let orders = 0;
    let sales = 0;
    let slowestMs = 0;
    let soldAt: number | null = null;
    const shown = () => shopify.available(item, locationId);
    const step = 250;
    for (let passed = 0; passed < 10 * MINUTE; passed += step) {
      if (random.chance((perSecond * step) / SECOND)) {
        orders += 1;
        shopify.placeOrder({
          lines: [{ inventoryItemId: item, quantity: 1, locationId }],
          routingDelayMs: 1_500,
        });
      }
      if (passed % MINUTE === 30 * SECOND) {
        sales += 1;
        soldAt ??= rig.scheduler.now();
        easycashier.sell(articleNumber, storeNumber, 1);
      }
      await rig.pass(step);
      if (soldAt === null || shown() > 100_000 - orders - sales) continue;
      slowestMs = Math.max(slowestMs, rig.scheduler.now() - soldAt);
      soldAt = null;
    }
    expect([sales, soldAt]).toEqual([10, null]);
    expect(slowestMs).toBeLessThanOrEqual(5 * SECOND);
    await rig.pass(5 * MINUTE);
    expect(shown()).toBe(100_000 - orders - sales);
    const elsewhere = rig.practice.places
      .filter((one) => one.storeNumber !== storeNumber)
      .reduce((sum, one) => sum + (easycashier.balance(articleNumber, one.storeNumber) ?? 0), 0);
    expect(rig.balance(articleNumber) - elsewhere).toBe(shown());
  },
);
