/** Everybody can use it: the screens and dialogs of a shop that is at work, looked over one by one. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { openAs, type Person, rowAt } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('everybody can use the window of a shop', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 120, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const close = async () => {
    await person.page.keyboard.press('Escape');
    await person.page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  it('from the preview to the receipt and the way back', async () => {
    const { page, open, press } = person;
    const { look, found } = inspect(page);
    const { faults } = shop.session.shops.practice.shopify;
    await open('sync');
    await press('window.sync.plan');
    const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
    await send.waitFor();
    await look('preview');
    // Time enough to look the question over, on a busy machine too.
    faults.add({ kind: 'delay', match: 'SetQuantities', ms: 15_000 });
    await send.click();
    await press('window.sync.cancel');
    await page.getByRole('dialog').waitFor();
    await look('cancel?');
    await press('window.sync.cancelKeep', {}, page.getByRole('dialog'));
    await page.getByTestId('receipt').waitFor();
    await look('receipt');
    await press('window.sync.undo');
    await page.getByRole('dialog').waitFor();
    await look('undo?');
    await close();
    expect(found).toEqual([]);
  });

  it('with articles, their stories and their bulk', async () => {
    const { page, open, press, t } = person;
    const { look, found } = inspect(page);
    await open('articles');
    await rowAt(page, 5).getByRole('switch').waitFor();
    await look('articles');
    await press('window.articles.bulk');
    await page.getByRole('radio', { name: t('window.articles.bulkList') }).check();
    await look('bulk');
    await close();
    await page.getByText(t('window.articles.onlyUnmatched'), { exact: true }).first().click();
    await page.getByText(t('miss.noSuchSku.what')).first().waitFor();
    await look('unmatched');
    await rowAt(page, 0).getByRole('button').last().click();
    await page.getByRole('dialog').getByRole('table').first().waitFor();
    await look('story');
    await close();
    expect(found).toEqual([]);
  });

  it('with orders, questions, differences and the log', async () => {
    const { page, context, open, press, t } = person;
    const { look, found } = inspect(page);
    const { shopify, places } = shop.session.shops.practice;
    const [item, unknown] = shopify.items();
    shopify.renameSku(unknown?.id ?? '', 'KAMPANJ-01');
    const locationId = places[0]?.locationId ?? '';
    for (const { id = '' } of [item, unknown].filter((one) => one !== undefined)) {
      shopify.placeOrder({ lines: [{ inventoryItemId: id, quantity: 1 }], locationId });
    }
    await open('inbox');
    await page.getByText('KAMPANJ-01', { exact: false }).first().waitFor();
    await look('inbox');
    await open('orders');
    await page.getByText(/^#\d+/).first().waitFor();
    await look('orders');
    await open('drift');
    await page.locator('.recharts-bar-rectangle').first().first().waitFor();
    await look('drift of 30 days');
    await press('window.drift.check');
    await page
      .getByText(/\d+ (av|saldon)/)
      .first()
      .waitFor();
    await look('drift');
    await open('overview');
    await page.getByTestId('in-step').waitFor();
    await look('overview');
    await page.getByText(t('window.overview.chartWait'), { exact: true }).click();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    await look('overview: how long changes waited');
    const log = await context.newPage();
    await log.goto(shop.page('log.html'));
    await log.getByRole('grid').getByText(t('logEvent.pushed')).first().waitFor();
    await look('log', { page: log });
    await log.close();
    expect(found).toEqual([]);
  });

  it('with the question before the shop is emptied', async () => {
    const { page, open, press } = person;
    const { look, found } = inspect(page);
    const { catalogue, easycashier } = shop.session.shops.practice;
    await shop.ask((client) => client.activity.setSettings({ shadow: true }));
    for (const { articleNumber, webshop } of catalogue.articles) {
      if (webshop && (easycashier.balance(articleNumber, '1') ?? 0) > 0)
        easycashier.count(articleNumber, '1', 0);
    }
    await open('sync');
    await press('window.sync.plan');
    const pressed = page.locator('button[data-group][aria-pressed="true"]');
    await expect
      .poll(() => pressed.evaluateAll((all) => all.map((one) => one.dataset.group)))
      .toEqual(['zeroed', 'skipped']);
    await page.locator('[data-primary]').filter({ hasText: /\d/ }).click();
    await page.getByRole('dialog').waitFor();
    await look('guard?');
    await close();
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
