/** A store is counted: begun under Butiker, seen wherever one is, and ended with both sides as the shelf is. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('a store that is being counted', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  let name = '';

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
    await sendEverything(shop);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  it('begins after what it means has been said, and is told on every screen', async () => {
    const { page, open, press, sees, t } = person;
    const { look, found } = inspect(page);
    const [store] = shop.session.shops.practice.places;
    const { stores } = await shop.ask((client) => client.stores.list());
    name = stores.find((one) => one.storeNumber === store?.storeNumber)?.name ?? '';
    await open('stores');
    await press('window.stocktake.beginOf', { store: name });
    await sees('window.stocktake.beginAbout');
    await look('begin?');
    await press('window.stocktake.begin', {}, page.getByRole('dialog'));
    await page.getByRole('button', { name: t('window.stocktake.endOf', { store: name }) }).waitFor();
    await look('stores, one is being counted');
    await eventually(() => page.getByTestId('chip').textContent()).toContain(
      t('window.top.stocktake', { store: name }),
    );
    await open('overview');
    await sees('window.stocktake.goingHow');
    await look('overview, a store is being counted');
    expect(found).toEqual([]);
  });

  it('sends what was counted when it is over, less what was ordered meanwhile', async () => {
    const { page, press } = person;
    const { practice } = shop.session.shops;
    const { easycashier, shopify, places, catalogue } = practice;
    const [{ storeNumber, locationId } = { storeNumber: '', locationId: '' }] = places;
    const article = catalogue.articles.find(
      ({ articleNumber, webshop, stockItem }) =>
        webshop && stockItem && (easycashier.balance(articleNumber, storeNumber) ?? 0) >= 3,
    );
    const sku = article?.articleNumber ?? '';
    const item = shopify.itemIdBySku(sku) ?? '';
    shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 2 }], locationId });
    await eventually(() =>
      shop.ask(async (client) => (await client.activity.status()).queue.pendingBookings),
    ).toBe(1);
    easycashier.count(sku, storeNumber, 44);
    await press('window.stocktake.endOf', { store: name });
    await press('window.stocktake.end', {}, page.getByRole('dialog'));
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(() => [
      easycashier.balance(sku, storeNumber),
      shopify.level(item, locationId)?.available,
    ]).toEqual([42, 42]);
    await eventually(() => page.getByTestId('chip').textContent()).toMatch(
      /^\d+ av \d+ i fas · \d+ kan inte matchas$/,
    );
    expect(person.complaints).toEqual([]);
  });
});
