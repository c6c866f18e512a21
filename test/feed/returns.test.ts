/** Goods that come back without a refund: asked about, booked once, and never forgotten. */
import { afterEach, expect, it } from 'vitest';
import type { Order } from '../../practice/shopify/state.ts';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
/** All levels have been read, and what nothing explained has been judged. */
const WALKED_MS = 25 * MINUTE;
const DAY = 24 * 60 * MINUTE;
type Place = ReturnType<typeof stocked>[number];
let rig: ShopRig;
afterEach(() => rig.close());

interface Shop {
  readonly computer: Computer;
  readonly one: Place;
  readonly other: Place;
  /** Units of the first place, before anything was sold. */
  readonly before: number;
}

async function shop(): Promise<Shop> {
  rig = await openShopRig();
  const computer = await rig.start('kassan', { code: null, pollSeconds: 10 });
  const places = stocked(rig).filter((place) => shown(place) >= 6);
  const [one] = places;
  const other = places.find(({ articleNumber }) => articleNumber !== one?.articleNumber);
  if (!one || !other) throw new Error('too few goods');
  return { computer, one, other, before: balance(one) };
}

const shown = ({ item, locationId }: Place) => rig.practice.shopify.available(item, locationId);
const balance = ({ articleNumber, storeNumber }: Place) =>
  rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
const both = (place: Place) => [balance(place), shown(place)];
const questions = async ({ client }: Pick<Computer, 'client'>) => (await client.orders.inbox({})).items;

/** An order that has been shipped and booked. */
async function sold(place: Place, quantity: number): Promise<Order> {
  const { item: inventoryItemId, locationId } = place;
  const { shopify } = rig.practice;
  const lines = [{ inventoryItemId, quantity, locationId }];
  const order = shopify.placeOrder({ lines, routingDelayMs: 0 });
  await rig.pass(MINUTE);
  shopify.fulfill(order.id);
  await rig.pass(MINUTE);
  return order;
}

const line = (order: Order) => order.lines[0]?.id ?? '';

async function comeBack(order: Order, quantity: number): Promise<void> {
  rig.practice.shopify.processReturn(order.id, { lineItemId: line(order), quantity });
  await rig.pass(WALKED_MS);
}

async function answer(computer: Pick<Computer, 'client'>, choice: string): Promise<void> {
  const [question] = await questions(computer);
  await computer.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice });
  await rig.pass(5 * MINUTE);
}

it('asks about goods that came back while a copy of the product had their SKU, as soon as it has it no more', async () => {
  const { computer, one, before } = await shop();
  const { shopify, places } = rig.practice;
  const order = await sold(one, 3);
  const levels = places.map(({ locationId }) => ({ locationId, available: 0 }));
  const copy = shopify.addItem({ sku: one.articleNumber, levels });
  await rig.pass(3 * MINUTE);
  await comeBack(order, 2);
  expect(await questions(computer)).toEqual([]);
  shopify.renameSku(copy, `${one.articleNumber}-KOPIA`);
  await rig.pass(WALKED_MS);
  expect(await questions(computer)).toMatchObject([{ kind: 'possibleReturn', args: { units: 2 } }]);
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before - 1, before - 1]);
});

/** Somebody has mistyped the SKU, or mended it, and the shop's items have been looked at since. */
async function label(place: Place, sku: string): Promise<void> {
  rig.practice.shopify.renameSku(place.item, sku);
  await rig.pass(3 * MINUTE);
}

it('asks about goods that came back while their SKU was mistyped, when it is mended', async () => {
  const { computer, one, before } = await shop();
  const order = await sold(one, 3);
  await label(one, `${one.articleNumber}-FEL`);
  await comeBack(order, 2);
  expect(await questions(computer)).toEqual([]);
  const again = await rig.restart(await stopped(computer));
  await label(one, one.articleNumber);
  await rig.pass(WALKED_MS);
  expect(await questions(again)).toMatchObject([{ kind: 'possibleReturn', args: { units: 2 } }]);
  await answer(again, 'putBack');
  expect(both(one)).toEqual([before - 1, before - 1]);
});

it('asks about goods that were sold, shipped and came back while their SKU was mistyped', async () => {
  const { computer, one, before } = await shop();
  await label(one, `${one.articleNumber}-FEL`);
  const order = await sold(one, 2);
  await comeBack(order, 1);
  expect(await questions(computer)).toMatchObject([{ kind: 'unknownSku' }]);
  await label(one, one.articleNumber);
  await rig.pass(WALKED_MS);
  expect(await questions(computer)).toMatchObject([{ kind: 'possibleReturn', args: { units: 1 } }]);
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before - 1, before - 1]);
});

