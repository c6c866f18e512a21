/** »Pausa allt«: nothing is written on either side, both are read, nothing is lost, and it outlives the process. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

/** What changes something in one of the shops, by the name of the request. */
const isWrite = (name: string) =>
  /^((Set|Adjust)Quantities|ActivateLevel|TrackItem|(Create|Update|Delete)Subscription)$/.test(name) ||
  /^POST .*\/stock\/(in|de)crease/.test(name) ||
  name.startsWith('PUT ');
const refusal = (code: string) => ({ data: { code } });

const available = ({ item, locationId }: { item: string; locationId: string }) =>
  rig.practice.shopify.level(item, locationId)?.available;
const balance = ({ articleNumber, storeNumber }: { articleNumber: string; storeNumber: string }) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber);

function twoCells() {
  const [ordered, sold] = stocked(rig);
  if (!ordered || !sold) throw new Error('the shop is too small');
  return { ordered, sold };
}

it('writes nothing while it lasts, over a restart too, and everything once when it ends', async () => {
  rig = await openShopRig();
  let computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  expect(computer.sent.some(isWrite), 'the names of writes are known').toBe(true);
  const { ordered, sold } = twoCells();
  const before = { ordered: balance(ordered) ?? 0, sold: available(sold) ?? 0 };

  const { pausedAt } = await rig.scheduler.runFor(computer.client.activity.pause(), MINUTE);
  expect((await computer.client.activity.pause()).pausedAt, 'once is enough').toBe(pausedAt);
  const pausedFrom = computer.sent.length;
  rig.practice.shopify.placeOrder({
    lines: [{ inventoryItemId: ordered.item, quantity: 1 }],
    locationId: ordered.locationId,
  });
  rig.practice.easycashier.sell(sold.articleNumber, sold.storeNumber, 1);
  await rig.pass(2 * MINUTE);
  await computer.stop();
  computer = await rig.restart(computer);
  const { client } = computer;
  await rig.pass(2 * MINUTE);

  expect(computer.sent.slice(pausedFrom).filter(isWrite)).toEqual([]);
  expect(balance(ordered)).toBe(before.ordered);
  expect(available(sold)).toBe(before.sold);
  const status = await client.activity.status();
  expect(status).toMatchObject({ pausedAt, queue: { pendingBookings: 1 } });
  expect(status.queue.dirtyCells, 'what was sold waits').toBeGreaterThan(0);
  expect(Object.values(status.troubles), 'a will is no trouble').toEqual([null, null, null, null]);
  const { articles } = await client.articles.list({ search: sold.articleNumber });
  const cell = articles[0]?.cells.find(({ storeNumber }) => storeNumber === sold.storeNumber);
  expect(cell, 'it is counted off').toMatchObject({ target: before.sold - 1, state: 'paused' });

  await client.activity.resume();
  await rig.until(() => balance(ordered) === before.ordered - 1 && available(sold) === before.sold - 1);
  await rig.pass(MINUTE);
  expect(balance(ordered)).toBe(before.ordered - 1);
  expect((await rig.scheduler.runFor(client.sync.drift(), 10 * MINUTE)).differences).toEqual([]);
  expect((await client.activity.status()).pausedAt).toBeNull();
  const { lines } = await client.activity.log({ events: ['paused', 'resumed'] });
  expect(lines.map(({ event }) => event)).toEqual(['resumed', 'paused']);
});

it('refuses what a person asks for that would write, and says since when', async () => {
  rig = await openShopRig();
  const { client, sent } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const { runs } = await client.sync.runs({});
  const runId = runs[0]?.runId ?? '';
  const { planId } = await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  const from = sent.length;
  const asked = [
    () => client.sync.apply({ planId }),
    () => client.sync.undo({ runId }),
    () => client.sync.resume({ runId }),
    () => client.articles.setWebshop({ on: false, all: true }),
    () => client.articles.setTracked({ all: true }),
    () => client.webhooks.create({}),
    () => client.webhooks.delete(),
    () => client.webhooks.rotate(),
  ];
  for (const ask of asked) await expect(ask()).rejects.toMatchObject(refusal('paused'));
  expect(sent.slice(from).filter(isWrite)).toEqual([]);
  // Looking is allowed.
  await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
});

it('stops a run in its middle, with a batch whose answer is lost, and goes on with it', async () => {
  rig = await openShopRig({ articles: 400 });
  const { client, sent } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  const [{ runId = '' } = {}] = (await client.sync.runs({})).runs;
  // Shopify does what it is asked and nobody hears its answers: a batch is without an outcome when everything is paused.
  rig.network = (request) => {
    if (new URL(request.url).port !== '4711') return null;
    void rig.practice.shopify.handle(request.clone());
    return 'fail';
  };
  const undone = client.sync.undo({ runId });
  await rig.pass(5_000);
  await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  rig.network = () => null;
  const from = sent.length;
  const run = await rig.scheduler.runFor(undone, 2 * MINUTE);
  expect(run.state, 'it goes on later').toBe('running');
  await rig.pass(2 * MINUTE);
  expect(sent.slice(from).filter(isWrite)).toEqual([]);
  await client.activity.resume();
  await rig.until(async () => (await client.activity.status()).run === null, 5 * MINUTE);
  const { run: ended } = await client.sync.runShow({ runId: run.runId });
  expect(ended).toMatchObject({ state: 'done', counts: { pending: 0, sent: 0 } });
});

it('leaves the subscriptions alone', async () => {
  rig = await openShopRig();
  const { client, sent } = await rig.start('kassan', { pollSeconds: 60 });
  await rig.pass(MINUTE);
  await rig.scheduler.runFor(client.activity.pause(), MINUTE);
  rig.practice.shopify.webhooks.removeAll();
  const from = sent.length;
  await rig.pass(130 * MINUTE);
  expect(sent.slice(from).filter(isWrite)).toEqual([]);
  await client.activity.resume();
  await rig.until(() => sent.slice(from).some(isWrite), 70 * MINUTE);
});
