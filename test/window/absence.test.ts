/** The computer was off over the weekend: one line on the overview says how long, and what was done after it. */
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../engine/ledger/database.ts';
import { writeState } from '../../engine/ledger/engine-state.ts';
import { epochMs, shopTime } from '../../shared/words/time.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

const HOUR = 3_600_000;

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)('after a weekend, %s', (locale) => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    await sendEverything(shop);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  it('says in one line how long it was away, what was fetched and what was sent', async () => {
    const { easycashier, shopify, places, catalogue } = shop.session.shops.practice;
    const [place = { storeNumber: '', locationId: '' }] = places;
    const [ordered = '', ...sold] = catalogue.articles
      .filter(
        ({ articleNumber, webshop, stockItem, trap }) =>
          trap === null &&
          webshop &&
          stockItem &&
          shopify.itemIdBySku(articleNumber) !== undefined &&
          (easycashier.balance(articleNumber, place.storeNumber) ?? 0) >= 3,
      )
      .map(({ articleNumber }) => articleNumber)
      .slice(0, 4);
    expect(sold).toHaveLength(3);
    const { activatedAt } = await shop.ask((client) => client.activity.status());
    // What is placed before the cut-over is no order of ours.
    await eventually(() => Date.now() > epochMs(activatedAt ?? shopTime(0)) + 1_000).toBe(true);
    await shop.die();
    const ledger = openDatabase({ path: join(shop.dataDir, 'ledger.sqlite') });
    writeState(ledger, 'caughtUpAt', shopTime(Date.now() - 62 * HOUR));
    // What has happened so far happened before the weekend.
    ledger.run('UPDATE log SET at = at - ?', 63 * HOUR);
    ledger.close();
    for (const articleNumber of sold) easycashier.sell(articleNumber, place.storeNumber, 1);
    for (const quantity of [1, 1])
      shopify.placeOrder({
        lines: [{ inventoryItemId: shopify.itemIdBySku(ordered) ?? '', quantity }],
        locationId: place.locationId,
      });
    await shop.startAgain();
    person = await openAs(browser, shop, { locale });
    const { page, t } = person;
    const { look, found } = inspect(page);
    const line = page.getByTestId('absence');
    const said = `${t('away.hours', { hours: 62 })} ${t('away.orders', { orders: 2 })}, ${t('away.pushes', { pushes: 3 })}.`;
    await eventually(() => line.textContent()).toContain(said);
    await look('overview, after an absence');
    await line.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: t('window.nav.orders') }).waitFor();
    await eventually(() => page.getByTestId('orders-booked').textContent()).toBe(
      t('window.orders.booked', { booked: 2, count: 2 }),
    );
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
