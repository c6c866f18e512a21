/** Many boxes unticked at once, and taken back: from the notice, the dialog and the log; just those that stand as they were left. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)('a change of many boxes, %s', (locale) => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;
  let chosen: string[] = [];

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop, { locale });
    const { articles } = await shop.ask((client) => client.articles.list({ webshop: true, limit: 4 }));
    chosen = articles.map(({ articleNumber }) => articleNumber);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const ticked = async () => {
    const { articles } = await shop.ask((client) => client.articles.list({ webshop: true, limit: 1_000 }));
    return chosen.filter((number) => articles.some(({ articleNumber }) => articleNumber === number));
  };
  const dialog = () => person.page.getByRole('dialog');
  const notice = () =>
    person.page
      .getByRole('alert')
      .filter({ hasText: person.t('window.articles.bulkDone', { count: 4, same: 0 }) });
  const untickAll = async () => {
    const { t, press } = person;
    await press('window.articles.bulk');
    await dialog().getByText(t('window.articles.bulkOff'), { exact: true }).click();
    await dialog()
      .getByRole('radio', { name: t('window.articles.bulkList') })
      .check();
    await dialog()
      .getByRole('textbox', { name: t('window.articles.bulkPaste') })
      .fill(chosen.join('\n'));
    await press('window.articles.bulkGoOff', { count: 4 }, dialog());
  };

  it('is taken back from the notice, but for what somebody has changed since', async () => {
    const { open, press, button, t } = person;
    const { look, found } = inspect(person.page);
    await open('articles');
    // Time enough to close the dialog and work on.
    const { faults } = shop.session.shops.practice.easycashier;
    faults.add({ kind: 'delay', match: 'PUT', ms: 3_000 });
    await untickAll();
    await button('window.common.close', {}, dialog()).last().click();
    await dialog().waitFor({ state: 'hidden' });
    await notice().waitFor();
    await eventually(ticked).toEqual([]);
    const [own = ''] = chosen;
    await shop.ask((client) => client.articles.setWebshop({ on: true, articleNumbers: [own] }));
    await shop.ask((client) => client.articles.setWebshop({ on: false, articleNumbers: [own] }));
    await press('window.boxes.undo', {}, notice());
    const undo = dialog().filter({ hasText: t('window.boxes.title') });
    await undo.getByText(t('window.boxes.left', { count: 1 })).waitFor();
    await undo.getByText(t('window.boxes.onMeans')).waitFor();
    await look('undo of boxes?');
    await press('window.articles.bulkGoOn', { count: 3 }, undo);
    await undo.getByText(t('window.boxes.undone', { count: 3 })).waitFor();
    await undo.getByText(t('window.boxes.leftNamed', { count: 1, named: own })).waitFor();
    await look('undo of boxes, done');
    expect(await ticked()).toEqual(chosen.slice(1));
    await button('window.common.close', {}, undo).last().click();
    await undo.waitFor({ state: 'hidden' });
    expect(found).toEqual([]);
  });

  it('is taken back from the dialog that is opened again, and from the log', async () => {
    const { open, press, t, context } = person;
    await shop.ask((client) => client.articles.setWebshop({ on: true, articleNumbers: chosen }));
    await open('overview');
    await open('articles');
    await untickAll();
    await eventually(ticked).toEqual([]);
    await dialog()
      .getByText(t('window.articles.bulkDone', { count: 4, same: 0 }))
      .waitFor();
    await person.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await press('window.articles.bulk');
    await press('window.boxes.undo', {}, dialog());
    await press('window.articles.bulkGoOn', { count: 4 }, dialog());
    await eventually(ticked).toEqual(chosen);

    const log = await context.newPage();
    await log.goto(shop.page('log.html'));
    const { look, found } = inspect(log);
    const row = log.getByRole('row').filter({
      has: log.getByText(t('log.webshopUnticked', { boxes: 4 })),
    });
    await look('log, many boxes');
    await person.button('window.boxes.undo', {}, row.first()).click();
    await log.getByRole('dialog').getByText(t('window.boxes.nothing')).waitFor();
    const go = person.button('window.articles.bulkGoOn', { count: 0 }, log.getByRole('dialog'));
    expect(await go.isDisabled(), 'nothing is left to take back').toBe(true);
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
