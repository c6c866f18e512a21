/** An article's story: its number sent now, and its orders, there and back, from the log too. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)(
  'the story of an article, %s',
  (locale) => {
    let shop: ShopWindow;
    let browser: Browser;
    let person: Person;
    const cell = { articleNumber: '', storeNumber: '', storeName: '', item: '', locationId: '' };
    const number = { before: 0, target: 0 };

    beforeAll(async () => {
      [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
      person = await openAs(browser, shop, { locale });
      const { easycashier, shopify, places } = shop.session.shops.practice;
      const [place = { storeNumber: '', storeName: '', locationId: '' }] = places;
      // What is sent first is taken back, so that there is a number that nobody but a person sends.
      const row = await shop.ask(async (client) => {
        const { planId, guard } = await client.sync.plan();
        const { runId } = await client.sync.apply({
          planId,
          ...(guard ? { confirmRows: guard.confirmRows } : {}),
        });
        const undone = await client.sync.undo({ runId });
        const { rows } = await client.sync.runShow({ runId: undone.runId, state: 'done' });
        return rows.find(
          ({ articleNumber, storeNumber }) =>
            storeNumber === place.storeNumber && (easycashier.balance(articleNumber, storeNumber) ?? 0) >= 3,
        );
      });
      const articleNumber = row?.articleNumber ?? '';
      Object.assign(cell, { ...place, articleNumber, item: shopify.itemIdBySku(articleNumber) ?? '' });
      Object.assign(number, {
        before: available(),
        target: easycashier.balance(articleNumber, place.storeNumber),
      });
    });
    photographFailures(() => person?.page);
    afterAll(async () => {
      await browser?.close();
      await shop?.end();
    });

    const available = () =>
      shop.session.shops.practice.shopify.level(cell.item, cell.locationId)?.available ?? -1;
    const story = () => person.page.getByRole('dialog');
    const openStory = () =>
      person.page
        .getByRole('button', {
          name: `${person.t('window.articles.why')} ${cell.articleNumber}`,
          exact: true,
        })
        .click();

    it('sends its number now, and says what became of it in each store', async () => {
      const { page, t, open, press, button } = person;
      const { look, found } = inspect(page);
      expect(number.before).not.toBe(number.target);
      await open('articles');
      await page.getByRole('searchbox').fill(cell.articleNumber);
      await openStory();
      await press('window.story.send.go', {}, story());
      await page
        .getByTestId('sent-now')
        .getByText(
          t('window.story.send.sent', {
            store: cell.storeName,
            before: String(number.before),
            after: String(number.target),
          }),
        )
        .waitFor();
      expect(available()).toBe(number.target);
      await expect
        .poll(() => button('window.story.send.go', {}, story()).evaluate((one) => one.matches(':focus')))
        .toBe(true);
      await look('story, sent now');
      await press('window.story.send.go', {}, story());
      await page
        .getByTestId('sent-now')
        .getByText(t('window.story.send.equal', { store: cell.storeName, after: String(number.target) }))
        .waitFor();
      expect(found).toEqual([]);
    });

    it('leads to the order that moved it, and that one back', async () => {
      const { page, t, context } = person;
      const { practice } = shop.session.shops;
      const placed = practice.shopify.placeOrder({
        lines: [{ inventoryItemId: cell.item, quantity: 1 }],
        locationId: cell.locationId,
      });
      await until(
        () => practice.easycashier.balance(cell.articleNumber, cell.storeNumber) === number.target - 1,
        'the order is booked',
      );
      const words = `${t('logCause.webOrder')} ${placed.name}`;
      await story().getByRole('button', { name: words }).first().click();
      await page.getByRole('heading', { level: 1, name: t('window.nav.orders') }).waitFor();
      await eventually(() => page.getByRole('searchbox').inputValue()).toBe(placed.name);
      await page
        .getByRole('row', { name: new RegExp(placed.name) })
        .getByText(`${cell.articleNumber} −1`)
        .click();
      await story().getByText(t('window.story.now')).first().waitFor();
      await page.keyboard.press('Escape');
      const [log] = await Promise.all([
        context.waitForEvent('page'),
        page
          .getByRole('navigation')
          .getByRole('button', { name: new RegExp(t('window.nav.log')) })
          .click(),
      ]);
      await log.getByRole('searchbox').fill(placed.name);
      await log.getByRole('button', { name: words }).first().click();
      await eventually(() => page.getByRole('searchbox').inputValue()).toBe(placed.name);
      await page.getByRole('heading', { level: 1, name: t('window.nav.orders') }).waitFor();
      // The window that has opened the log is gone: another is opened.
      await page.close();
      const [other] = await Promise.all([
        context.waitForEvent('page'),
        log.getByRole('button', { name: words }).first().click(),
      ]);
      await eventually(() => other.getByRole('searchbox').inputValue()).toBe(placed.name);
      expect(person.complaints).toEqual([]);
    });
  },
);
