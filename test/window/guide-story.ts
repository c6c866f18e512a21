/** What a new shop goes through, from the first screen to numbers that follow a sale, in whatever language. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locale } from '../../shared/i18n/translate.ts';
import { launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import {
  activate,
  chooseBranch,
  connectEasyCashier,
  connectShopify,
  createWebhooks,
  expectPlace,
  expectStep,
  grantedScopes,
  pickPlace,
  readPreflight,
} from './guide-steps.ts';
import { eventually, openAs, type Person, rowAt } from './person.ts';
import { chosenArticle, openPanel, tillAndWeb } from './practice-steps.ts';
import { type Served, serveWindow } from './served.ts';

/** The tests of one story; each begins where the one before has ended. */
export function tellPracticeStory(locale: Locale): void {
  let served: Served;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
    person = await openAs(browser, served, { locale, width: 1600, height: 900 });
    await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  it('is offered practice first, and is told by colour and word that nothing is for real', () =>
    offersPractice(person));
  it('step 1: connects both sides, Shopify by an older token and then by client id and secret', () =>
    connectsBothSides(person));
  it('step 2: a place by its pasted address, another from the list', () => choosesPlaces(person));
  it('step 3: everything is checked, the open orders are asked about, and Aktivera activates', () =>
    activatesAll(person));
  it('step 4: Skapa Webhooks, and the health of each', () => createsEveryWebhook(person));
  it('ticks Webshop on one article, and on a pasted list', () => ticksWebshop(person));
  it('the first preview, »Synka alla artiklar«, the receipt, and the way back', () => syncsAndUndoes(person));
  it('a sale at the practice till and a web order: the numbers move on both sides', () =>
    followsTillAndWeb(person));
  it('the log in a window of its own: filtered, searched, copied, and saved for Excel', () =>
    showsTheLog(person));
}

async function offersPractice(person: Person): Promise<void> {
  const { page, press, sees, t } = person;
  await sees('window.welcome.practice3');
  expect(await page.title()).toBe(t('window.title'));
  await press('window.welcome.practise');
  await expectStep(person, 'app');
  await sees('window.top.practice');
  const colour = (selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
  expect(await colour('[data-world=practice] > header')).not.toBe(await colour('body'));
  await eventually(() => page.getByTestId('chip').textContent()).toBe(t('window.top.notActivated'));
}

async function connectsBothSides(person: Person): Promise<void> {
  const { page, press, button, sees, t } = person;
  await connectEasyCashier(person);
  await page.getByText(t('window.guide.easycashier.found', { articles: 1_000, stores: 2 })).waitFor();
  await chooseBranch(person, 'token');
  await connectShopify(person);
  await press('window.guide.shopify.change');
  await chooseBranch(person, 'dashboard');
  await press('window.guide.shopify.connect');
  await button('window.guide.shopify.change').waitFor();
  const granted = Object.values(await grantedScopes(person));
  expect(granted).toEqual([true, true, true, true, true]);
  await sees('window.guide.stepDone');
  await press('window.guide.app.next');
  await expectStep(person, 'places');
}

async function choosesPlaces(person: Person): Promise<void> {
  const { page, press, t } = person;
  await page.getByRole('switch', { name: t('window.stores.several') }).click({ force: true });
  await page.locator('[data-store="1"]').getByText(t('window.stores.paste')).click();
  await expectPlace(person, '1', '57770000111', 'Butiken i Solna');
  await pickPlace(person, '2', 'Lagret i Borås');
  await expectPlace(person, '2', '57770001222', 'Lagret i Borås');
  await press('window.guide.places.next');
  await expectStep(person, 'activate');
}

async function activatesAll(person: Person): Promise<void> {
  const { press, sees } = person;
  const lines = await readPreflight(person);
  expect(Object.keys(lines).length).toBeGreaterThanOrEqual(8);
  expect(Object.values(lines)).not.toContain('failed');
  await sees('window.guide.openOrders.question');
  await activate(person, 'taken');
  await press('window.guide.activate.next');
}

async function createsEveryWebhook(person: Person): Promise<void> {
  await expectStep(person, 'webhooks');
  await createWebhooks(person);
  await person.press('window.guide.webhooks.next');
  await expectStep(person, 'finish');
}

async function ticksWebshop(person: Person): Promise<void> {
  const { page, open, press, t } = person;
  await open('articles');
  await page.getByRole('searchbox').fill('Pläd');
  const rows = page.locator('[role="row"][data-index]');
  await eventually(async () => (await rows.allTextContents()).every((text) => text.includes('Pläd'))).toBe(
    true,
  );
  const off = rows.filter({ hasText: t('window.articles.notWebshop') });
  const [one, ...more] = await off.locator('[role="gridcell"]:nth-child(2)').allTextContents();
  const box = (article = '') => page.getByRole('switch', { name: t('window.articles.toggle', { article }) });
  await box(one).click({ force: true });

  const list = [one, ...more].filter((number) => number !== undefined).slice(0, 3);
  await press('window.articles.bulk');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: t('window.articles.bulkList') }).check();
  await dialog.getByLabel(t('window.articles.bulkPaste')).fill(list.join('\n'));
  // One of them is ticked already.
  await press('window.articles.bulkGoOn', { count: list.length - 1 }, dialog);
  await dialog.getByText(t('window.articles.bulkDone', { count: list.length - 1, same: 1 })).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('searchbox').fill('');
}

