/** An item that Shopify fails at holds back no other, is not raised by what was read before, and is told. */
import { afterEach, describe, expect, it } from 'vitest';
import { type ItemDamage, itemDamages } from '../../practice/shopify/damage.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

type Cell = ReturnType<typeof stocked>[number];
/** By its SKU: an item may have been made anew. */
const shown = ({ articleNumber, locationId }: Cell) =>
  rig.practice.shopify.available(rig.practice.shopify.itemIdBySku(articleNumber) ?? '', locationId);
const balance = ({ articleNumber, storeNumber }: Cell) =>
  Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0);
const isEqual = (cell: Cell) => shown(cell) === balance(cell);

async function start(articles: number) {
  rig = await openShopRig({ articles });
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(2 * MINUTE);
  const cells = stocked(rig);
  const middle = cells.slice(Math.floor(cells.length / 3));
  const bad = middle.find((cell) => balance(cell) >= 4);
  if (!bad) throw new Error('the shop is too small');
  const others = cells.filter(({ articleNumber }) => articleNumber !== bad.articleNumber);
  const inbox = async () => (await computer.client.orders.inbox({})).items;
  const trouble = async () => (await computer.client.activity.status()).troubles.shopify?.code ?? null;
  return { bad, others, inbox, trouble, computer };
}

/** As many of everything as one item can stand in the way of: falls, raises, orders, numbers that others set, and new goods. */
function liveOn({ bad, others }: { bad: Cell; others: readonly Cell[] }): void {
  const { easycashier, shopify } = rig.practice;
  const [sold, ordered, edited, delivered] = others;
  if (!sold || !ordered || !edited || !delivered) throw new Error('the shop is too small');
  for (const { articleNumber, storeNumber } of [bad, ...others])
    easycashier.consume(articleNumber, storeNumber, 1);
  easycashier.sell(bad.articleNumber, bad.storeNumber, 1);
  easycashier.sell(sold.articleNumber, sold.storeNumber, 1);
  easycashier.deliver(delivered.articleNumber, delivered.storeNumber, 5);
  shopify.placeOrder({
    lines: [bad, ordered].map(({ item }) => ({ inventoryItemId: item, quantity: 1 })),
    locationId: bad.locationId,
  });
  shopify.adminSetAvailable(edited.item, edited.locationId, 77);
  const anew = others.at(-1);
  if (!anew) throw new Error('the shop is too small');
  shopify.deleteItem(shopify.itemIdBySku(anew.articleNumber) ?? '');
  const levels = rig.practice.places.map(({ locationId }) => ({ locationId, available: 0 }));
  shopify.addItem({ sku: anew.articleNumber, levels });
}

describe.each(itemDamages)('an item of which Shopify %s', (damage: ItemDamage) => {
  // The list of a small shop is one page; a larger one is read in bulk.
  it.each(damage === 'fails' ? [40, 160] : [160])('holds back no other of %i articles', async (articles) => {
    const shop = await start(articles);
    const { bad, others, inbox, trouble } = shop;
    const { shopify, easycashier } = rig.practice;
    shopify.setItemDamage(bad.item, damage);
    liveOn(shop);
    await rig.pass(90 * SECOND);
    // What was sold at a till is off the web within seconds, whatever else waits.
    liveOn(shop);
    await rig.pass(3 * MINUTE);
    // What was made anew is met by a whole walk.
    const anew = others.at(-1)?.articleNumber;
    expect(others.filter((cell) => cell.articleNumber !== anew && !isEqual(cell))).toEqual([]);

    // Sold out while Shopify fails at it: nothing raises it, and the person is told.
    const most = shown(bad);
    easycashier.deliver(bad.articleNumber, bad.storeNumber, 9);
    await rig.pass(20 * MINUTE);
    if (damage !== 'writes') expect(shown(bad)).toBeLessThanOrEqual(most);
    expect(others.filter((cell) => !isEqual(cell))).toEqual([]);
    expect((await inbox()).map(({ kind, args }) => [kind, args.articleNumber])).toEqual([
      ['unreadItem', bad.articleNumber],
    ]);
    expect(await trouble()).toBeNull();

    shopify.setItemDamage(bad.item, null);
    await rig.pass(3 * MINUTE);
    expect([bad, ...others].filter((cell) => !isEqual(cell))).toEqual([]);
    expect((await inbox()).filter(({ resolvedAt }) => resolvedAt === null)).toEqual([]);
  });
});

