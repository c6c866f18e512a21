/** Two computers of one shop: one writes, the other looks on and says so, until a person lets it take over. */
import { afterEach, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig, startSecond } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

const writes = ({ sent }: Computer) =>
  sent.filter((name) => /^(SetQuantities|ActivateLevel|POST .*[sS]tock)/.test(name));

const busy = () => Response.json({ errors: 'Exceeded' }, { status: 429, headers: { 'retry-after': '2' } });

/** `between`: what happens before the second is there. */
async function startBoth(between: () => void = () => undefined): Promise<[Computer, Computer]> {
  rig = await openShopRig();
  const first = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  between();
  await rig.pass(MINUTE);
  const second = await startSecond(rig, first);
  second.sent.length = 0;
  await rig.pass(MINUTE);
  return [first, second];
}

it('the second writes nothing and says who does and since when', async () => {
  const [first, second] = await startBoth();
  const { articleNumber } = orderOne(rig);
  const before = rig.balance(articleNumber);
  await rig.pass(5 * MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 1);
  expect(writes(second)).toEqual([]);
  expect(writes(first).length).toBeGreaterThan(0);
  const status = await second.client.activity.status();
  expect(status.otherComputer).toMatchObject({ name: 'kassan' });
  const view = await rig.scheduler.runFor(second.client.webhooks.status(), MINUTE);
  expect(view.writer).toMatchObject({ isThisComputer: false, computer: 'kassan' });
  const { planId } = await rig.scheduler.runFor(second.client.sync.plan(), MINUTE);
  await expect(rig.scheduler.runFor(second.client.sync.apply({ planId }), MINUTE)).rejects.toMatchObject({
    data: { code: 'otherComputer', args: { computer: 'kassan' } },
  });
});

it('a take-over moves the writing, and nothing is booked twice', async () => {
  const [first, second] = await startBoth();
  const booked = orderOne(rig);
  const before = rig.balance(booked.articleNumber);
  await rig.pass(MINUTE);
  const view = await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  expect(view.writer.from).toBeGreaterThan(rig.scheduler.now());
  await rig.pass(3 * MINUTE);
  // What the first has booked is known to nobody else: the second asks.
  const { items } = await second.client.orders.inbox({});
  expect(items).toMatchObject([
    {
      kind: 'takenOverOrder',
      args: { articles: `${booked.articleNumber} -1` },
      choices: ['booked', 'notBooked'],
    },
  ]);
  await second.client.orders.resolve({ inboxId: items[0]?.inboxId ?? '', choice: 'booked' });
  expect((await first.client.activity.status()).otherComputer).toMatchObject({ name: 'kontoret' });
  first.sent.length = 0;
  const later = orderOne(rig, { nth: 1 });
  const laterBefore = rig.balance(later.articleNumber);
  await rig.until(() => rig.balance(later.articleNumber) === laterBefore - 1, MINUTE);
  await rig.pass(5 * MINUTE);
  expect(rig.balance(booked.articleNumber)).toBe(before - 1);
  expect(rig.balance(later.articleNumber)).toBe(laterBefore - 1);
  expect(writes(first)).toEqual([]);
  const { lines } = await second.client.activity.log({ events: ['tookOver'] });
  expect(lines).toMatchObject([{ by: { person: 'anna', computer: 'kontoret' } }]);
});

