/** The week at a glance: sales, orders and what others changed, as figures with a picture of each; in every language, scheme and size. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { type Cell, cellWith, sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)('the week, %s', (locale) => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  let cell: Cell;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    await sendEverything(shop);
    cell = cellWith(shop, 9);
    person = await openAs(browser, shop, { locale });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  it('has what was sold and ordered today, each figure drawn below itself', async () => {
    const { page, t } = person;
    const { easycashier, shopify } = shop.session.shops.practice;
    easycashier.sell(cell.articleNumber, cell.storeNumber, 3);
    shopify.placeOrder({
      lines: [{ inventoryItemId: cell.item, quantity: 1 }],
      locationId: cell.locationId,
    });
    const days = async () => (await shop.ask((client) => client.activity.week())).days;
    await eventually(async () => (await days()).at(-1)?.figures).toEqual({
      sold: 3,
      orders: 1,
      found: 0,
      mended: 0,
    });
    await page.reload();
    const week = page.getByRole('region', { name: t('window.overview.week') });
    const sold = week.getByRole('row').filter({ hasText: t('week.sold') });
    await eventually(() => sold.getByRole('cell').allTextContents()).toEqual([
      '–',
      '–',
      '–',
      '–',
      '–',
      '–',
      '3',
    ]);
    const bars = () =>
      sold
        .locator('[data-of="sold"]')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect((await bars()).map((height) => height > 0)).toEqual([...Array(6).fill(false), true]);
    await week.getByText(t('week.noneWaits')).waitFor();
    const { look, found } = inspect(page);
    await look('overview, with a week');
    expect(found).toEqual([]);
  });

  it('has one article’s two numbers over time, with every event marked and in words', async () => {
    const { page, t } = person;
    await page.goto(`${shop.page('')}#/articles?article=${cell.articleNumber}`);
    const picture = page.getByRole('region', { name: t('window.story.course.title') });
    const { article, lines } = await shop.ask((client) =>
      client.articles.story({ articleNumber: cell.articleNumber }),
    );
    const own = lines.filter(({ storeNumber }) => storeNumber === cell.storeNumber || storeNumber === null);
    const shown = article.cells.find(({ storeNumber }) => storeNumber === cell.storeNumber);
    await picture.getByText(shown?.storeName ?? '?', { exact: true }).click();
    await eventually(() => picture.locator('[data-mark]').count()).toBe(own.length);
    const said = await picture.getByRole('figure').locator('figcaption').textContent();
    const { easycashier, shopify } = shown ?? {};
    expect(said).toContain(`→ ${easycashier}, Shopify`);
    expect(said).toMatch(new RegExp(`Shopify \\S+ → ${shopify}\\.`));
    for (const side of ['easycashier', 'shopify'])
      expect(await picture.locator(`[class*="drawing"] [data-side="${side}"]`).getAttribute('d')).toMatch(
        /^M0 .*H1000/,
      );
    const { look, found } = inspect(page);
    await look('story with its picture');
    expect(found).toEqual([]);
  });

  it('is drawn where the system forces its colours as well', async () => {
    const forced = await openAs(browser, shop, { locale, mode: 'forced', width: 911, height: 485 });
    const { page, t } = forced;
    const week = page.getByRole('region', { name: t('window.overview.week') });
    await week.locator('[data-of="sold"]').last().waitFor({ state: 'attached' });
    const colours = await page.evaluate<string[]>(`
      [[...document.querySelectorAll('[data-of="sold"]')].at(-1), document.body]
        .map((one) => getComputedStyle(one).backgroundColor)`);
    expect(colours[0]).not.toBe(colours[1]);
    const { look, found } = inspect(page);
    await look('overview with a week, forced colours');
    expect(found).toEqual([]);
    expect(forced.complaints).toEqual([]);
  });
});
