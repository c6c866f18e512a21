/** Everybody can use it: the connection of a shop that is at work, its stores and settings, looked over one by one. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { openStep } from './guide-steps.ts';
import { inspect } from './inspection.ts';
import { openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('everybody can use the connection of a shop', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
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

  it('with the connection, its webhooks, and every question that is asked before something ends', async () => {
    const { page, open, press, t } = person;
    const { look, found } = inspect(page);
    await open('webshop');
    await page.getByRole('heading', { name: t('window.guide.health.title') }).waitFor();
    await look('health');
    await press('window.guide.deactivate.button');
    await look('deactivate?');
    await close();
    await openStep(person, 'places');
    await page.locator('[data-store] input').first().waitFor();
    await look('step 2');
    await openStep(person, 'activate');
    await page.locator('[data-check]').first().waitFor();
    await look('step 3');
    await openStep(person, 'webhooks');
    await page.getByRole('button', { name: t('window.guide.webhooks.menu') }).click();
    await page.getByRole('menuitem', { name: t('window.guide.webhooks.remove') }).waitFor();
    await look('menu of webhooks', { part: '[role="menu"]' });
    await page.getByRole('menuitem', { name: t('window.guide.webhooks.remove') }).click();
    await look('remove webhooks?');
    await close();
    await open('stores');
    await page.locator('[data-store] input').first().waitFor();
    await look('stores');
    await page
      .getByRole('button', { name: new RegExp(`^${t('window.stores.unmapOf', { store: '' }).slice(0, 12)}`) })
      .first()
      .click();
    await look('unmap?');
    await close();
    await open('settings');
    await look('settings');
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