it('a refund while the other wrote is not booked again by the one that takes back', async () => {
  const [first, second] = await startBoth();
  const { shopify } = rig.practice;
  const { orderId, articleNumber } = orderOne(rig, { quantity: 3 });
  const before = rig.balance(articleNumber);
  await rig.pass(MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 3);
  await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  await rig.pass(2 * MINUTE);
  const [question] = (await second.client.orders.inbox({})).items;
  await second.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'booked' });
  const order = shopify.order(orderId);
  const line = order?.lines[0];
  shopify.refund(orderId, {
    lines: [
      {
        lineItemId: line?.id ?? '',
        quantity: 1,
        restockType: 'CANCEL',
        locationId: order?.fulfillmentOrders[0]?.location.id ?? '',
      },
    ],
  });
  await rig.until(() => rig.balance(articleNumber) === before - 2, 2 * MINUTE);
  await rig.scheduler.runFor(first.client.webhooks.takeOver(), MINUTE);
  await rig.pass(5 * MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 2);
  // Whether the second had booked it before it stopped, nobody else knows; until the answer nothing is sent and nothing is raised.
  const { items } = await first.client.orders.inbox({});
  expect(items).toMatchObject([{ kind: 'takenOverOrder', args: { articles: `${articleNumber} +1` } }]);
  await first.client.orders.resolve({ inboxId: items[0]?.inboxId ?? '', choice: 'booked' });
  await rig.pass(MINUTE);
  expect(rig.balance(articleNumber)).toBe(before - 2);
  const later = orderOne(rig, { nth: 2 });
  const laterBefore = rig.balance(later.articleNumber);
  await rig.until(() => rig.balance(later.articleNumber) === laterBefore - 1, MINUTE);
});

it.each([
  ['the other had booked that it went', true],
  ['the other had booked nothing of it', false],
])(
  'an order that was moved there and back unseen is asked about in both stores: %s',
  async (_what, isHalfBooked) => {
    const placed: ReturnType<typeof orderOne>[] = [];
    const [first, second] = await startBoth(() => placed.push(orderOne(rig, { quantity: 3 })));
    const { orderId = '', articleNumber = '' } = placed[0] ?? {};
    const { shopify, easycashier, places } = rig.practice;
    const moved = () => shopify.order(orderId)?.fulfillmentOrders[0];
    const here = moved()?.location.id ?? '';
    const there = places.find(({ locationId }) => locationId !== here);
    const hereStore = places.find(({ locationId }) => locationId === here)?.storeNumber ?? '';
    const balances = () =>
      [hereStore, there?.storeNumber ?? ''].map((store) => easycashier.balance(articleNumber, store));
    const sold = balances();
    const bookings = () =>
      places.flatMap(({ storeNumber }) => easycashier.history(articleNumber, storeNumber)).length;
    await second.stop();
    if (!isHalfBooked) await first.stop();
    shopify.moveFulfillmentOrder(moved()?.id ?? '', there?.locationId ?? '');
    await rig.pass(MINUTE);
    if (isHalfBooked) expect(balances()).not.toEqual(sold);
    await first.stop();
    const before = bookings();
    shopify.moveFulfillmentOrder(moved()?.id ?? '', here);

    // Orders cannot be read before it has taken over.
    shopify.faults.add({ kind: 'internal-error', match: 'Order', times: 1_000 });
    const last = await rig.restart(second);
    await rig.scheduler.runFor(last.client.webhooks.takeOver(), MINUTE);
    shopify.faults.clear();
    await rig.pass(5 * MINUTE);
    const asked = (await last.client.orders.inbox({})).items;
    // What the first did of it stands in EasyCashier: there 3 out, here 3 in.
    const ofMove = asked.filter(({ kind }) => kind === 'takenOverOrder');
    const held = isHalfBooked ? [`${hereStore} +3`, `${there?.storeNumber} -3`] : [];
    expect(ofMove).toHaveLength(4);
    for (const { inboxId, args } of ofMove) {
      const half = `${args.store} ${String(args.articles).split(' ').at(-1)}`;
      await last.client.orders.resolve({ inboxId, choice: held.includes(half) ? 'booked' : 'notBooked' });
    }
    await rig.pass(2 * MINUTE);
    expect(balances()).toEqual(sold);
    expect(bookings() - before).toBe(held.length);
  },
);