async function syncsAndUndoes(person: Person): Promise<void> {
  const { page, open, press, t } = person;
  await open('webshop');
  await page.locator('[data-step="finish"]').click();
  await press('window.guide.finish.preview');
  await press('window.sync.plan');
  const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
  await send.waitFor();
  const count = Number((await send.textContent())?.replaceAll(/\D/g, ''));
  expect(await send.textContent()).toBe(t('window.sync.send', { count }));
  await send.click();
  // Progress while it lasts, then the receipt; a quick run may be over before anybody can look.
  const receipt = page.getByTestId('receipt');
  await receipt
    .or(page.getByRole('progressbar', { name: /\d/ }))
    .first()
    .waitFor();
  await receipt.waitFor();
  const said = (await receipt.textContent()) ?? '';
  const left = Number(
    /\d+$/.exec(said.split(t('window.sync.receiptLeft', { count: 0 }).slice(1))[0] ?? '')?.[0] ?? 0,
  );
  const sent = count - left;
  expect(said).toContain(t('window.sync.receiptDone', { count: sent }));
  await press('window.sync.undo');
  await press('window.sync.undoGo', { count: sent }, page.getByRole('dialog'));
  await page.getByRole('heading', { level: 2, name: t('runKind.undo') }).waitFor();
  await press('window.sync.planAgain');
  await send.waitFor();
  await send.click();
  await page.getByRole('heading', { level: 2, name: t('runKind.sync') }).waitFor();
}

async function followsTillAndWeb(person: Person): Promise<void> {
  const { page, open, t } = person;
  await openPanel(person);
  const article = await chosenArticle(person);
  const { easycashier, shopify } = await tillAndWeb(person);
  await open('articles');
  await page.getByRole('searchbox').fill(article);
  const cell = { store: 'Butiken i Solna', easycashier, shopify };
  await page.getByRole('img', { name: t('window.articles.cellLabel', cell) }).waitFor();
  await open('orders');
  const order = page.getByRole('row').filter({ hasText: `${article} −1` });
  await order.getByText(/^#\d+/).waitFor();
}

async function showsTheLog(person: Person): Promise<void> {
  const { page, context, t } = person;
  const [log] = await Promise.all([
    context.waitForEvent('page'),
    page
      .getByRole('navigation')
      .getByRole('button', { name: t('window.nav.log') })
      .click(),
  ]);
  const grid = log.getByRole('grid', { name: t('window.log.table') });
  const rows = log.locator('[role="row"][data-index]');
  await log.getByRole('button', { name: t('window.log.kind.orders'), exact: true }).click();
  await eventually(async () => (await rows.allTextContents()).every((text) => text.includes('#'))).toBe(true);
  await log.getByRole('button', { name: t('window.log.kind.pushed'), exact: true }).click();
  await grid.getByText(t('logEvent.pushed')).first().waitFor();
  expect(await rowAt(log, 0).textContent()).toMatch(/\d+ → \d+ \([+−-]\d+\)/);
  await rowAt(log, 0)
    .getByRole('button', { name: t('window.log.copyRow') })
    .click();
  const copied = await log.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d · .* · \d+ → \d+/);

  const [download] = await Promise.all([
    log.waitForEvent('download'),
    log.getByRole('button', { name: t('window.log.export'), exact: true }).click(),
  ]);
  const file = readFileSync(await download.path());
  expect([...file.subarray(0, 3)], 'byte order mark').toEqual([0xef, 0xbb, 0xbf]);
  const [head = ''] = file.toString('utf8').slice(1).split('\r\n');
  expect(head.split(';')).toEqual(expect.arrayContaining([t('column.time'), t('window.log.before')]));
  await log.close();
  expect(person.complaints).toEqual([]);
}
