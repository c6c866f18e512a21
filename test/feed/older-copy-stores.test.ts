/** A copy of the ledger is put back that knows other stores than the one that wrote last: what that one booked is asked about all the same. */
import { cpSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { endLives, type Kept, type Life, MINUTE, newFolder, openQuestions, world } from './lives.ts';

afterEach(endLives);

/** A copy from while the store had no location; the order since was booked when it had. */
async function copyWithoutStore() {
  const shop = world();
  const { run, practice } = shop.rig;
  const [place] = practice.places;
  if (!place) throw new Error('a shop without a store');
  const [folder, copy] = [newFolder(), newFolder()];
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  await shop.activate(first.engine);
  await run(first.engine.client.stores.unmap({ storeNumber: place.storeNumber }));
  await first.stop();
  cpSync(folder, copy, { recursive: true });
  const second = await shop.start(folder, secrets);
  const map = ({ engine }: Life) =>
    run(engine.client.stores.map({ storeNumber: place.storeNumber, location: place.locationId }));
  await map(second);
  await shop.buy(1);
  await shop.pass(MINUTE);
  await second.stop();
  expect([shop.balance(), shop.available()]).toEqual([99, 99]);
  return { shop, copy, secrets, map };
}

it('asks about both halves of an order that gives its goods back before the store has its location again', async () => {
  const { shop, copy, secrets, map } = await copyWithoutStore();
  const { shopify } = shop.rig.practice;
  const life = await shop.start(copy, secrets);
  await shop.pass(5 * MINUTE);
  shopify.cancelOrder(shopify.orders()[0]?.id ?? '', { restock: true });
  await shop.pass(5 * MINUTE);
  const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'takenOverOrder');
  const halves = ['+1', '-1'].map((units) => `${shop.articleNumber} ${units}`);
  expect(asked.map(({ args }) => args.articles).sort()).toEqual(halves);
  for (const { inboxId, args } of asked) {
    const choice = String(args.articles).includes(' -') ? 'booked' : 'notBooked';
    await life.engine.client.orders.resolve({ inboxId, choice });
  }
  await map(life);
  await shop.pass(5 * MINUTE);
  expect([shop.balance(), shop.available()]).toEqual([100, 100]);
});
