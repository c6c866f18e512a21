/** The computer sleeps, with the program in the middle of something, and wakes after hours: nothing is done twice, and nothing is missed. */
import { afterEach, describe, expect, it } from 'vitest';
import { relayUrl } from '../programs/relay.ts';
import { createSuspension, type SleepClock } from '../simulation/suspension.ts';
import type { Computer } from './computers.ts';
import { endLives, expectOnce, type Kept, MINUTE, newFolder, openQuestions, world } from './lives.ts';
import { openShopRig, orderOne, type ShopRig, startSecond } from './rig.ts';

const SECOND = 1_000;
const HOUR = 60 * MINUTE;

afterEach(endLives);

/** Operating systems differ: the monotonic clock counts the sleep, or stands still meanwhile. */
const clocks: readonly SleepClock[] = ['counts', 'stands'];
const spells = clocks.flatMap((clock) => [1, 13, 30].map((hours) => ({ clock, hours })));

/** A shop that is equal, on a computer that sleeps from the instant at which the servers have done the first of `operation`. */
async function openShop(clock: SleepClock, hours: number, operation: RegExp) {
  const shop = world();
  const suspension = createSuspension(shop.rig.scheduler, clock);
  const sent: { at: number; body: string }[] = [];
  let isWanted = false;
  const life = await shop.start(newFolder(), new Map() as Kept, 2, {
    within: (ports) =>
      suspension.within({
        ...ports,
        http: async (request) => {
          const name = `${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`;
          if (operation.test(name)) sent.push({ at: shop.rig.scheduler.now(), body: name });
          const response = await ports.http(request);
          if (isWanted && operation.test(name)) {
            isWanted = false;
            suspension.suspend(hours * HOUR);
          }
          return response;
        },
      }),
  });
  await shop.connect(life.engine);
  await shop.activate(life.engine);
  await shop.buy(1);
  await shop.pass(2 * MINUTE);
  expectOnce(shop);
  const sleep = () => {
    isWanted = true;
    sent.length = 0;
  };
  return { shop, life, sleep, sent, suspension };
}

const keyOf = ({ body }: { body: string }) => /"key":"([^"]+)"/.exec(body)?.[1] ?? '';

describe.each(spells)('after $hours h on a clock that $clock', ({ clock, hours }) => {
  it('what was taken off is not taken off once more, though Shopify may have forgotten the key', async () => {
    const { shop, life, sleep, sent, suspension } = await openShop(clock, hours, /mutation AdjustQuantities/);
    const { easycashier, shopify, places } = shop.rig.practice;
    const [{ storeNumber, locationId } = { storeNumber: '', locationId: '' }] = places;
    const item = shopify.itemIdBySku(shop.articleNumber) ?? '';
    sleep();
    // Somebody has changed the number, so a sale cannot be compared with it and is taken off instead.
    shopify.adminSetAvailable(item, locationId, shop.available() + 7);
    const before = shop.available();
    easycashier.sell(shop.articleNumber, storeNumber, 1);
    await shop.pass(20 * SECOND);
    expect(suspension.isAsleep()).toBe(true);
    expect(shop.available()).toBe(before - 1);
    await shop.pass(hours * HOUR);
    expect(suspension.isAsleep()).toBe(false);
    await shop.pass(30 * SECOND);
    // A key that Shopify surely knows is asked with once more; an old one is not: it would take off another unit.
    const again = sent.slice(1).map(keyOf);
    if (hours >= 12) expect(again).toEqual([]);
    else expect(new Set(again)).toEqual(new Set([keyOf(sent[0] ?? { body: '' })]));
    expect(shop.available()).toBeGreaterThanOrEqual(shop.balance() ?? 0);
    await shop.pass(5 * MINUTE);
    expect(shop.available()).toBe(shop.balance());
    expect(await openQuestions(life)).toEqual([]);
  });

  it('a number that was set is not set once more over what has happened since', async () => {
    const { shop, life, sleep, sent } = await openShop(clock, hours, /mutation SetQuantities/);
    const { easycashier, places } = shop.rig.practice;
    const [{ storeNumber } = { storeNumber: '' }] = places;
    sleep();
    easycashier.sell(shop.articleNumber, storeNumber, 1);
    await shop.pass(20 * SECOND);
    await shop.buy(2);
    await shop.pass(hours * HOUR);
    await shop.pass(5 * MINUTE);
    expect(shop.available()).toBe(shop.balance());
    expect(shop.balance()).toBe(100 - 1 - shop.ordered());
    expect(new Set(shop.booked()).size).toBe(shop.ordered());
    if (hours >= 12) expect(sent.slice(1).map(keyOf)).not.toContain(keyOf(sent[0] ?? { body: '' }));
    expect(await openQuestions(life)).toEqual([]);
  });

  it('a booking whose answer never came is judged or asked about, not sent once more', async () => {
    const { shop, life, sleep, sent, suspension } = await openShop(clock, hours, /decreaseStock/);
    sleep();
    await shop.buy(1);
    expect(suspension.isAsleep()).toBe(true);
    await shop.pass(hours * HOUR);
    await shop.pass(10 * MINUTE);
    expect(sent).toHaveLength(1);
    const asked = await openQuestions(life);
    for (const { inboxId, kind } of asked) {
      expect(kind).toBe('unknownBooking');
      await life.engine.client.orders.resolve({ inboxId, choice: 'booked' });
    }
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
  });
});

