/** Orders and the log by date, in the shop's own days, and orders by what is in them. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';

const HOUR = 3_600_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('are found by the days they belong to, both ends included, and counted', async () => {
  // Monday 23 November, ten o'clock in Stockholm.
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 900 });
  const monday = orderOne(rig, { nth: 0 });
  // Half past midnight in Stockholm is still the 23rd in London.
  await rig.pass(14.5 * HOUR);
  const tuesday = orderOne(rig, { nth: 1 });
  await rig.until(async () => (await client.orders.list({})).booked === 2);

  const found = async (days: { since?: string; until?: string; search?: string; storeNumber?: string }) =>
    (await client.orders.list(days)).orders.map(({ orderId }) => orderId);
  expect(await found({})).toEqual([tuesday.orderId, monday.orderId]);
  expect(await found({ since: '2026-11-24' })).toEqual([tuesday.orderId]);
  expect(await found({ until: '2026-11-23' })).toEqual([monday.orderId]);
  expect(await found({ since: '2026-11-23', until: '2026-11-24' })).toHaveLength(2);
  expect(await found({ since: '2026-11-25' })).toEqual([]);
  expect(await client.orders.list({ until: '2026-11-23' })).toMatchObject({ total: 1, toBook: 1, booked: 1 });

  const { orders } = await client.orders.list({ until: '2026-11-23' });
  const [order] = orders;
  expect(order?.lines).toMatchObject([{ articleNumber: monday.articleNumber, units: 1, unbooked: null }]);
  expect(await found({ search: monday.articleNumber })).toEqual([monday.orderId]);
  expect(await found({ search: order?.name ?? '' })).toEqual([monday.orderId]);
  const storeNumber = order?.bookings[0]?.storeNumber ?? '';
  expect(await found({ storeNumber, until: '2026-11-23' })).toEqual([monday.orderId]);

  const booked = async (days: { since?: string; until?: string }) =>
    (await client.activity.log({ ...days, events: ['booked'] })).lines.length;
  expect([await booked({ until: '2026-11-23' }), await booked({ since: '2026-11-24' })]).toEqual([1, 1]);
});

it('say what is not booked and why', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  const { articleNumber, inventoryItemId } = orderOne(rig, { nth: 0, routingDelayMs: HOUR });
  rig.practice.easycashier.setWebshop(articleNumber, false);
  await rig.until(async () => (await client.orders.list({ unbooked: true })).total === 1);
  const waiting = await client.orders.list({ unbooked: true });
  expect(waiting).toMatchObject({ toBook: 1, booked: 0 });
  expect(waiting.orders[0]?.lines).toMatchObject([
    { articleNumber, units: 1, unbooked: 'waitingForRouting' },
  ]);

  await rig.until(async () => (await client.articles.story({ articleNumber })).article.isWebshop === false);
  const second = rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 2 }] });
  const orderIn = async () =>
    (await client.orders.list({})).orders.find(({ orderId }) => orderId === second.id);
  await rig.until(async () => ((await orderIn())?.lines.length ?? 0) > 0);
  expect(await orderIn()).toMatchObject({
    bookings: [],
    lines: [{ articleNumber: null, units: 2, unbooked: 'notOurs' }],
  });
});

it('refuses what is no day, and a range that ends before it begins', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { isActivated: false });
  const refused = (why: string) => ({ data: { code: 'badDate', args: { why } } });
  for (const since of ['2026-02-30', '28/11', 'i går', '', '2026-11-28T10:00'])
    await expect(client.orders.list({ since })).rejects.toMatchObject(refused('notADay'));
  await expect(client.activity.log({ until: '2026-13-01' })).rejects.toMatchObject(refused('notADay'));
  const wrongWay = { since: '2026-11-28', until: '2026-11-27' };
  await expect(client.activity.log(wrongWay)).rejects.toMatchObject(refused('beforeSince'));
  await expect(client.orders.list(wrongWay)).rejects.toMatchObject(refused('beforeSince'));
});