it.each(['putBack', 'ignore'])(
  'goods that came back and were put in by one are not put in again by the other (%s)',
  async (choice) => {
    const [first, second] = await startBoth();
    const { shopify } = rig.practice;
    const { orderId, articleNumber } = orderOne(rig, { quantity: 2 });
    const before = rig.balance(articleNumber);
    await rig.pass(MINUTE);
    shopify.fulfill(orderId);
    await rig.pass(MINUTE);
    const lineItemId = shopify.order(orderId)?.lines[0]?.id ?? '';
    const returnsAsked = async ({ client }: Computer) =>
      (await client.orders.inbox({})).items.filter(({ kind }) => kind === 'possibleReturn');
    shopify.processReturn(orderId, { lineItemId, quantity: 1 });
    await rig.pass(3 * MINUTE);
    shopify.processReturn(orderId, { lineItemId, quantity: 1 });
    await rig.pass(3 * MINUTE);
    const [one, other] = await returnsAsked(first);
    expect(await returnsAsked(second), 'who writes asks').toEqual([]);
    await first.client.orders.resolve({ inboxId: one?.inboxId ?? '', choice: 'putBack' });
    await rig.until(() => rig.balance(articleNumber) === before - 1, MINUTE);

    await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
    await rig.pass(2 * MINUTE);
    await expect(
      first.client.orders.resolve({ inboxId: other?.inboxId ?? '', choice: 'putBack' }),
      'it would wait there unseen',
    ).rejects.toMatchObject({ data: { code: 'otherComputer' } });
    expect(await returnsAsked(first)).toHaveLength(1);
    // What it has not seen itself the second may ask about too; whoever says yes is asked whether it is booked already.
    const answer = async () => {
      for (let round = 0; round < 3; round += 1) {
        for (const { inboxId, kind } of (await second.client.orders.inbox({})).items)
          await second.client.orders.resolve({
            inboxId,
            choice: kind === 'possibleReturn' ? choice : 'booked',
          });
        await rig.pass(MINUTE);
      }
    };
    await answer();
    expect(rig.balance(articleNumber)).toBe(before - 1);
    shopify.refundReturned(orderId, { lineItemId, quantity: 1, restockType: 'RETURN' });
    await rig.pass(2 * MINUTE);
    await answer();
    expect(rig.balance(articleNumber)).toBe(before - 1);
  },
);

it('a computer that is new to the shop is told before it activates that another may be running', async () => {
  const [first] = await startBoth();
  const stranger = await rig.start('hemma', { code: null, isActivated: false });
  const { ok, lines } = await rig.scheduler.runFor(stranger.client.connection.check(), MINUTE);
  expect(ok).toBe(true);
  expect(lines.find((line) => line.id === 'otherComputer')).toMatchObject({ state: 'warning' });
  const own = await rig.scheduler.runFor(first.client.connection.check(), MINUTE);
  expect(own.lines.find((line) => line.id === 'otherComputer')).toMatchObject({ state: 'ok' });
});

it('each order is answered for itself: what the other had not booked is booked, what it had booked is not', async () => {
  const [first, second] = await startBoth();
  const booked = orderOne(rig);
  const bookedBefore = rig.balance(booked.articleNumber);
  await rig.until(() => rig.balance(booked.articleNumber) === bookedBefore - 1, MINUTE);
  await first.stop();
  const missed = orderOne(rig, { nth: 1 });
  const missedBefore = rig.balance(missed.articleNumber);
  await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  await rig.pass(3 * MINUTE);
  const { items } = await second.client.orders.inbox({});
  expect(items.map(({ kind }) => kind)).toEqual(['takenOverOrder', 'takenOverOrder']);
  for (const { inboxId, args } of items) {
    const choice = String(args.articles).startsWith(missed.articleNumber) ? 'notBooked' : 'booked';
    await second.client.orders.resolve({ inboxId, choice });
  }
  await rig.pass(2 * MINUTE);
  expect(rig.balance(booked.articleNumber)).toBe(bookedBefore - 1);
  expect(rig.balance(missed.articleNumber)).toBe(missedBefore - 1);
});

