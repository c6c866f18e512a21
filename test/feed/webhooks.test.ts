/** What webhooks bring: orders within a second, no work for our own echo, and nothing believed that is not signed. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let rig: ShopRig;
afterEach(() => rig.close());

const bookings = async ({ client }: Computer) =>
  (await client.orders.list({})).orders.flatMap((order) => order.bookings);

/** Level events would find the order too, by way of the reading they cause: only the order's own is left. */
const onlyOrderEvents = ({ practice }: ShopRig) =>
  practice.shopify.webhookFaults.choose((topic) =>
    /^(INVENTORY|FULFILLMENT)/.test(topic) ? { kind: 'lost' } : undefined,
  );

describe('a web order', () => {
  it('is booked in EasyCashier within a second of its webhook, without polling', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    await rig.pass(MINUTE);
    onlyOrderEvents(rig);
    computer.sent.length = 0;
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    const placedAt = rig.scheduler.now();
    await rig.until(() => rig.balance(articleNumber) === before - 1);
    expect(rig.scheduler.now() - placedAt).toBeLessThan(1_000);
    expect(computer.sent).not.toContain('OrderChanges');
  });

  it('and a till sale of the same goods, whichever comes first, are on both sides within three seconds', async () => {
    rig = await openShopRig({ articles: 60 });
    await rig.start('kassan', { pollSeconds: 2 });
    await rig.pass(2 * MINUTE);
    const { easycashier, shopify } = rig.practice;
    for (const [n, apartMs] of [-1_000, -500, -100, 0, 100, 500, 1_000].entries()) {
      const cell = stocked(rig)[n];
      if (!cell) throw new Error('the shop is too small');
      const { articleNumber, storeNumber, item, locationId } = cell;
      const held = () => easycashier.balance(articleNumber, storeNumber) ?? 0;
      const before = held();
      const sell = () => easycashier.sell(articleNumber, storeNumber, 1);
      const order = () =>
        shopify.placeOrder({
          lines: [{ inventoryItemId: item, quantity: 1 }],
          locationId,
          routingDelayMs: 500,
        });
      const acts = apartMs < 0 ? [order, sell] : [sell, order];
      acts[0]?.();
      await rig.pass(Math.abs(apartMs));
      acts[1]?.();
      const isDone = () =>
        held() === before - 2 && shopify.available(item, locationId) === Math.floor(held());
      await rig.until(isDone, 3_000);
      await rig.pass(7_300);
    }
  });

  it('that is told of three times is booked once', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    rig.practice.shopify.webhookFaults.choose(() => ({ kind: 'doubled' }));
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.pass(5 * MINUTE);
    expect(rig.balance(articleNumber)).toBe(before - 1);
    expect(await bookings(computer)).toHaveLength(1);
  });

  it('is followed up although the fulfillment orders told of cannot be read', async () => {
    rig = await openShopRig();
    // Polling meets it: seldom while events come, and in this rig within the hour unless told otherwise.
    const { client } = await rig.start('kassan', { pollSeconds: 3 });
    await rig.pass(MINUTE);
    rig.practice.shopify.faults.add({ kind: 'internal-error', match: 'FulfillmentOrderOwner', times: 1_000 });
    const { articleNumber } = orderOne(rig, { routingDelayMs: 500 });
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, 20_000);
    await rig.pass(MINUTE);
    expect((await client.activity.status()).queue.waitingEvents).toBe(0);
  });

  it('is found by polling when no webhook comes, and no relay answers', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan', { pollSeconds: 3 });
    await rig.pass(MINUTE);
    rig.network = (request) => (request.url.startsWith('http://127.0.0.1:4712') ? 'fail' : null);
    await rig.pass(2 * MINUTE);
    expect((await computer.client.activity.status()).webhooks).toBe('unreachable');
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, 20_000);
    rig.network = () => null;
    await rig.until(async () => (await computer.client.activity.status()).webhooks === 'ok');
  });

  it('whose place is chosen later is booked when Shopify tells the place', async () => {
    rig = await openShopRig();
    await rig.start('kassan');
    await rig.pass(MINUTE);
    const { shopify } = rig.practice;
    shopify.webhookFaults.choose((topic) =>
      /ROUTING_COMPLETE|ORDERS_CREATE/.test(topic) ? undefined : { kind: 'lost' },
    );
    const { articleNumber } = orderOne(rig, { quantity: 2, routingDelayMs: 90_000 });
    const before = rig.balance(articleNumber);
    await rig.pass(90_000);
    expect(rig.balance(articleNumber)).toBe(before);
    await rig.until(() => rig.balance(articleNumber) === before - 2, 1_000);
  });
});

