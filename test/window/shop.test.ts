/** A shop that is running: what staff see and press, from preview to undo, with the other sides away, in two windows. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';
import { chromiumPath, launchBrowser, openWindow } from './browser.ts';
import { type ShopWindow, serveShop } from './served.ts';

const FOR_EVER = 1_000_000;

describe.skipIf(chromiumPath === null)('a shop that is running', () => {
  let shop: ShopWindow;
  let browser: Browser;

  beforeAll(async () => {
    shop = await serveShop({ articles: 120, stores: 2, seed: 5 });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const menu = (page: Page, name: string) =>
    page.getByRole('navigation').getByRole('link', { name, exact: true });
  const chip = (page: Page) => page.getByTestId('chip');
  /** What the till and the web see: a stocked article that both sides know. */
  const goods = () => {
    const { catalogue, shopify, easycashier } = shop.session.shops.practice;
    const found = catalogue.articles.find(
      ({ articleNumber, trap, webshop, stockItem }) =>
        trap === null &&
        webshop &&
        stockItem &&
        shopify.itemIdBySku(articleNumber) !== undefined &&
        (easycashier.balance(articleNumber, '1') ?? 0) >= 5,
    );
    if (!found) throw new Error('no goods');
    return found.articleNumber;
  };
  const inShopify = (articleNumber: string) => {
    const { shopify, places } = shop.session.shops.practice;
    const item = shopify.itemIdBySku(articleNumber) ?? '';
    return shopify.level(item, places[0]?.locationId ?? '')?.available;
  };

  it('previews, sends just that, gives a receipt and takes it back', async () => {
    const { page, context, complaints } = await openWindow(browser, shop);
    await menu(page, 'Synka').click();
    await page.getByRole('button', { name: 'Synka alla artiklar' }).click();
    const send = page.getByRole('button', { name: /^Skicka \d+ lagersaldon till Shopify$/ });
    await send.waitFor();
    expect(shop.session.shops.practice.shopify.stats.quantitiesWritten, 'a preview writes nothing').toBe(0);
    const wanted = Number(/\d+/.exec((await send.textContent()) ?? '')?.[0]);
    // Each tile shows its own rows.
    await page.getByRole('button', { name: /Höjs/ }).click();
    await page.getByRole('grid').getByText('(+', { exact: false }).first().waitFor();
    await send.click();
    await page.getByTestId('receipt').waitFor();
    await expect
      .poll(() => page.getByTestId('receipt').textContent())
      .toContain(
        `${wanted - leftOver(await page.getByTestId('receipt').textContent())} lagersaldon skickades`,
      );
    await expect.poll(() => chip(page).textContent()).toMatch(/^\d+ av \d+ i fas · \d+ kan inte matchas$/);

    await page.getByRole('button', { name: 'Ångra', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Ångra \d+ lagersaldon$/ })
      .click();
    await page.getByText('Kvitto – Ångra').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
    // And forward again, for what follows.
    await shop.ask(async (client) => client.sync.apply({ planId: (await client.sync.plan()).planId }));
  });

  it('shows a sale at the till and a web order on both sides within seconds, and why', async () => {
    const articleNumber = goods();
    const { practice } = shop.session.shops;
    const { page, context, complaints } = await openWindow(browser, shop);
    await menu(page, 'Artiklar').click();
    await page.getByRole('searchbox').fill(articleNumber);
    await expect.poll(() => page.getByTestId('article-count').textContent()).toBe('1 artikel');

    const before = practice.easycashier.balance(articleNumber, '1') ?? 0;
    practice.easycashier.sell(articleNumber, '1', 1);
    await until(() => inShopify(articleNumber) === before - 1, 'the sale is in Shopify');
    const placed = practice.shopify.placeOrder({
      lines: [{ inventoryItemId: practice.shopify.itemIdBySku(articleNumber) ?? '', quantity: 2 }],
      locationId: practice.places[0]?.locationId ?? '',
    });
    await until(() => practice.easycashier.balance(articleNumber, '1') === before - 3, 'the order is booked');
    const numbers = page.getByRole('img', {
      name: new RegExp(`EasyCashier ${before - 3}, Shopify ${before - 3}`),
    });
    await numbers.waitFor();

    await page.getByRole('button', { name: `Varför är saldot fel? ${articleNumber}` }).click();
    const story = page.getByRole('dialog');
    await story.getByText('försäljning').first().waitFor();
    await story.getByText(`webborder ${placed.name}`).first().waitFor();
    await page.keyboard.press('Escape');

    await menu(page, 'Ordrar').click();
    await page
      .getByRole('row', { name: new RegExp(placed.name) })
      .getByText(`${articleNumber} −2`)
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is live in the log window, holds still while it is paused, and exports a file for Swedish Excel', async () => {
    const articleNumber = goods();
    const { practice } = shop.session.shops;
    const { page, context, complaints } = await openWindow(browser, shop);
    const [log] = await Promise.all([
      context.waitForEvent('page'),
      page
        .getByRole('navigation')
        .getByRole('button', { name: /Synklogg/ })
        .click(),
    ]);
    await log.getByRole('grid').getByText('Lagersaldo skickat').first().waitFor();
    await log.getByRole('searchbox').fill(articleNumber);
    const rows = log.locator('[role="row"][data-index]');
    await expect
      .poll(async () => (await rows.allTextContents()).every((text) => text.includes(articleNumber)))
      .toBe(true);

    await log.getByRole('button', { name: 'Pausa' }).click();
    const shown = await rows.count();
    practice.easycashier.sell(articleNumber, '1', 1);
    await log.getByRole('button', { name: /Fortsätt \(\d+ nya\)/ }).waitFor();
    expect(await rows.count()).toBe(shown);
    await log.getByRole('button', { name: /Fortsätt/ }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(shown);

    const [download] = await Promise.all([
      log.waitForEvent('download'),
      log.getByRole('button', { name: 'Exportera CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^synklogg-\d{4}-\d\d-\d\d\.csv$/);
    const file = readFileSync(await download.path());
    expect([...file.subarray(0, 3)], 'byte order mark').toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...lines] = file.toString('utf8').slice(1).trimEnd().split('\r\n');
    expect(head).toBe(
      'Tid;Händelse;Artikelnummer;Benämning;Butik;Plats;Före;Efter;Orsak;Resultat;I ord;Vem;Dator',
    );
    expect(lines.length).toBeGreaterThanOrEqual(shown);
    expect(lines.every((line) => line.includes(articleNumber))).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('says which side is away, since when, and what that means; and that it has come back', async () => {
    const { shopify, easycashier } = shop.session.shops.practice;
    const { page, context } = await openWindow(browser, shop);
    for (const [side, word, sentence] of [
      [shopify, 'Väntar på Shopify', 'Vi når inte Shopify just nu.'],
      [easycashier, 'Väntar på EasyCashier', 'Vi når inte EasyCashier just nu.'],
    ] as const) {
      side.faults.add({ kind: 'lost-before', times: FOR_EVER });
      easycashier.sell(goods(), '1', 1);
      await expect.poll(() => chip(page).textContent()).toContain(word);
      await page.getByRole('alert').getByText(sentence).waitFor();
      side.faults.clear();
      await expect.poll(() => chip(page).textContent()).toMatch(/^\d+ av \d+ i fas · \d+ kan inte matchas$/);
      expect(await page.getByRole('alert').count()).toBe(0);
    }
    await context.close();
  });

  it('asks a person to type how many, when many would fall to 0 at once', async () => {
    const { practice } = shop.session.shops;
    await shop.ask((client) => client.activity.setSettings({ shadow: true }));
    for (const { articleNumber, webshop } of practice.catalogue.articles) {
      if (webshop && (practice.easycashier.balance(articleNumber, '1') ?? 0) > 0) {
        practice.easycashier.count(articleNumber, '1', 0);
      }
    }
    const { page, context } = await openWindow(browser, shop);
    await menu(page, 'Synka').click();
    await page.getByRole('button', { name: 'Synka alla artiklar' }).click();
    const send = page.getByRole('button', { name: /^Skicka \d+ lagersaldon till Shopify$/ });
    await send.waitFor();
    await shop.ask((client) => client.activity.setSettings({ shadow: false }));
    const written = practice.shopify.stats.quantitiesWritten;
    await send.click();
    const dialog = page.getByRole('dialog');
    const rows =
      /\d+/.exec(
        (await dialog.getByRole('textbox').getAttribute('aria-label')) ??
          (await dialog.locator('label').textContent()) ??
          '',
      )?.[0] ?? '';
    const confirm = dialog.getByRole('button', { name: /Skicka/ });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('1');
    expect(await confirm.isDisabled()).toBe(true);
    expect(practice.shopify.stats.quantitiesWritten, 'nothing was sent').toBe(written);
    await dialog.getByRole('textbox').fill(rows);
    await confirm.click();
    await page.getByTestId('receipt').waitFor();
    await context.close();
  });

  it('shows two windows the same, each in its own language', async () => {
    const swedish = await openWindow(browser, shop);
    const english = await openWindow(browser, shop, { locale: 'en' });
    await menu(swedish.page, 'Synka').waitFor();
    await menu(english.page, 'Sync').waitFor();
    const number = async (page: Page) =>
      (await page.getByTestId('in-step').textContent())?.replaceAll(/\D/g, '');
    await expect.poll(async () => (await number(swedish.page)) === (await number(english.page))).toBe(true);
    await english.page.getByText('SV', { exact: true }).click();
    await menu(english.page, 'Synka').waitFor();
    expect([...swedish.complaints, ...english.complaints]).toEqual([]);
    await swedish.context.close();
    await english.context.close();
  });
});

/** `2 blev kvar` */
function leftOver(receipt: string | null): number {
  return Number(/(\d+) blev kvar/.exec(receipt ?? '')?.[1] ?? 0);
}
