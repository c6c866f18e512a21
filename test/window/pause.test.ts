/** »Pausa allt« in the top bar: said on every screen, over a reload too, and what waited goes when it ends. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { type Cell, cellWith, sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('a person who pauses everything', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  let cell: Cell;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
    await sendEverything(shop);
    cell = cellWith(shop, 3);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const available = () =>
    shop.session.shops.practice.shopify.level(cell.item, cell.locationId)?.available ?? -1;
  /** The button that has taken the place of the one that was pressed. */
  const hasFocus = (key: 'window.pause.begin' | 'window.pause.end') =>
    eventually(() => person.button(key).evaluate((one) => one.matches(':focus'))).toBe(true);
  const isWaiting = () => shop.ask(async (client) => (await client.activity.status()).queue.dirtyCells);

  it('presses one button, and is told so on every screen', async () => {
    const { page, press, button, open, sees, t } = person;
    const { look, found } = inspect(page);
    const before = available();
    await press('window.pause.begin');
    await button('window.pause.end').waitFor();
    await hasFocus('window.pause.end');
    await sees('window.pause.meaning');
    await eventually(() => page.getByTestId('chip').textContent()).toContain(t('window.top.allPaused'));
    const { easycashier } = shop.session.shops.practice;
    easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
    await eventually(isWaiting).toBe(1);
    await sees('window.pause.waiting', { count: 1 });
    await look('overview, paused');
    await open('sync');
    await page.reload();
    await button('window.pause.end').waitFor();
    expect(await button('window.pause.begin').count(), 'the switch is off').toBe(0);
    expect(available(), 'nothing is sent').toBe(before);
    expect(found).toEqual([]);
  });

  it('goes on, and what waited is sent', async () => {
    const { press, button } = person;
    const before = available();
    await press('window.pause.end');
    await button('window.pause.begin').waitFor();
    await hasFocus('window.pause.begin');
    await eventually(available).toBe(before - 1);
    expect(person.complaints).toEqual([]);
  });
});