describe('our own writes', () => {
  it('come back as webhooks and cause no call and no line in the log', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan', { pollSeconds: 3 });
    await rig.pass(2 * MINUTE);
    const { easycashier, shopify } = rig.practice;
    const cells = stocked(rig).slice(0, 8);
    const sentBefore = shopify.webhooks.stats.sent;
    computer.sent.length = 0;
    for (const { articleNumber, storeNumber } of cells) easycashier.consume(articleNumber, storeNumber, 1);
    await rig.pass(2 * MINUTE);
    expect(shopify.webhooks.stats.sent - sentBefore).toBeGreaterThanOrEqual(8);
    expect(computer.sent.filter((name) => name.startsWith('Levels'))).toEqual([]);
    const { lines } = await computer.client.activity.log({ limit: 50, events: ['foreignChange', 'stale'] });
    expect(lines).toEqual([]);
  });

  it('are told from what somebody else wrote, which is named and brought back', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    await rig.pass(2 * MINUTE);
    const { catalogue, places, shopify } = rig.practice;
    const article = catalogue.articles.find((one) => one.webshop && one.stockItem)?.articleNumber ?? '';
    const item = shopify.itemIdBySku(article) ?? '';
    const place = places[0]?.locationId ?? '';
    const right = shopify.available(item, place);
    shopify.adminSetAvailable(item, place, right + 40);
    await rig.until(() => shopify.available(item, place) === right, 2 * MINUTE);
    const { lines } = await computer.client.activity.log({ events: ['foreignChange'] });
    expect(lines).toMatchObject([{ articleNumber: article, before: right, after: right + 40 }]);
  });
});

describe('a webhook nobody has signed', () => {
  it('is dropped, causes no reading, and is said in the log once', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    await rig.pass(MINUTE);
    const address = rig.practice.shopify.webhooks.list()[0]?.uri ?? '';
    computer.sent.length = 0;
    for (let n = 0; n < 20; n += 1) {
      const forged = new Request(address, {
        method: 'POST',
        headers: {
          'X-Shopify-Topic': 'orders/create',
          'X-Shopify-Webhook-Id': `forged-${n}`,
          'X-Shopify-Hmac-Sha256': n % 2 ? 'AAAA' : '',
        },
        body: JSON.stringify({ id: 6_200_000_000_000 + n }),
      });
      expect((await rig.relay.handle(forged)).status).toBe(200);
    }
    await rig.pass(MINUTE);
    expect(computer.sent.filter((name) => name === 'Order')).toEqual([]);
    const { lines } = await computer.client.activity.log({ events: ['webhookForged'] });
    expect(lines).toHaveLength(1);
    expect((await computer.client.activity.status()).queue.waitingEvents).toBe(0);
  });

  it('may be signed with the secret before this one for a while', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    const { shopify, credentials } = rig.practice;
    const { shop, clientId, clientSecret } = credentials.shopify;
    shopify.rotateSecret('en-alldeles-ny-hemlighet');
    await rig.scheduler.runFor(
      computer.client.connection.connectShopify({
        shop,
        url: 'http://127.0.0.1:4711',
        clientId,
        clientSecret: 'en-alldeles-ny-hemlighet',
      }),
      MINUTE,
    );
    onlyOrderEvents(rig);
    for (const [nth, secret] of [clientSecret, 'en-alldeles-ny-hemlighet'].entries()) {
      shopify.settings.webhookSecret = secret;
      const { articleNumber } = orderOne(rig, { nth });
      const before = rig.balance(articleNumber);
      await rig.until(() => rig.balance(articleNumber) === before - 1, 5_000);
    }
  });
});

describe('a hostile relay', () => {
  it('that relabels, repeats and drops changes nothing about what is booked', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan', { pollSeconds: 10 });
    await rig.pass(MINUTE);
    let turn = 0;
    rig.tamper = (path, answer) => {
      if (path !== '/v1/events') return answer;
      const page = answer as { events: { headers: [string, string][]; seq: number }[] };
      turn += 1;
      const events = page.events.flatMap((event) => {
        const relabelled = event.headers.map(([name, value]): [string, string] => {
          if (name.endsWith('topic')) return [name, turn % 2 ? 'refunds/create' : 'inventory_items/delete'];
          return [name, name.endsWith('webhook-id') ? `${value}-${turn}` : value];
        });
        return turn % 3 === 0 ? [] : [event, { ...event, headers: relabelled }, event];
      });
      return { ...page, events };
    };
    const wanted = new Map<string, number>();
    for (let nth = 0; nth < 6; nth += 1) {
      const { articleNumber } = orderOne(rig, { nth });
      wanted.set(articleNumber, rig.balance(articleNumber) - 1);
      await rig.pass(9_000);
    }
    await rig.pass(5 * MINUTE);
    for (const [articleNumber, balance] of wanted) expect(rig.balance(articleNumber)).toBe(balance);
    expect(await bookings(computer)).toHaveLength(6);
  });
});