it.each([true, false])(
  'counts a refund of goods whose SKU is mistyped once, and asks nothing (their order was known before: %s)',
  async (isKnown) => {
    const { computer, one, before } = await shop();
    const soldBefore = isKnown ? await sold(one, 3) : null;
    await label(one, `${one.articleNumber}-FEL`);
    const order = soldBefore ?? (await sold(one, 3));
    const lines = [{ lineItemId: line(order), quantity: 1, restockType: 'RETURN' as const }];
    rig.practice.shopify.refund(order.id, { lines });
    await rig.pass(MINUTE);
    // So that Shopify's number is not by chance the one that it should show.
    rig.practice.easycashier.sell(one.articleNumber, one.storeNumber, 1);
    await label(one, one.articleNumber);
    await rig.pass(WALKED_MS);
    expect(await questions(computer)).toEqual([]);
    expect(both(one)).toEqual([before - 3, before - 3]);
  },
);

it('asks about goods that came back without a refund, and puts them in once on a yes', async () => {
  const { computer, one, before } = await shop();
  const order = await sold(one, 3);
  await comeBack(order, 2);
  expect(both(one), 'until answered').toEqual([before - 3, before - 3]);
  expect(await questions(computer)).toMatchObject([
    {
      kind: 'possibleReturn',
      args: { articleNumber: one.articleNumber, store: one.storeNumber, units: 2, orders: order.name },
      choices: ['putBack', 'ignore'],
    },
  ]);
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before - 1, before - 1]);
  const comments = rig.practice.easycashier
    .history(one.articleNumber, one.storeNumber)
    .map(({ comment }) => comment ?? '');
  expect(comments.filter((text) => text.startsWith(`Retur ${order.name} (b-`))).toHaveLength(1);
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 1, before - 1]);
  expect(await questions(computer)).toEqual([]);
});

it('leaves EasyCashier alone on a no, and books the refund that tells of it later', async () => {
  const { computer, one, before } = await shop();
  const order = await sold(one, 2);
  await comeBack(order, 1);
  await answer(computer, 'ignore');
  expect(both(one)).toEqual([before - 2, before - 2]);
  rig.practice.shopify.refundReturned(order.id, {
    lineItemId: line(order),
    quantity: 1,
    restockType: 'RETURN',
  });
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 1, before - 1]);
  expect(await questions(computer)).toEqual([]);
});

it.each(['RETURN', 'NO_RESTOCK'] as const)(
  'does not book a refund again that says %s of what was put in',
  async (restockType) => {
    const { computer, one, before } = await shop();
    const order = await sold(one, 3);
    await comeBack(order, 2);
    await answer(computer, 'putBack');
    const again = await rig.restart(await stopped(computer));
    rig.practice.shopify.refundReturned(order.id, { lineItemId: line(order), quantity: 1, restockType });
    await rig.pass(WALKED_MS);
    rig.practice.shopify.refundReturned(order.id, { lineItemId: line(order), quantity: 1, restockType });
    await rig.pass(WALKED_MS);
    expect(both(one)).toEqual([before - 1, before - 1]);
    expect(await questions(again)).toEqual([]);
    const log = await again.client.activity.log({ events: ['foreignChange'] });
    expect(log.lines.length, 'the return itself').toBeLessThanOrEqual(1);
  },
);

const stopped = async (computer: Computer) => {
  await computer.stop();
  return computer;
};

it('withdraws the question when a refund tells of the goods before it is answered, and books that', async () => {
  const { computer, one, before } = await shop();
  const order = await sold(one, 3);
  await comeBack(order, 2);
  rig.practice.shopify.refundReturned(order.id, {
    lineItemId: line(order),
    quantity: 1,
    restockType: 'RETURN',
  });
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 2, before - 2]);
  expect(await questions(computer)).toMatchObject([{ kind: 'possibleReturn', args: { units: 1 } }]);
  rig.practice.shopify.refundReturned(order.id, {
    lineItemId: line(order),
    quantity: 1,
    restockType: 'RETURN',
  });
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 1, before - 1]);
  expect(await questions(computer)).toEqual([]);
});

