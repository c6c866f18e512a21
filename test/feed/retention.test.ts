/** What is older than 13 months is folded on the real shop: an order that changes after that is compared with what it had booked. */
import { afterEach, expect, it } from 'vitest';
import { unbalancedPositions } from '../../engine/ledger/balances.ts';
import {
  endLives,
  expectOnce,
  type Kept,
  type Life,
  MINUTE,
  newFolder,
  openQuestions,
  world,
} from './lives.ts';

const DAY = 24 * 60 * MINUTE;

afterEach(endLives);

const count = ({ engine }: Life, table: string) =>
  engine.ledger.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;

/** A shop whose four orders, all but the last one shipped, are 14 months old; nothing ran since. */
async function agedShop() {
  const shop = world();
  const { shopify } = shop.rig.practice;
  shopify.settings.scopes = [...shopify.settings.scopes, 'read_all_orders'];
  const folder = newFolder();
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  await shop.activate(first.engine);
  await shop.buy(4);
  const orders = shopify.orders().slice(-4);
  for (const { id } of orders.slice(0, 3)) shopify.fulfill(id);
  await shop.pass(2 * MINUTE);
  expectOnce(shop);
  expect(count(first, 'booking')).toBe(4);
  await first.stop();
  await shop.pass(425 * DAY);
  return { shop, folder, secrets, orders };
}

it('an order whose bookings were folded books only what changes', async () => {
  const { shop, folder, secrets, orders } = await agedShop();
  const { shopify } = shop.rig.practice;
  const life = await shop.start(folder, secrets);
  await shop.pass(5 * MINUTE);
  expect(count(life, 'booking'), 'the one that is not shipped is not done').toBe(1);
  expect(unbalancedPositions(life.engine.ledger)).toEqual([]);
  expectOnce(shop);

  // One comes back to the shelf; of another nothing changes but its text.
  const [returned, touched] = orders;
  const lineItemId = returned?.lines[0]?.id ?? '';
  shopify.refund(returned?.id ?? '', { lines: [{ lineItemId, quantity: 1, restockType: 'RETURN' }] });
  shopify.refund(touched?.id ?? '', { lines: [] });
  await shop.pass(5 * MINUTE);
  expect(shop.balance()).toBe(100 - 4 + 1);
  expect(shop.available()).toBe(100 - 4 + 1);
  expect(shop.booked(), 'four orders, and the return').toHaveLength(5);
  expect(await openQuestions(life)).toEqual([]);
});

it('killed after each of its steps, it goes on the next time', async () => {
  const { shop, folder, secrets } = await agedShop();
  let deaths = 0;
  for (;;) {
    const life = await shop.start(folder, secrets);
    const before = count(life, 'booking') + count(life, 'movement');
    shop.onMilestone = (name) => {
      if (name === 'retention:step-done') throw new Error('died');
    };
    await shop.pass(MINUTE);
    shop.onMilestone = () => undefined;
    const left = count(life, 'booking') + count(life, 'movement');
    expect(unbalancedPositions(life.engine.ledger)).toEqual([]);
    await life.stop();
    await shop.pass(DAY);
    if (left === before) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(1);
  const life = await shop.start(folder, secrets);
  await shop.buy(1);
  await shop.pass(2 * MINUTE);
  expect(count(life, 'booking')).toBe(2);
  expectOnce(shop);
});