it('one answer goes for all questions of a kind where that is asked for', async () => {
  const [first, second] = await startBoth();
  const orders = [orderOne(rig), orderOne(rig, { nth: 1 })];
  await rig.pass(MINUTE);
  const before = orders.map(({ articleNumber }) => rig.balance(articleNumber));
  await first.stop();
  await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  await rig.pass(3 * MINUTE);
  const { items } = await second.client.orders.inbox({});
  expect(items).toHaveLength(2);
  await second.client.orders.resolve({ inboxId: items[0]?.inboxId ?? '', choice: 'booked', alike: true });
  expect((await second.client.orders.inbox({})).items).toEqual([]);
  await rig.pass(MINUTE);
  expect(orders.map(({ articleNumber }) => rig.balance(articleNumber))).toEqual(before);
});

it('what is under way while a computer stops does not take the right back that it has given', async () => {
  const [first] = await startBoth();
  let askedAt = 0;
  rig.network = ({ url }) => {
    if (new URL(url).pathname.endsWith('/lease')) askedAt = rig.scheduler.now();
    return null;
  };
  await rig.pass(MINUTE);
  // Just before it is time to ask again.
  await rig.pass(askedAt + 19_970 - rig.scheduler.now());
  const said: string[] = [];
  rig.network = ({ url }) => {
    if (!new URL(url).pathname.endsWith('/lease')) return null;
    // Its last word is on its way, and a person’s wish needs the right.
    if (said.length === 0) void first.client.webhooks.rotate().catch(({ data }) => said.push(data?.code));
    said.push('asked');
    return null;
  };
  await first.stop();
  await rig.pass(MINUTE);
  expect(said).toEqual(['asked', 'takingOver']);
});

it('writes nothing after another has taken over while it waited for Shopify to take over itself', async () => {
  const [first, second] = await startBoth();
  await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
  await rig.pass(20_000);
  // Something to write for whoever may.
  const { articleNumber } = stocked(rig)[0] ?? { articleNumber: '' };
  rig.practice.easycashier.sell(articleNumber, rig.practice.places[0]?.storeNumber ?? '', 1);
  rig.network = ({ url }) => (new URL(url).pathname.endsWith('graphql.json') ? busy() : null);
  await rig.pass(MINUTE);
  void rig.scheduler.runFor(first.client.webhooks.takeOver(), MINUTE).catch(() => undefined);
  await rig.pass(2 * MINUTE);
  second.sent.length = 0;
  rig.network = () => null;
  await rig.pass(3 * MINUTE);
  expect(writes(second)).toEqual([]);
  const views = await Promise.all([first, second].map(({ client }) => client.activity.status()));
  expect(views.map(({ otherComputer }) => otherComputer?.name ?? null)).toEqual([null, 'kassan']);
});

it('a command that waits for Shopify writes nothing after another has taken over meanwhile', async () => {
  rig = await openShopRig();
  const command = await rig.start('skriptet', { hasLoops: false });
  const second = await startSecond(rig, command);
  const [cell] = stocked(rig);
  rig.practice.easycashier.sell(cell?.articleNumber ?? '', cell?.storeNumber ?? '', 1);
  command.sent.length = 0;
  let isBusy = true;
  rig.network = ({ url }) =>
    isBusy && command.sent.includes('SetQuantities') && url.endsWith('graphql.json') ? busy() : null;
  const { planId } = await rig.scheduler.runFor(command.client.sync.plan(), MINUTE);
  void command.client.sync.apply({ planId }).catch(() => undefined);
  await rig.until(() => command.sent.includes('SetQuantities'));
  await rig.pass(30_000);
  void second.client.webhooks.takeOver().catch(() => undefined);
  await rig.pass(MINUTE);
  isBusy = false;
  command.sent.length = 0;
  await rig.pass(MINUTE);
  expect(writes(command)).toEqual([]);
});