describe.each(clocks)('two computers, and the one that writes has slept, on a clock that %s', (clock) => {
  let rig: ShopRig;
  afterEach(() => rig.close());

  const writes = ({ sent }: Computer) =>
    sent.filter((name) => /^(SetQuantities|AdjustQuantities|ActivateLevel|POST .*[sS]tock)/.test(name));

  async function startBoth() {
    rig = await openShopRig();
    const suspension = createSuspension(rig.scheduler, clock);
    const first = await rig.start('kassan', { pollSeconds: 3, suspension });
    await rig.pass(MINUTE);
    const second = await startSecond(rig, first);
    await rig.pass(MINUTE);
    return { first, second, suspension };
  }

  // Another phase of the loops each time: which of them wakes first is chance.
  it.each([0, 3_100, 12_900])(
    '%i ms later: what the other has booked meanwhile is not booked again',
    async (phaseMs) => {
      const { first, second, suspension } = await startBoth();
      await rig.pass(phaseMs);
      suspension.suspend(20 * MINUTE);
      await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
      await rig.pass(3 * MINUTE);
      for (const { inboxId } of (await second.client.orders.inbox({})).items)
        await second.client.orders.resolve({ inboxId, choice: 'booked' });
      const { articleNumber } = orderOne(rig);
      const before = rig.balance(articleNumber);
      await rig.until(() => rig.balance(articleNumber) === before - 1, MINUTE);
      await rig.pass(14 * MINUTE);
      first.sent.length = 0;
      await rig.pass(5 * MINUTE);
      expect(suspension.isAsleep()).toBe(false);
      expect(rig.balance(articleNumber), 'it is booked once').toBe(before - 1);
      expect(writes(first), 'the one that slept has seen that it writes no more').toEqual([]);
      expect((await first.client.activity.status()).otherComputer).toMatchObject({ name: 'kontoret' });
    },
  );

  it('does not write before it has heard that it may, while its network comes back', async () => {
    const { first, second, suspension } = await startBoth();
    suspension.suspend(20 * MINUTE);
    await rig.scheduler.runFor(second.client.webhooks.takeOver(), MINUTE);
    await rig.pass(3 * MINUTE);
    for (const { inboxId } of (await second.client.orders.inbox({})).items)
      await second.client.orders.resolve({ inboxId, choice: 'booked' });
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, MINUTE);
    await rig.scheduler.runFor(second.stop(), MINUTE);
    // For eight seconds after it has woken nothing is there, and then the relay comes last.
    rig.network = ({ url }) => {
      if (suspension.isAsleep()) return null;
      wokeAt ??= rig.scheduler.now();
      const upAfter = url.startsWith(relayUrl) ? 25 * SECOND : 8 * SECOND;
      return rig.scheduler.now() - wokeAt < upAfter ? 'fail' : null;
    };
    let wokeAt: number | null = null;
    first.sent.length = 0;
    await rig.pass(22 * MINUTE);
    expect(suspension.isAsleep()).toBe(false);
    expect(rig.balance(articleNumber), 'it is booked once').toBe(before - 1);
  });

  it('alone it goes on where it was, with a token that has run out and a long poll that is dead', async () => {
    rig = await openShopRig();
    const suspension = createSuspension(rig.scheduler, clock);
    const computer = await rig.start('kassan', { pollSeconds: 3, suspension });
    await rig.pass(MINUTE);
    suspension.suspend(30 * HOUR);
    const orders = [0, 1, 2].map((nth) => {
      const { articleNumber } = orderOne(rig, { nth });
      return { articleNumber, before: rig.balance(articleNumber) };
    });
    await rig.pass(30 * HOUR);
    const begun = rig.scheduler.now();
    await rig.until(
      () => orders.every(({ articleNumber, before }) => rig.balance(articleNumber) === before - 1),
      5 * MINUTE,
    );
    expect(rig.scheduler.now() - begun).toBeLessThan(90 * SECOND);
    await rig.pass(5 * MINUTE);
    for (const { articleNumber, before } of orders) expect(rig.balance(articleNumber)).toBe(before - 1);
    expect(await openQuestions({ ...computer, stop: async () => undefined })).toEqual([]);
    // And the line to the relay is there again.
    computer.sent.length = 0;
    const last = orderOne(rig, { nth: 3 });
    const before = rig.balance(last.articleNumber);
    await rig.until(() => rig.balance(last.articleNumber) === before - 1, 20 * SECOND);
  });
});
