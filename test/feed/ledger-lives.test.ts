/**
 * The ledger is put back, copied, emptied, or what stands beside it is wiped: whatever it is, no order is booked twice and none is
 * forgotten, once a person has answered what is asked by looking in EasyCashier.
 */
import { cpSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../host/system/environment.ts';
import { timingOverrides } from '../../host/system/overrides.ts';
import {
  answerAll,
  endLives,
  expectOnce,
  type Kept,
  kinds,
  type Life,
  MINUTE,
  newFolder,
  openQuestions,
  world,
} from './lives.ts';

afterEach(endLives);

/** A shop and the first program there, connected; what was copied of its folder is put there. */
async function firstLife() {
  const shop = world();
  const [folder, copy] = [newFolder(), newFolder()];
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  return { shop, folder, copy, secrets, first };
}

/** A shop that has run for a while and was started anew once, with a copy from then and orders since. */
async function olderShop() {
  const { shop, folder, copy, secrets, first } = await firstLife();
  await shop.activate(first.engine);
  await shop.buy(3);
  await shop.pass(MINUTE);
  await first.stop();
  cpSync(folder, copy, { recursive: true });
  const kept = new Map(secrets);
  const second = await shop.start(folder, secrets);
  await shop.buy(5);
  await shop.pass(MINUTE);
  await second.stop();
  expectOnce(shop);
  // Sold while the program was off: nobody has booked it.
  await shop.buy(2);
  return { shop, folder, copy, secrets, kept };
}

/** A shop with a copy of its ledger, and one order that has been booked since. */
async function oneOrderSince() {
  const { shop, folder, copy, secrets, first } = await firstLife();
  await shop.activate(first.engine);
  await shop.pass(MINUTE);
  await first.stop();
  cpSync(folder, copy, { recursive: true });
  const second = await shop.start(folder, secrets);
  await shop.buy(1);
  await shop.pass(MINUTE);
  await second.stop();
  return { shop, copy, secrets };
}

/** A shop with a copy of its ledger that knows its one order. */
async function oneOrderKnown() {
  const { shop, folder, copy, secrets, first } = await firstLife();
  await shop.activate(first.engine);
  await shop.buy(1);
  await shop.pass(MINUTE);
  await first.stop();
  cpSync(folder, copy, { recursive: true });
  return { shop, folder, copy, secrets };
}

describe('a ledger that is', () => {
  it('the one that wrote last goes on without a question', async () => {
    const { shop, folder, secrets } = await olderShop();
    const life = await shop.start(folder, secrets);
    await shop.pass(3 * MINUTE);
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });

  it('an older copy does not put in again what came back and was put in since', async () => {
    const { shop, folder, copy, secrets, first } = await firstLife();
    const { shopify } = shop.rig.practice;
    await shop.activate(first.engine);
    await shop.buy(1);
    const [order] = shopify.orders();
    const lineItemId = order?.lines[0]?.id ?? '';
    shopify.fulfill(order?.id ?? '');
    await shop.pass(MINUTE);
    shopify.processReturn(order?.id ?? '', { lineItemId, quantity: 1 });
    await shop.pass(25 * MINUTE);
    expect(await kinds(first)).toEqual(['possibleReturn']);
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    const putBack = async (life: Life) => {
      const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'possibleReturn');
      for (const { inboxId } of asked)
        await life.engine.client.orders.resolve({ inboxId, choice: 'putBack' });
      await shop.pass(MINUTE);
    };
    await putBack(second);
    expect(shop.balance()).toBe(100);
    await second.stop();

    const third = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    await putBack(third);
    expect(shop.balance(), 'whether it is put in already is asked').toBe(100);
    expect(await kinds(third)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, third)).toBe(2);
    shopify.refundReturned(order?.id ?? '', { lineItemId, quantity: 1, restockType: 'RETURN' });
    await shop.pass(5 * MINUTE);
    expect([shop.balance(), shop.available()]).toEqual([100, 100]);
    expect(await openQuestions(third)).toEqual([]);
  });

  it('an older copy asks about every order since then', async () => {
    const { shop, copy, secrets } = await olderShop();
    const before = shop.balance();
    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    expect(shop.balance(), 'nothing is booked before it is answered').toBe(before);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, life)).toBe(8);
    expectOnce(shop);
    const { lines } = await life.engine.client.activity.log({ events: ['ledgerReplaced'] });
    expect(lines).toHaveLength(1);
    // From now on it is the one that writes, also after a start.
    await life.stop();
    const next = await shop.start(copy, secrets);
    await shop.buy(2);
    await shop.pass(2 * MINUTE);
    expect(await openQuestions(next)).toEqual([]);
    expectOnce(shop);
  });

  it('an older copy asks one by one about what was open at the activation and has been answered since', async () => {
    const { shop, folder, copy, secrets, first } = await firstLife();
    await shop.buy(2);
    await shop.activate(first.engine);
    await shop.pass(MINUTE);
    expect(await kinds(first)).toEqual(['openOrders']);
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    for (const { inboxId } of await openQuestions(second))
      await second.engine.client.orders.resolve({ inboxId, choice: 'book' });
    await shop.pass(MINUTE);
    await second.stop();
    expectOnce(shop);

    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('an older copy asks about an order from before the activation that had no place then', async () => {
    const { shop, folder, copy, secrets, first } = await firstLife();
    const { shopify } = shop.rig.practice;
    const inventoryItemId = shopify.itemIdBySku(shop.articleNumber) ?? '';
    shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }], routingDelayMs: 5 * MINUTE });
    await shop.pass(MINUTE);
    await shop.activate(first.engine, 'book');
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    await shop.pass(8 * MINUTE);
    await second.stop();
    expect([shop.balance(), shop.available()]).toEqual([99, 99]);

    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    await answerAll(shop, life);
    expect([shop.balance(), shop.available()]).toEqual([99, 99]);
  });

  it.each([
    [{}, 45],
    [timingOverrides(readEnvironment({ BACKOFFICE_SETTLE_SECONDS: '5' })), 5],
  ])(
    'an older copy asks when what wrote last is over, which the host may know to be soon (%j)',
    async (timing, seconds) => {
      const { shop, copy, secrets } = await olderShop();
      const life = await shop.start(copy, secrets, 2, { timing });
      await shop.pass((seconds - 2) * 1_000);
      expect(await kinds(life)).toEqual(['ledgerRestored']);
      await shop.pass(10_000);
      expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    },
  );

  it('an older copy asks about both halves of an order that was cancelled since', async () => {
    const { shop, copy, secrets } = await oneOrderSince();
    const { shopify } = shop.rig.practice;
    expect(shop.balance()).toBe(99);
    shopify.cancelOrder(shopify.orders()[0]?.id ?? '', { restock: true });

    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    for (const { inboxId, kind, args } of await openQuestions(life)) {
      const isOut = String(args.articles).includes(' -');
      const choice = kind === 'takenOverOrder' ? (isOut ? 'booked' : 'notBooked') : 'ignore';
      await life.engine.client.orders.resolve({ inboxId, choice });
    }
    await shop.pass(5 * MINUTE);
    expect([shop.balance(), shop.available()]).toEqual([100, 100]);
    expect(await openQuestions(life)).toEqual([]);
  });

  it.each(['a line', 'a unit'] as const)(
    'an older copy asks about both halves of %s that was added to an order it knows and given back since',
    async (what) => {
      const { shop, copy, secrets, folder } = await oneOrderKnown();
      const { shopify } = shop.rig.practice;
      const [order] = shopify.orders();
      const orderId = order?.id ?? '';
      const lineItemId = order?.lines[0]?.id ?? '';
      const second = await shop.start(folder, secrets);
      if (what === 'a unit') shopify.editOrder(orderId, { setQuantity: [{ lineItemId, quantity: 3 }] });
      else {
        const inventoryItemId = shopify.itemIdBySku(shop.articleNumber) ?? '';
        shopify.editOrder(orderId, { add: [{ inventoryItemId, quantity: 2 }] });
      }
      await shop.pass(MINUTE);
      await second.stop();
      expect(shop.balance()).toBe(97);
      const added = shopify.order(orderId)?.lines.at(-1)?.id ?? '';
      const quantity = what === 'a unit' ? 1 : 0;
      shopify.editOrder(orderId, { setQuantity: [{ lineItemId: added, quantity }] });

      const life = await shop.start(copy, secrets);
      await shop.pass(5 * MINUTE);
      const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'takenOverOrder');
      expect(asked.map(({ args }) => args.articles).sort()).toEqual([
        `${shop.articleNumber} +2`,
        `${shop.articleNumber} -2`,
      ]);
      for (const { inboxId, args } of asked) {
        const choice = String(args.articles).includes(' -') ? 'booked' : 'notBooked';
        await life.engine.client.orders.resolve({ inboxId, choice });
      }
      await shop.pass(5 * MINUTE);
      expect([shop.balance(), shop.available()]).toEqual([99, 99]);
      // Asked once, whatever becomes of the order later.
      shopify.fulfill(orderId);
      await shop.pass(5 * MINUTE);
      expect(await kinds(life)).toEqual(['ledgerRestored']);
      expect([shop.balance(), shop.available()]).toEqual([99, 99]);
    },
  );

  it('an older copy asks nothing of what an order had given back before the copy was made', async () => {
    const { shop, folder, copy, secrets, first } = await firstLife();
    const { shopify } = shop.rig.practice;
    await shop.activate(first.engine);
    const inventoryItemId = shopify.itemIdBySku(shop.articleNumber) ?? '';
    const order = shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 3 }] });
    await shop.pass(MINUTE);
    const lineItemId = order.lines[0]?.id ?? '';
    shopify.editOrder(order.id, { setQuantity: [{ lineItemId, quantity: 2 }] });
    await shop.pass(MINUTE);
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    await shop.buy(1);
    shopify.fulfill(order.id);
    await shop.pass(MINUTE);
    await second.stop();

    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'takenOverOrder');
    expect(asked.map(({ args }) => args.articles)).toEqual([`${shop.articleNumber} -1`]);
  });

  it('a copy from one order ago asks about it', async () => {
    const { shop, copy, secrets } = await oneOrderSince();
    const life = await shop.start(copy, secrets);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('copied to another computer asks once its keys are typed in', async () => {
    const { shop, copy } = await olderShop();
    const life = await shop.start(copy, new Map());
    await shop.pass(2 * MINUTE);
    const before = shop.balance();
    await shop.connect(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['ledgerCopied', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('its own, with the keychain wiped, asks once its keys are typed in again', async () => {
    const { shop, folder } = await olderShop();
    const life = await shop.start(folder, new Map());
    const before = shop.balance();
    await shop.connect(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['ledgerCopied', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it.each(['ask', 'book'] as const)(
    'empty, on a shop that had one, asks about each order (%s)',
    async (choice) => {
      const { shop, secrets } = await olderShop();
      const life = await shop.start(newFolder(), secrets);
      await shop.connect(life.engine);
      const before = shop.balance();
      await shop.activate(life.engine, choice);
      await shop.pass(5 * MINUTE);
      expect(shop.balance()).toBe(before);
      expect(await kinds(life)).toEqual(['ledgerReplaced', 'takenOverOrder']);
      await answerAll(shop, life);
      expectOnce(shop);
    },
  );

  it.each(['life:begun', 'life:kept', 'activation:line-drawn'])(
    'empty, killed at %s and begun empty once more, asks about each order',
    async (instant) => {
      const { shop, secrets } = await olderShop();
      const killed = await shop.start(newFolder(), secrets);
      shop.onMilestone = (name) => {
        if (name === instant) throw new Error('killed');
      };
      await shop.connect(killed.engine);
      await shop.activate(killed.engine).catch(() => undefined);
      await shop.pass(MINUTE);
      await killed.stop();
      shop.onMilestone = () => undefined;
      // Over days ago, so that no list of open orders and no deep look shows what nobody has booked.
      const { shopify } = shop.rig.practice;
      for (const { id } of shopify.orders().slice(-2)) shopify.cancelOrder(id, { restock: false });
      await shop.pass(72 * 60 * MINUTE);
      const life = await shop.start(newFolder(), secrets);
      await shop.connect(life.engine);
      await shop.activate(life.engine);
      await shop.pass(5 * MINUTE);
      expect(await kinds(life)).toEqual(['ledgerReplaced', 'takenOverOrder']);
      await answerAll(shop, life);
      expectOnce(shop);
    },
  );

  it('put back together with the keychain and then begun empty, as the guide says, asks about each order', async () => {
    const { shop, kept } = await olderShop();
    const life = await shop.start(newFolder(), kept);
    await shop.connect(life.engine);
    const before = shop.balance();
    await shop.activate(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['ledgerReplaced', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('wiped together with the keychain asks about the orders that are open', async () => {
    const { shop } = await olderShop();
    const life = await shop.start(newFolder(), new Map());
    await shop.connect(life.engine);
    const before = shop.balance();
    await shop.activate(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['openOrders']);
    await answerAll(shop, life);
    expect(new Set(shop.booked()).size, 'no order twice').toBe(shop.booked().length);
  });

  it('put back together with the keychain cannot be told from itself without a relay: nothing outside this computer knows', async () => {
    const { shop, copy, kept } = await olderShop();
    const life = await shop.start(copy, kept);
    await shop.pass(2 * MINUTE);
    expect(await kinds(life)).toEqual([]);
    expect(shop.booked().length, 'as the guide warns').toBeGreaterThan(new Set(shop.booked()).size);
  });
});
