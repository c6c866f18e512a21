/** A write whose answer never came, and a program that is started again while Shopify is away. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';

const MINUTE = 60_000;
const shopifyUrl = 'http://127.0.0.1:4711';
let rig: ShopRig;
afterEach(() => rig.close());

it('is sent again as soon as Shopify answers, not at the next start', async () => {
  rig = await openShopRig();
  const { easycashier, shopify, places, catalogue } = rig.practice;
  const [place] = places;
  const article = catalogue.articles.find(
    ({ articleNumber }) => (easycashier.balance(articleNumber, place?.storeNumber ?? '') ?? 0) > 1,
  );
  const articleNumber = article?.articleNumber ?? '';
  const { storeNumber = '', locationId = '' } = place ?? {};
  const shown = () => shopify.level(shopify.itemIdBySku(articleNumber) ?? '', locationId)?.available;
  const computer = await rig.start('kassan', { pollSeconds: 3, code: null });
  const before = shown() ?? 0;

  computer.sent.length = 0;
  const isWriting = () => computer.sent.includes('SetQuantities');
  rig.network = (request) => (isWriting() && request.url.startsWith(shopifyUrl) ? 'fail' : null);
  easycashier.sell(articleNumber, storeNumber, 1);
  await rig.until(isWriting);
  await computer.stop();
  await rig.restart(computer);
  await rig.pass(3 * MINUTE);
  expect(shown()).toBe(before);
  rig.network = () => null;
  await rig.until(() => shown() === before - 1);
});
