/** A computer whose clock is wrong, or is set while the program runs: nothing stands still, nothing hurries, and it is told. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let rig: ShopRig;
afterEach(() => rig.close());

async function open(wallOffsetMs: number): Promise<Computer> {
  rig = await openShopRig();
  rig.wallOffsetMs = wallOffsetMs;
  const computer = await rig.start('kassan', { code: null, pollSeconds: 3 });
  await rig.pass(MINUTE);
  return computer;
}

/** How long it takes until it is so, in virtual milliseconds. */
async function timeUntil(what: () => boolean, limit: number): Promise<number> {
  const start = rig.scheduler.now();
  await rig.until(what, limit);
  return rig.scheduler.now() - start;
}

function aCell() {
  const cell = stocked(rig)[0];
  if (!cell) throw new Error('no cell has goods');
  const shown = () => rig.practice.shopify.level(cell.item, cell.locationId)?.available;
  const balance = () => rig.practice.easycashier.balance(cell.articleNumber, cell.storeNumber) ?? 0;
  return { ...cell, shown, balance };
}

describe.each([
  ['ten minutes slow', -10 * MINUTE],
  ['fifteen minutes fast', 15 * MINUTE],
  ['a day slow', -24 * HOUR],
  ['four days fast', 96 * HOUR],
])('a clock that is %s', (_, wallOffsetMs) => {
  it('brings back what somebody else changed as soon as a right one, and lets the till’s sale of it through', async () => {
    await open(wallOffsetMs);
    const { practice } = rig;
    const cell = aCell();
    const before = cell.balance();
    practice.shopify.adminSetAvailable(cell.item, cell.locationId, before + 7);
    practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    // 30 s are given to the order that would explain it, and the look that finds it may be some seconds away.
    const took = await timeUntil(() => cell.shown() === before - 1, 2 * MINUTE);
    expect(took).toBeLessThan(50 * SECOND);
  });

  it('asks nobody about an order that is routed late', async () => {
    const computer = await open(wallOffsetMs);
    const { articleNumber } = orderOne(rig, { routingDelayMs: 90 * SECOND });
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, 4 * MINUTE);
    const { items } = await computer.client.orders.inbox({ resolved: true });
    expect(items.map((item) => item.kind)).toEqual([]);
  });

  it('reads the sales of the till’s day, not of its own', async () => {
    const computer = await open(wallOffsetMs);
    const cell = aCell();
    rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    await rig.until(() => cell.shown() === cell.balance());
    const { lines } = await computer.client.activity.log({ articleNumber: cell.articleNumber, limit: 10 });
    const change = lines.find((line) => line.event === 'balanceChanged');
    expect(change?.cause).toBe('sale');
  });
});

describe.each([
  ['an hour back', -HOUR],
  ['a day back', -24 * HOUR],
  ['an hour forward', HOUR],
  ['ten days forward', 240 * HOUR],
])('a clock that is set %s while the program runs', (_, stepMs) => {
  it('stops nothing, hurries nothing, and is told in the log', async () => {
    const computer = await open(0);
    const { practice } = rig;
    const callsIn = async (ms: number) => {
      const before = computer.sent.length;
      await rig.pass(ms);
      return computer.sent.length - before;
    };
    const usual = await callsIn(5 * MINUTE);
    rig.wallOffsetMs = stepMs;

    const cell = aCell();
    practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    expect(await timeUntil(() => cell.shown() === cell.balance(), MINUTE)).toBeLessThan(15 * SECOND);
    const { articleNumber } = orderOne(rig, { nth: 1 });
    const stock = rig.balance(articleNumber);
    expect(await timeUntil(() => rig.balance(articleNumber) === stock - 1, MINUTE)).toBeLessThan(20 * SECOND);

    const since = await callsIn(5 * MINUTE);
    expect(since).toBeGreaterThan(usual * 0.7);
    expect(since).toBeLessThan(usual * 1.5);
    const { lines } = await computer.client.activity.log({ events: ['clockJumped', 'caughtUp'], limit: 10 });
    expect(lines.map((line) => [line.event, line.args.seconds])).toEqual([['clockJumped', stepMs / 1000]]);
  });

  it('is no reason to go on waiting, or to have waited enough, after a restart', async () => {
    const computer = await open(0);
    const cell = aCell();
    rig.practice.shopify.adminSetAvailable(cell.item, cell.locationId, cell.balance() + 7);
    await rig.pass(8 * SECOND);
    await computer.stop();
    rig.wallOffsetMs = stepMs;
    await rig.restart(computer);
    const took = await timeUntil(() => cell.shown() === cell.balance(), 2 * MINUTE);
    expect(took).toBeGreaterThan(25 * SECOND);
    expect(took).toBeLessThan(50 * SECOND);
  });
});
