/**
 * Much falls at once, and in the middle of it the ledger is put back to a copy that knows nothing of what was written since: the share that
 * asks a person is a share of the hour, not of what one ledger remembers.
 */
import { cpSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { endLives, type Kept, kinds, type Life, MINUTE, newFolder, openQuestions, world } from './lives.ts';

afterEach(endLives);

/** Half of the shop falls to 0 and is written unasked; then the copy from before is put back, and the other half falls. */
async function emptyInTwoLives({ isReadFirst }: { isReadFirst: boolean }) {
  const shop = world();
  const { easycashier, shopify, places } = shop.rig.practice;
  const { storeNumber = '', locationId = '' } = places[0] ?? {};
  const [folder, copy] = [newFolder(), newFolder()];
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  const numbers = [...easycashier.articles()].flatMap(({ fields: { articleNumber, webshop, stockItem } }) =>
    webshop && stockItem ? [articleNumber] : [],
  );
  for (const number of numbers) easycashier.count(number, storeNumber, 10);
  await shop.activate(first.engine);
  await shop.pass(MINUTE);
  const shown = (number: string) => shopify.available(shopify.itemIdBySku(number) ?? '', locationId);
  const emptied = () => numbers.filter((number) => shown(number) === 0);
  expect(emptied()).toEqual([]);
  expect(numbers.length).toBeGreaterThan(20);
  await first.stop();
  cpSync(folder, copy, { recursive: true });

  const second = await shop.start(folder, secrets);
  const half = numbers.slice(0, 12);
  for (const number of half) easycashier.count(number, storeNumber, 0);
  await shop.pass(5 * MINUTE);
  expect(emptied()).toEqual(half);
  await second.stop();

  const back = await shop.start(copy, secrets);
  if (isReadFirst) await settleLife(shop.pass, back);
  for (const number of numbers) easycashier.count(number, storeNumber, 0);
  await shop.pass(5 * MINUTE);
  if (!isReadFirst) await settleLife(shop.pass, back);
  await shop.pass(10 * MINUTE);
  return { back, emptied, half, numbers };
}

/** A person answers that the ledger was put back. */
async function settleLife(pass: (ms: number) => Promise<void>, life: Life): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await pass(MINUTE);
    for (const { inboxId, kind } of await openQuestions(life))
      if (kind.startsWith('ledger')) await life.engine.client.orders.resolve({ inboxId, choice: 'ignore' });
  }
}

it.each([
  ['before the rest falls', true],
  ['after the rest has fallen', false],
])('asks about the rest, where the copy was looked at %s', async (_when, isReadFirst) => {
  const { back, emptied, half } = await emptyInTwoLives({ isReadFirst });
  // What the life before wrote is taken for no other program's.
  expect(await kinds(back)).toEqual(['guardStopped']);
  expect(emptied()).toEqual(half);
});
