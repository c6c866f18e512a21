/** How many are held back: of one article in its story, of many at once; what it will send is said before, and it is shown wherever a number is lower for it. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)('a buffer, %s', (locale) => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  const cell = { articleNumber: '', storeNumber: '', storeName: '', item: '', locationId: '' };
  let atFirst = 0;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop, { locale });
    await sendEverything(shop);
    const { easycashier, shopify, places, catalogue } = shop.session.shops.practice;
    const [place = { storeNumber: '', storeName: '', locationId: '' }] = places;
    const article = catalogue.articles.find(
      ({ articleNumber, webshop, stockItem, trap }) =>
        trap === null &&
        webshop &&
        stockItem &&
        shopify.itemIdBySku(articleNumber) !== undefined &&
        places.every(({ storeNumber }) => (easycashier.balance(articleNumber, storeNumber) ?? 0) >= 3),
    );
    const articleNumber = article?.articleNumber ?? '';
    Object.assign(cell, { ...place, articleNumber, item: shopify.itemIdBySku(articleNumber) ?? '' });
    atFirst = available();
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const available = () =>
    shop.session.shops.practice.shopify.level(cell.item, cell.locationId)?.available ?? -1;
  const story = () => person.page.getByRole('dialog');
  const preview = () => person.page.getByTestId('buffer-preview');
  const openStory = async () => {
    const { page, t } = person;
    await page
      .getByRole('button', { name: `${t('window.articles.why')} ${cell.articleNumber}`, exact: true })
      .click();
    await person.button('window.buffer.change', {}, story()).click();
  };

  it('of one article is set in its story, which says what it will send before', async () => {
    const { page, t, button, open, sees } = person;
    const { look, found } = inspect(page);
    await open('articles');
    await page.getByRole('searchbox').fill(cell.articleNumber);
    await openStory();
    const everywhere = story().getByRole('textbox', { name: t('window.buffer.every'), exact: true });
    await expect.poll(() => everywhere.evaluate((field) => field.matches(':focus'))).toBe(true);
    await everywhere.fill('1,5');
    await sees('window.buffer.whole', { min: 0, max: 10_000 }, story());
    expect(await button('window.buffer.go', {}, story()).isDisabled(), 'a half').toBe(true);
    await everywhere.fill('1');
    await preview()
      .getByText(t('window.buffer.sends', { count: 2 }))
      .waitFor();
    await preview()
      .getByText(`${atFirst} → ${atFirst - 1}`)
      .first()
      .waitFor();
    await look('story, a buffer before it is saved');
    expect(available(), 'nothing is sent before').toBe(atFirst);
    await page.keyboard.press('Enter');
    await eventually(available).toBe(atFirst - 1);
    await story()
      .getByText(t('window.buffer.held', { units: 1 }), { exact: true })
      .first()
      .waitFor();
    const opener = button('window.buffer.change', {}, story());
    await expect.poll(() => opener.evaluate((one) => one.matches(':focus'))).toBe(true);
    await look('story, a buffer');
    await page.keyboard.press('Escape');
    await page
      .getByRole('img', {
        name: `${t('window.articles.cellLabel', {
          store: cell.storeName,
          easycashier: atFirst,
          shopify: atFirst - 1,
        })}, ${t('window.buffer.held', { units: 1 })}`,
      })
      .waitFor();
    expect(found).toEqual([]);
  });

  it('of one store counts before that of all, and an emptied field after it', async () => {
    const { page, t } = person;
    await openStory();
    const inStore = story().getByRole('textbox', { name: cell.storeName, exact: true });
    await inStore.fill('2');
    await preview()
      .getByText(`${atFirst - 1} → ${atFirst - 2}`)
      .waitFor();
    await page.keyboard.press('Enter');
    await eventually(available).toBe(atFirst - 2);
    await person.press('window.buffer.change', {}, story());
    expect(await inStore.inputValue()).toBe('2');
    await inStore.fill('');
    await person.press('window.buffer.goSend', { count: 1 }, story());
    await eventually(available).toBe(atFirst - 1);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('');
    await page.getByText(t('window.articles.onlyBuffered'), { exact: true }).click();
    await expect
      .poll(() => page.getByTestId('article-count').textContent())
      .toBe(t('window.articles.count', { count: 1 }));
  });

  it('of what a list shows is set and taken away at once', async () => {
    const { page, t, press } = person;
    const { look, found } = inspect(page);
    await press('window.articles.bulk');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(t('window.articles.bulkBuffer'), { exact: true }).click();
    const shown = dialog.getByRole('radio', { name: t('window.articles.bulkShown', { count: 1 }) });
    expect(await shown.isChecked(), 'what is on the screen is meant').toBe(true);
    await dialog.getByRole('textbox', { name: t('window.buffer.units') }).fill('3');
    await preview()
      .getByText(`${atFirst - 1} → ${atFirst - 3}`)
      .waitFor();
    await look('bulk, buffers');
    await press('window.buffer.goMany', { count: 1 }, dialog);
    await dialog.getByText(t('window.buffer.saved', { count: 2 })).waitFor();
    await eventually(available).toBe(atFirst - 3);
    await dialog.getByRole('radio', { name: t('window.articles.bulkBufferFile') }).check();
    await dialog.locator('input[type="file"]').setInputFiles({
      name: 'buffert.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`Artikelnummer;Butik;Buffert\n${cell.articleNumber};;standard\n`),
    });
    await press('window.buffer.goMany', { count: 1 }, dialog);
    await eventually(available).toBe(atFirst);
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
