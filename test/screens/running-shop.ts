/** What a shop sees that is at work: every screen with something on it. */
import type { PracticeSession } from '../../host/practice/practice-session.ts';
import { until } from '../programs/program.ts';
import type { ShopAtWork } from './shop-at-work.ts';
import type { Stand } from './variants.ts';

/** An hour at the till and on the web, with what needs a person and what differs. */
export async function liveADay(shop: ShopAtWork): Promise<Day> {
  const { practice } = shop.session.shops;
  await syncAll(shop);
  const goods = sellable(shop.session).slice(0, 24);
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
  await quiet(shop);
  return { storied: await tellAStory(shop) };
}

/** What the scenes must know of it. */
interface Day {
  /** The article that has seen a bit of everything. */
  readonly storied: string;
}

async function syncAll(shop: ShopAtWork): Promise<void> {
  await shop.ask(async (client) => {
    const plan = await client.sync.plan();
    await client.sync.apply({
      planId: plan.planId,
      ...(plan.guard ? { confirmRows: plan.guard.confirmRows } : {}),
    });
  });
  await until(
    () => shop.ask(async (client) => (await client.activity.status()).run === null),
    'the first sync is done',
  );
}

/** Nothing waits in either direction. */
async function quiet(shop: ShopAtWork): Promise<void> {
  const isQuiet = async () => {
    const { queue } = await shop.ask((client) => client.activity.status());
    return queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0;
  };
  await until(isQuiet, 'all of it is sent');
}

/** One article, one thing after the other: a sale, a delivery, a web order, its cancellation, somebody else's change. */
async function tellAStory(shop: ShopAtWork): Promise<string> {
  const { shopify, easycashier, places } = shop.session.shops.practice;
  const [, storied = ''] = sellable(shop.session);
  const [{ locationId, storeNumber } = { locationId: '', storeNumber: '' }] = places;
  const item = shopify.itemIdBySku(storied) ?? '';
  const follow = async () => {
    const isFollowed = () =>
      shopify.level(item, locationId)?.available === easycashier.balance(storied, storeNumber);
    await until(isFollowed, 'both sides are equal');
    await quiet(shop);
  };
  easycashier.sell(storied, storeNumber, 1);
  await follow();
  easycashier.deliver(storied, storeNumber, 12);
  await follow();
  const order = shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 2 }], locationId });
  await follow();
  shopify.cancelOrder(order.id, { restock: true });
  await follow();
  shopify.adminSetAvailable(item, locationId, 99);
  await follow();
  easycashier.sell(storied, storeNumber, 1);
  await follow();
  return storied;
}

export async function shopScenes(stand: Stand, shop: ShopAtWork, { storied }: Day): Promise<void> {
  const { page, translator, shoot, goTo } = stand;
  const { t } = translator;
  await goTo('/');
  await page.getByTestId('in-step').waitFor();
  await shoot('overview');
  await goTo('/articles');
  await page.locator('[role="row"][data-index="0"]').waitFor();
  await shoot('articles');
  await page.getByText(t('window.articles.onlyUnmatched'), { exact: true }).first().click();
  await shoot('articles-unmatched', { size: { height: 660 } });
  await page.getByRole('button', { name: t('window.articles.bulk') }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('radio', { name: t('window.articles.bulkList') }).check();
  const unticked = shop.session.shops.practice.catalogue.articles
    .filter(({ webshop, stockItem }) => stockItem && !webshop)
    .slice(0, 3);
  await page
    .getByLabel(t('window.articles.bulkPaste'))
    .fill(unticked.map(({ articleNumber }) => articleNumber).join('\n'));
  await page.getByRole('button', { name: t('window.articles.bulkGoOn', { count: 3 }) }).waitFor();
  await shoot('articles-bulk', { part: page.getByRole('dialog') });
  await page.keyboard.press('Escape');
  await goTo(`/articles?article=${encodeURIComponent(`"${storied}"`)}`);
  await page.getByRole('dialog').getByText(t('window.story.events')).waitFor();
  await shoot('story', { part: page.getByRole('dialog'), margin: 0 });
  await page.keyboard.press('Escape');
  for (const screen of ['orders', 'inbox', 'stores', 'webshop'] as const) {
    await goTo(`/${screen}`);
    await shoot(screen);
  }
  await goTo('/settings');
  await shoot('settings', { part: page.getByRole('region', { name: t('window.settings.pace') }) });
  await goTo('/drift');
  changeByHand(shop);
  await page.getByRole('button', { name: t('window.drift.check') }).click();
  await page.locator('#main [role="status"]').waitFor();
  await shoot('drift');
  await quiet(shop);
  await goTo('/sync');
  await page.getByRole('button', { name: t('window.sync.plan') }).click();
  await page.getByRole('button', { name: t('window.sync.planAgain') }).waitFor();
  await shoot('preview');
  const log = await page.context().newPage();
  await log.goto(new URL('log.html', page.url()).href);
  await log.locator('[role="row"][data-index="0"]').waitFor();
  await shoot('log', { page: log });
  await log.close();
  await goTo('/');
  await withoutShopify(shop, async () => {
    await page.getByRole('alert').waitFor();
    await shoot('overview-waiting');
  });
}

/** Somebody has written in Shopify's admin: it is there to be found, until it is brought back. */
function changeByHand({ session }: ShopAtWork): void {
  const { shopify, places } = session.shops.practice;
  for (const [index, sku] of sellable(session).slice(40, 43).entries())
    shopify.adminSetAvailable(
      shopify.itemIdBySku(sku) ?? '',
      places[index % 2]?.locationId ?? '',
      50 + index,
    );
}

/** Shopify does not answer meanwhile, and things go on at the till. */
async function withoutShopify(shop: ShopAtWork, work: () => Promise<void>): Promise<void> {
  const { shopify, easycashier } = shop.session.shops.practice;
  shopify.faults.add({ kind: 'lost-before', times: 1_000_000 });
  for (const sku of sellable(shop.session).slice(30, 37)) easycashier.sell(sku, '1', 1);
  try {
    await work();
  } finally {
    shopify.faults.clear();
  }
  await until(
    () => shop.ask(async (client) => (await client.activity.status()).troubles.shopify === null),
    'Shopify is back',
  );
  await quiet(shop);
}

/** One store's stock is counted to nothing, as if by mistake; shadow mode keeps it from being sent. */
export async function largeFall(shop: ShopAtWork): Promise<void> {
  const { catalogue, easycashier } = shop.session.shops.practice;
  await syncAll(shop);
  await shop.ask((client) => client.activity.setSettings({ shadow: true }));
  for (const { articleNumber, webshop } of catalogue.articles) {
    if (webshop && (easycashier.balance(articleNumber, '1') ?? 0) > 0)
      easycashier.count(articleNumber, '1', 0);
  }
}

/** Many numbers would fall to 0: the preview shows which, and asks before it sends. */
export async function guardScenes({ page, translator: { t }, shoot, goTo }: Stand): Promise<void> {
  await goTo('/sync');
  await page.getByRole('button', { name: t('window.sync.plan') }).click();
  await page.getByRole('button', { name: t('window.sync.planAgain') }).waitFor();
  await shoot('guard-preview');
  await page.locator('[data-primary]').click();
  await page.getByRole('dialog').waitFor();
  await shoot('guard', { part: page.getByRole('dialog') });
  await page.keyboard.press('Escape');
  await goTo('/inbox');
  await page.getByText(t('inboxKind.guardStopped')).first().waitFor();
  await shoot('guard-inbox');
}

function sellable({ shops }: PracticeSession): string[] {
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