it('new tokens move Shopify to the new address, and the old ones are worth nothing', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan');
  await rig.pass(MINUTE);
  const { webhooks } = rig.practice.shopify;
  const old = webhooks.list()[0]?.uri ?? '';
  const view = await rig.scheduler.runFor(computer.client.webhooks.rotate(), MINUTE);
  expect(view.ok).toBe(true);
  const addresses = new Set(webhooks.list().map((one) => one.uri));
  expect(addresses.size).toBe(1);
  expect(addresses).not.toContain(old);
  expect((await rig.relay.handle(new Request(old, { method: 'POST', body: '{}' }))).status).toBe(404);
  const { articleNumber } = orderOne(rig);
  const before = rig.balance(articleNumber);
  await rig.until(() => rig.balance(articleNumber) === before - 1, 5_000);
});

it('a relay that does not wait is not asked again and again', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan');
  await rig.pass(MINUTE);
  rig.network = ({ url }) =>
    url.includes('/v1/events') ? Response.json({ events: [], head: 1_000, oldest: null, gap: null }) : null;
  computer.sent.length = 0;
  await rig.pass(MINUTE);
  expect(computer.sent.filter((name) => name === 'GET /v1/events').length).toBeLessThanOrEqual(31);
});

describe('webhooks that Shopify has dropped', () => {
  it('are made again within the hour, and what was missed is caught up with', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    await rig.pass(MINUTE);
    const { webhooks } = rig.practice.shopify;
    webhooks.removeAll();
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.pass(61 * MINUTE);
    expect(webhooks.list().length).toBeGreaterThan(15);
    expect(rig.balance(articleNumber)).toBe(before - 1);
    const { lines } = await computer.client.activity.log({ events: ['webhooksRepaired'] });
    expect(lines).toMatchObject([{ args: { mended: webhooks.list().length } }]);
  });

  it('or turned to another address are given ours again', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    const { webhooks } = rig.practice.shopify;
    const ours = webhooks.list()[0]?.uri ?? '';
    for (const one of webhooks.list()) one.uri = ours.replace(/in\/.{6}/, 'in/AAAAAA');
    const status = await rig.scheduler.runFor(computer.client.webhooks.status(), MINUTE);
    expect(new Set(status.topics.map((topic) => topic.state))).toEqual(new Set(['elsewhere']));
    expect(status.ok).toBe(false);
    await rig.pass(61 * MINUTE);
    expect(new Set(webhooks.list().map((one) => one.uri))).toEqual(new Set([ours]));
  });

  it('are not asked for again once a person has removed them', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    const { webhooks } = rig.practice.shopify;
    const made = webhooks.list().length;
    expect(await rig.scheduler.runFor(computer.client.webhooks.delete(), MINUTE)).toEqual({
      deleted: made,
      erased: true,
    });
    await rig.pass(61 * MINUTE);
    expect(webhooks.list()).toEqual([]);
    expect((await computer.client.activity.status()).webhooks).toBe('polling');
  });

  it('for want of an approval are told by topic, and polling is not slowed', async () => {
    rig = await openShopRig();
    rig.practice.shopify.settings.protectedData = false;
    const computer = await rig.start('kassan', { pollSeconds: 3 });
    const { topics, ok } = await rig.scheduler.runFor(computer.client.webhooks.status(), MINUTE);
    expect(ok).toBe(false);
    expect(topics.find(({ topic }) => topic === 'ORDERS_CREATE')?.state).toBe('missing');
    expect(topics.find(({ topic }) => topic === 'INVENTORY_LEVELS_UPDATE')?.state).toBe('ok');
    const created = await rig.scheduler.runFor(computer.client.webhooks.create({}), MINUTE);
    expect(created.topics.find(({ topic }) => topic === 'ORDERS_CREATE')).toMatchObject({
      state: 'protectedData',
      detail: expect.stringContaining('protected customer data'),
    });
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, 10_000);
  });
});

it('events that the relay could not keep make the whole shop be read once', async () => {
  rig = await openShopRig();
  const computer = await rig.start('kassan');
  await rig.pass(MINUTE);
  await computer.stop();
  const { articleNumber } = orderOne(rig);
  const before = rig.balance(articleNumber);
  await rig.pass(45 * 24 * HOUR);
  await rig.relay.relay.sweep();
  let wasTold = false;
  rig.tamper = (path, answer) => {
    if (path === '/v1/events') wasTold ||= (answer as { gap: unknown }).gap !== null;
    return answer;
  };
  const again = await rig.restart(computer);
  await rig.until(() => rig.balance(articleNumber) === before - 1, 10 * MINUTE);
  await rig.until(() => wasTold, 10 * MINUTE);
  await rig.until(async () => (await again.client.activity.log({ events: ['relayGap'] })).lines.length === 1);
});
