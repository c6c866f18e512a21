/** What a shop sees that is at work: every screen with something on it. */
import type { PracticeWorld } from '../../headless/practice-world.ts';
import { until } from '../programs/program.ts';
import type { ShopWindow } from '../window/served.ts';
import type { Stand } from './variants.ts';

/** An hour at the till and on the web, with what needs a person and what differs. */
export async function liveADay(shop: ShopWindow): Promise<void> {
  const { practice } = shop.world.shops;
  await shop.ask(async (client) => {
    const plan = await client.sync.plan();
    await client.sync.apply({
      planId: plan.planId,
      ...(plan.guard ? { confirmRows: plan.guard.confirmRows } : {}),
    });
  });
  await until(
    () => shop.ask(async (client) => (await client.activity.status()).run === null),
    60_000,
    'the first sync is done',
  );
  const goods = sellable(shop.world).slice(0, 24);
  for (const [index, sku] of goods.entries()) {
    const place = practice.places[index % practice.places.length];
    if (place === undefined) continue;
    practice.easycashier.sell(sku, place.storeNumber, 1 + (index % 2));
    if (index % 3 !== 0) continue;
    const order = practice.shopify.placeOrder({
      lines: [{ inventoryItemId: practice.shopify.itemIdBySku(sku) ?? '', quantity: 1 }],
      locationId: place.locationId,
    });
    if (index === 12) practice.shopify.cancelOrder(order.id, { restock: true });
    if (index === 6) practice.easycashier.deliver(sku, place.storeNumber, 12);
  }
  // What needs a person: goods that EasyCashier does not know, and more sold than there was.
  const [first = '', , last = ''] = goods.slice(-3);
  const sold = (sku: string, quantity: number) =>
    practice.shopify.placeOrder({
      lines: [{ inventoryItemId: practice.shopify.itemIdBySku(sku) ?? '', quantity }],
      locationId: practice.places[0]?.locationId ?? '',
    });
  practice.shopify.renameSku(practice.shopify.itemIdBySku(first) ?? '', 'KAMPANJ-01');
  sold('KAMPANJ-01', 1);
  sold(last, (practice.easycashier.balance(last, '1') ?? 0) + 2);
  await until(
    () => shop.ask(async (client) => (await client.activity.status()).queue.dirtyCells === 0),
    60_000,
    'all of it is sent',
  );
}

export async function shopScenes(stand: Stand, shop: ShopWindow): Promise<void> {
  const { page, translator, shoot, goTo } = stand;
  const { t } = translator;
  const [sku = ''] = sellable(shop.world);
  await goTo('/');
  await page.getByTestId('in-step').waitFor();
  await shoot('overview');
  await goTo('/articles');
  await page.locator('[role="row"][data-index="0"]').waitFor();
  await shoot('articles');
  await page.getByText(t('window.articles.onlyUnmatched'), { exact: true }).first().click();
  await shoot('articles-unmatched');
  await page.getByRole('button', { name: t('window.articles.bulk') }).click();
  await page.getByRole('dialog').waitFor();
  await shoot('articles-bulk');
  await page.keyboard.press('Escape');
  await goTo(`/articles?article=${encodeURIComponent(`"${sku}"`)}`);
  await page.getByRole('dialog').waitFor();
  await shoot('story');
  await page.keyboard.press('Escape');
  for (const screen of ['orders', 'inbox', 'stores', 'settings', 'webshop'] as const) {
    await goTo(`/${screen}`);
    await shoot(screen);
  }
  await goTo('/drift');
  await page.getByRole('button', { name: t('window.drift.check') }).click();
  await page
    .getByText(/\d+ (av|of) \d+|stämmer|agree/i)
    .first()
    .waitFor();
  await shoot('drift');
  await goTo('/sync');
  await page.getByRole('button', { name: t('window.sync.plan') }).click();
  await page.getByRole('button', { name: t('window.sync.planAgain') }).waitFor();
  await shoot('preview');
  const log = await page.context().newPage();
  await log.goto(new URL('/log.html', page.url()).href);
  await log.locator('[role="row"][data-index="0"]').waitFor();
  await shoot('log', log);
  await log.close();
}

function sellable({ shops }: PracticeWorld): string[] {
  const { catalogue, shopify, easycashier, places } = shops.practice;
  return catalogue.articles
    .filter(
      ({ articleNumber, trap, webshop, stockItem }) =>
        trap === null &&
        webshop &&
        stockItem &&
        shopify.itemIdBySku(articleNumber) !== undefined &&
        places.every(({ storeNumber }) => (easycashier.balance(articleNumber, storeNumber) ?? 0) >= 4),
    )
    .map(({ articleNumber }) => articleNumber);
}
