/** »Flytta till en ny dator« in two windows: the old one leaves a file, the new one opens it in step 1 and asks for the keys. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, expectTold, openAs, type Person } from './person.ts';
import { type Served, type ShopWindow, serveShop, serveWindow } from './served.ts';

describe.skipIf(chromiumPath === null)('a move to a new computer', () => {
  let shop: ShopWindow;
  let fresh: Served;
  let browser: Browser;
  let old: Person;
  let next: Person;
  let path = '';

  beforeAll(async () => {
    [shop, fresh, browser] = await Promise.all([
      serveShop({ articles: 20, stores: 1, seed: 5 }),
      serveWindow(),
      launchBrowser(),
    ]);
    old = await openAs(browser, shop);
    next = await openAs(browser, fresh);
  });
  photographFailures(() => next?.page);
  afterAll(async () => {
    await browser?.close();
    await fresh?.end();
    await shop?.end();
  });

  it('ends the writing on the old one, says so, and names the file', async () => {
    const { page, t, open, press } = old;
    await open('settings');
    await press('window.move.leave');
    const dialog = page.getByRole('dialog');
    await old.sees('window.move.leaveMeans', {}, dialog);
    await press('window.move.leave', {}, dialog);
    const section = page.getByRole('region', { name: t('window.move.title') });
    path = (await section.locator('code').textContent()) ?? '';
    expect(path).toMatch(/moved-\d{4}-\d{2}-\d{2}\.sqlite$/);
    await press('window.move.takeBack');
    await old.sees('window.move.takeBackMeans', {}, dialog);
    await press('window.common.cancel', {}, dialog);
    expect(await section.locator('code').textContent()).toBe(path);
    const { look, found } = inspect(page);
    await look('moved from');
    expect(found).toEqual([]);
    const { troubles } = await shop.ask((client) => client.activity.status());
    expect(troubles.ledger?.code).toBe('movedAway');
    expect(old.complaints).toEqual([]);
  });

  it('is opened in step 1 of the new one, which knows the shop and asks for the keys', async () => {
    const { page, t, press, sees } = next;
    await press('window.welcome.connect');
    await press('window.move.have');
    const field = page.getByRole('textbox', { name: t('window.move.path') });
    await field.fill('/nowhere/moved.sqlite');
    await press('window.move.open');
    await expectTold(next, 'badMoveFile', { file: 'moved.sqlite', why: 'missing' });
    await field.fill(path);
    const { look, found } = inspect(page);
    await look('a file from another computer');
    expect(found).toEqual([]);
    await press('window.move.open');
    await eventually(() => fresh.ask((client) => client.activity.status())).toMatchObject({
      shop: shop.session.shops.credentials.shopify.shop,
    });
    await page
      .getByText(shop.session.shops.credentials.shopify.shop.split('.')[0] ?? '')
      .first()
      .waitFor();
    await page.locator('[data-step="app"]').click();
    expect(await page.getByRole('region', { name: t('window.move.have') }).count()).toBe(0);
    await sees('window.guide.easycashier.connect');
    const { needsRelay } = await fresh.ask((client) => client.move.status());
    expect(needsRelay).toBe(true);
    await next.open('settings');
    await press('window.move.withoutRelay');
    const dialog = page.getByRole('dialog');
    await press('window.move.withoutRelay', {}, dialog);
    await eventually(() => fresh.ask((client) => client.move.status())).toMatchObject({ needsRelay: false });
    expect(next.complaints).toEqual([]);
  });
});
