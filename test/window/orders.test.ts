/** Ordrar: found by name, goods, day and state; how many are booked; what is not and why; kept over a reload. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('the orders', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  const named = { booked: '', waiting: '' };
  const goods = { booked: '', waiting: '' };

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
    const { shopify, catalogue } = shop.session.shops.practice;
    const [one, other] = catalogue.articles
      .filter(({ webshop, stockItem, trap }) => webshop && stockItem && trap === null)
      .map(({ articleNumber }) => articleNumber)
      .filter((articleNumber) => shopify.itemIdBySku(articleNumber) !== undefined);
    Object.assign(goods, { booked: one, waiting: other });
    const place = (sku: string, routingDelayMs: number) =>
      shopify.placeOrder({
        lines: [{ inventoryItemId: shopify.itemIdBySku(sku) ?? '', quantity: 2 }],
        routingDelayMs,
      }).name;
    named.booked = place(goods.booked, 0);
    named.waiting = place(goods.waiting, 3_600_000);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const rows = () => person.page.getByRole('row').allTextContents();
  const shows = async (name: string, isShown: boolean) =>
    eventually(async () => (await rows()).some((text) => text.includes(name))).toBe(isShown);

  it('say how many are booked, and of the rest why not', async () => {
    const { page, open, t } = person;
    const { look, found } = inspect(page);
    await open('orders');
    await eventually(() => page.getByTestId('orders-booked').textContent()).toBe(
      t('window.orders.booked', { booked: 1, count: 2 }),
    );
    await shows(t('unbooked.waitingForRouting'), true);
    await look('orders, one of them waits');
    expect(found).toEqual([]);
  });

  it('are found by name, by goods and by state, and stay found over a reload', async () => {
    const { page, t } = person;
    const search = page.getByRole('searchbox');
    await search.fill(named.booked);
    await shows(named.waiting, false);
    await shows(named.booked, true);
    await search.fill(goods.waiting);
    await shows(named.booked, false);
    await page.reload();
    await shows(named.waiting, true);
    await shows(named.booked, false);
    expect(await page.getByRole('searchbox').inputValue()).toBe(goods.waiting);
    await page.getByRole('searchbox').fill('');
    await shows(named.booked, true);

    await page.getByRole('combobox', { name: t('column.state') }).click();
    await page.getByRole('option', { name: t('window.orders.onlyUnbooked') }).click();
    await shows(named.booked, false);
    await shows(named.waiting, true);
    await page.getByLabel(t('window.days.until')).fill('2020-01-01');
    await page.getByText(t('window.orders.noneTitle')).waitFor();
    expect(person.complaints).toEqual([]);
  });

  it('that took more than there was are told by the names of the stores, with the way to the order', async () => {
    const { page, open, t } = person;
    const { easycashier, shopify, places } = shop.session.shops.practice;
    for (const { storeNumber } of places) easycashier.count(goods.booked, storeNumber, 2);
    const inventoryItemId = shopify.itemIdBySku(goods.booked) ?? '';
    for (const { locationId } of places)
      await eventually(() => shopify.available(inventoryItemId, locationId)).toBe(2);
    const { name } = shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 5 }] });
    await open('inbox');
    const question = page.getByRole('listitem').filter({ hasText: t('inboxKind.oversold') });
    const [one, other] = places.map(({ storeName }) => storeName);
    const told = (here = '', there = '') =>
      question.filter({ hasText: ` i ${here} ` }).filter({
        hasText: t('window.inbox.elsewhere', {
          stores: t('window.inbox.elsewhereOne', { store: there, units: '2' }),
        }),
      });
    await told(one, other).or(told(other, one)).waitFor();
    const { look, found } = inspect(page);
    await look('more sold than there was');
    expect(found).toEqual([]);
    await question.getByRole('link', { name: t('window.inbox.order') }).click();
    await shows(name, true);
    await shows(named.waiting, false);
    expect(person.complaints).toEqual([]);
  });
});