it.each([true, false])(
  'books a refund that puts back other goods of the order than those asked about (answered: %s)',
  async (isAnswered) => {
    const { computer, one, before } = await shop();
    const order = await sold(one, 3);
    await comeBack(order, 1);
    if (isAnswered) await answer(computer, 'putBack');
    rig.practice.shopify.refund(order.id, {
      lines: [{ lineItemId: line(order), quantity: 1, restockType: 'RETURN' }],
    });
    await rig.pass(WALKED_MS);
    if (!isAnswered) {
      expect(await questions(computer)).toMatchObject([{ kind: 'possibleReturn', args: { units: 1 } }]);
      await answer(computer, 'putBack');
    }
    expect(both(one)).toEqual([before - 1, before - 1]);
    expect(await questions(computer)).toEqual([]);
  },
);

it('asks about each of two returns, and of two orders with the article counts each refund once', async () => {
  const { computer, one, before } = await shop();
  const first = await sold(one, 1);
  const second = await sold(one, 1);
  await comeBack(first, 1);
  await comeBack(second, 1);
  expect(await questions(computer)).toMatchObject([
    { args: { units: 1, orders: first.name } },
    { args: { units: 1, orders: `${second.name}, ${first.name}` } },
  ]);
  await answer(computer, 'putBack');
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before, before]);
  for (const order of [second, first]) {
    rig.practice.shopify.refundReturned(order.id, {
      lineItemId: line(order),
      quantity: 1,
      restockType: 'RETURN',
    });
    await rig.pass(WALKED_MS);
  }
  expect(both(one)).toEqual([before, before]);
  expect(await questions(computer)).toEqual([]);
});

it('asks nothing about a number that is EasyCashier’s own, that is far more than was sold, or of what was never sold', async () => {
  const { computer, one, other, before } = await shop();
  const { shopify, easycashier } = rig.practice;
  await sold(one, 2);
  shopify.adminAdjust(one.item, one.locationId, 3);
  shopify.adminAdjust(other.item, other.locationId, 1);
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 2, before - 2]);
  // Taken in at the till and in Shopify alike.
  easycashier.returnSale(one.articleNumber, one.storeNumber, 1);
  shopify.adminAdjust(one.item, one.locationId, 1);
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 1, before - 1]);
  expect(await questions(computer)).toEqual([]);
});

it('asks about a number that was only put up, without a return in Shopify, where the article has been shipped', async () => {
  const { computer, one, before } = await shop();
  await sold(one, 2);
  rig.practice.shopify.adminAdjust(one.item, one.locationId, 2);
  await rig.pass(WALKED_MS);
  const [question] = await questions(computer);
  expect(question).toMatchObject({ kind: 'possibleReturn', args: { units: 2 } });
  expect(question?.args).not.toHaveProperty('orders');
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before, before]);
});

it('asks about a refund of an order that is too old to be read', async () => {
  const { computer: first, one, before } = await shop();
  const order = await sold(one, 2);
  await first.stop();
  await rig.pass(61 * DAY);
  const computer = await rig.restart(first);
  await rig.pass(5 * MINUTE);
  rig.practice.shopify.refund(order.id, {
    lines: [{ lineItemId: line(order), quantity: 2, restockType: 'RETURN' }],
  });
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 2, before - 2]);
  expect(await questions(computer)).toMatchObject([{ kind: 'possibleReturn', args: { units: 2 } }]);
  await answer(computer, 'putBack');
  expect(both(one)).toEqual([before, before]);
});

it('asks nothing when an order that cannot be read is cancelled', async () => {
  const { computer, one, before } = await shop();
  const { shopify } = rig.practice;
  await sold(one, 3);
  const { item: inventoryItemId, locationId } = one;
  const open = shopify.placeOrder({
    lines: [{ inventoryItemId, quantity: 2, locationId }],
    routingDelayMs: 0,
  });
  await rig.pass(MINUTE);
  shopify.setUnreadable(open.id, true);
  shopify.cancelOrder(open.id, { restock: true });
  await rig.pass(5 * MINUTE);
  expect((await questions(computer)).filter(({ kind }) => kind === 'possibleReturn')).toEqual([]);
  shopify.setUnreadable(open.id, false);
  await rig.pass(WALKED_MS);
  expect(both(one)).toEqual([before - 3, before - 3]);
  expect(await questions(computer)).toEqual([]);
});