it.each(itemDamages)(
  'is found out within two minutes by what is written along with it (%s)',
  async (damage) => {
    const { bad, others } = await start(160);
    const { shopify, easycashier } = rig.practice;
    shopify.setItemDamage(bad.item, damage);
    for (const { articleNumber, storeNumber } of [bad, ...others])
      easycashier.deliver(articleNumber, storeNumber, 2);
    const begun = rig.scheduler.now();
    await rig.until(() => others.every(isEqual), 10 * MINUTE);
    expect(rig.scheduler.now() - begun).toBeLessThan(120 * SECOND);
    // Known by now, it costs nobody a second.
    for (const { articleNumber, storeNumber } of [bad, ...others])
      easycashier.sell(articleNumber, storeNumber, 1);
    const again = rig.scheduler.now();
    await rig.until(() => others.every(isEqual), 10 * MINUTE);
    expect(rig.scheduler.now() - again).toBeLessThan(15 * SECOND);
  },
);

it.each(itemDamages)('is passed over by a run, which says so (%s)', async (damage) => {
  const { bad, others, computer } = await start(60);
  const { shopify, easycashier } = rig.practice;
  const before = shown(bad);
  shopify.setItemDamage(bad.item, damage);
  easycashier.deliver(bad.articleNumber, bad.storeNumber, 5);
  const { client } = computer;
  for (const { item, locationId } of others) shopify.adminSetAvailable(item, locationId, 1);
  const { planId, guard } = await rig.scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  const confirm = guard ? { confirmRows: guard.confirmRows } : {};
  const { runId } = await rig.scheduler.runFor(client.sync.apply({ planId, ...confirm }), 10 * MINUTE);
  await rig.pass(2 * MINUTE);
  expect(others.filter((cell) => !isEqual(cell))).toEqual([]);
  expect(shown(bad)).toBe(before);
  const { runs } = await client.sync.runs({});
  const left = runs.find((run) => run.runId === runId)?.counts.stale ?? 0;
  // Seen by the plan's own reading it is not in the plan; otherwise its row is left with its reason.
  expect([left, damage === 'writes']).toEqual([damage === 'writes' ? 1 : 0, damage === 'writes']);
});

it('takes nothing along at the start, and at the first reading of the shop', async () => {
  rig = await openShopRig({ articles: 60 });
  const [bad, ...others] = stocked(rig);
  if (!bad) throw new Error('the shop is too small');
  rig.practice.shopify.setItemDamage(bad.item, 'fails');
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  await computer.stop();
  await rig.restart(computer);
  await rig.pass(MINUTE);
  const rest = others.filter(({ articleNumber }) => articleNumber !== bad.articleNumber);
  expect(rest.filter((cell) => !isEqual(cell))).toEqual([]);
  rig.practice.shopify.setItemDamage(bad.item, null);
  await rig.until(() => isEqual(bad), 20 * MINUTE);
});

it.each(['', 'SetQuantities', 'Levels', 'Items'])(
  'is told as Shopify’s fault where all fail (%s), and nobody is asked',
  async (match) => {
    const { others, inbox, trouble } = await start(40);
    const { shopify, easycashier } = rig.practice;
    shopify.faults.add({ kind: 'internal-error', times: 100_000, ...(match ? { match } : {}) });
    for (const [n, { articleNumber, storeNumber }] of others.entries()) {
      if (n % 2 === 0) easycashier.sell(articleNumber, storeNumber, 1);
      else easycashier.deliver(articleNumber, storeNumber, 1);
    }
    await rig.pass(6 * MINUTE);
    expect(await inbox()).toEqual([]);
    // Where only the list fails, the rest that goes well says in between that it is well.
    if (match !== 'Items') expect(await trouble()).not.toBeNull();
    shopify.faults.clear();
    await rig.pass(4 * MINUTE);
    expect(others.filter((cell) => !isEqual(cell))).toEqual([]);
    expect(await inbox()).toEqual([]);
  },
);

it('sells on where no delta is taken', async () => {
  const { others, inbox } = await start(40);
  const { shopify, easycashier } = rig.practice;
  shopify.faults.add({ kind: 'internal-error', times: 100_000, match: 'AdjustQuantities' });
  for (const { articleNumber, storeNumber } of others) easycashier.sell(articleNumber, storeNumber, 1);
  await rig.until(() => others.every(isEqual), 2 * MINUTE);
  expect(await inbox()).toEqual([]);
});

it('a raise that must be read first does not wait for a batch that Shopify fails at beside it', async () => {
  const { bad, others } = await start(40);
  const [raised] = others;
  if (!raised) throw new Error('the shop is too small');
  const { easycashier, shopify } = rig.practice;
  shopify.setItemDamage(bad.item, 'writes');
  easycashier.consume(bad.articleNumber, bad.storeNumber, 1);
  easycashier.deliver(raised.articleNumber, raised.storeNumber, 3);
  // The scan that finds both comes within half a minute; the batch is tried for longer than that.
  await rig.until(() => isEqual(raised), 40 * SECOND);
  expect(isEqual(bad)).toBe(false);
});
