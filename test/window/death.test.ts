/** The engine dies in the middle of a run, with two windows open: both say so, come back by themselves, and the run goes on. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';
import { chromiumPath, enter, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('a run while the engine dies', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  let log: Page;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([
      serveShop({ articles: 1_400, stores: 2, seed: 8, traps: false }),
      launchBrowser(),
    ]);
    person = await openAs(browser, shop);
    log = await openLog(person.context);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const openLog = async (context: BrowserContext) => {
    const page = await context.newPage();
    await page.goto(shop.page('log.html'));
    await page.getByRole('grid').waitFor();
    return page;
  };
  const chip = (page: Page) => page.getByTestId('chip');
  /** `Skickar 250 av 1 240` */
  const sending = /^(Skickar|Sending) [\d\s,]+ (av|of) [\d\s,]+$/;
  /** From now on, each batch in turn; the last figure is that of all that follow. So late that there is time to look, and to interrupt. */
  const answerAfter = (...delays: readonly number[]) => {
    const { faults } = shop.session.shops.practice.shopify;
    faults.clear();
    for (const [n, ms] of delays.entries())
      faults.add({ kind: 'delay', match: 'SetQuantities', ms, times: n < delays.length - 1 ? 1 : 1_000 });
  };
  const differing = () => {
    const { catalogue, easycashier, shopify, places } = shop.session.shops.practice;
    return catalogue.articles
      .filter(({ webshop }) => webshop)
      .flatMap(({ articleNumber }) =>
        places.map(({ storeNumber, locationId }) => ({
          easycashier: Math.max(0, Math.floor(easycashier.balance(articleNumber, storeNumber) ?? 0)),
          shopify: shopify.level(shopify.itemIdBySku(articleNumber) ?? '', locationId)?.available,
        })),
      )
      .filter((cell) => cell.easycashier !== cell.shopify).length;
  };

  it('shows how far it has come, and is paused', async () => {
    const { page, open, press, sees, t } = person;
    await open('sync');
    await press('window.sync.plan');
    const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
    await send.waitFor();
    answerAfter(1_500, 6_000);
    await send.click();
    await page.getByRole('progressbar', { name: / av / }).waitFor({ state: 'attached' });
    await eventually(() => chip(page).textContent()).toMatch(sending);
    await press('window.sync.pause');
    await sees('window.sync.isPaused');
    await eventually(() => chip(page).textContent()).toBe(t('window.top.paused'));
  });

  it('is the same run in a second window, in another language, and goes on from there', async () => {
    const other = await openAs(browser, shop, { locale: 'en' });
    await other.open('sync');
    await other.sees('window.sync.isPaused');
    answerAfter(15_000); // it must not have ended before it is killed
    await other.press('window.sync.resume');
    await person.button('window.sync.pause').waitFor();
    for (const { page } of [person, other]) {
      await eventually(() => chip(page).textContent()).toMatch(sending);
    }
    expect(other.complaints).toEqual([]);
    await other.context.close();
  });

  it('is killed: every window says what that means and what to do', async () => {
    await shop.die();
    for (const page of [person.page, log]) {
      const alert = page.getByRole('alert').filter({ hasText: person.t('window.trouble.away.what') });
      await alert.waitFor();
      const said = await alert.textContent();
      expect(said).toContain(person.t('window.trouble.away.stock'));
      expect(said).toContain(person.t('window.trouble.away.nextInBrowser'));
      await person.button('window.trouble.again', {}, alert).waitFor();
    }
    await eventually(() => chip(person.page).textContent()).toBe(person.t('window.top.away'));
    expect(differing()).toBeGreaterThan(0);
  });

  it('is started again: the windows say what opens them and are back without a touch, the run goes on to its end, both sides are equal', async () => {
    const { page, context, t } = person;
    answerAfter(6_000);
    await shop.startAgain();
    // It knows them no more, and says what opens them.
    for (const page of [person.page, log]) {
      const alert = page.getByRole('alert').filter({ hasText: t('window.trouble.shut.what') });
      await alert.getByText(t('window.trouble.shut.next')).waitFor();
    }
    // As the person does who opens the address that the program has printed.
    const opened = await context.newPage();
    await enter(opened, shop);
    await eventually(() => chip(page).textContent()).toMatch(sending);
    expect(await page.getByRole('alert').count()).toBe(0);
    await log.getByText(t('window.log.live'), { exact: true }).waitFor();
    shop.session.shops.practice.shopify.faults.clear();
    const receipt = page.getByTestId('receipt');
    await receipt.waitFor();
    expect(await receipt.textContent()).not.toContain(t('window.sync.receiptCancelled'));
    await until(() => differing() === 0, 'both sides are equal');
    await eventually(() => chip(page).textContent()).toBe(t('window.top.inStep'));
    // The log follows what happens now.
    const { catalogue, easycashier } = shop.session.shops.practice;
    const sold = catalogue.articles.find(
      ({ articleNumber, webshop }) => webshop && (easycashier.balance(articleNumber, '1') ?? 0) >= 1,
    );
    easycashier.sell(sold?.articleNumber ?? '', '1', 1);
    const lines = log.locator('[role="row"][data-index]').filter({ hasText: sold?.articleNumber ?? '' });
    // Told by the sales report, or by the scan that a start begins with: whichever comes first is its cause.
    await lines
      .filter({ hasText: t('logEvent.pushed') })
      .first()
      .waitFor();
    expect(person.complaints).toEqual([]);
  });
});
