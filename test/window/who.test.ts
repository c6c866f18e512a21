/** Who did that? Person and computer stand where the act is shown: the line of a pause, runs and their receipts, questions, the log and its file. */
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { sendEverything } from './in-step.ts';
import { inspect } from './inspection.ts';
import { openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

const who = `${userInfo().username} (${hostname()})`;

describe.skipIf(chromiumPath === null).each(['sv', 'en'] as const)('who did that, %s', (locale) => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop, { locale });
    await sendEverything(shop);
    // Goods that nobody can tell are asked about.
    const { shopify, places } = shop.session.shops.practice;
    const item = shopify.itemIds()[0] ?? '';
    shopify.renameSku(item, 'finns-inte');
    shopify.placeOrder({
      lines: [{ inventoryItemId: item, quantity: 1 }],
      locationId: places[0]?.locationId ?? '',
    });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  it('says it of a pause, a run and its receipt', async () => {
    const { page, press, open, t } = person;
    await press('window.pause.begin');
    await page.getByText(`(${t('doneBy', { who })})`).waitFor();
    await press('window.pause.end');
    await open('sync');
    const row = page.getByRole('row').filter({ hasText: who });
    await person.press('window.sync.open', {}, row);
    await page.getByText(` · ${t('doneBy', { who })}`).waitFor();
  });

  it('says it of an answer', async () => {
    const { page, open, t } = person;
    await open('inbox');
    const question = page.getByRole('listitem').filter({ hasText: t('inboxKind.unknownSku') });
    await question.waitFor();
    await person.press('choice.ignore', {}, question);
    await page.getByRole('switch', { name: t('window.inbox.showResolved') }).check({ force: true });
    await page
      .getByRole('listitem')
      .filter({ hasText: t('inboxKind.unknownSku') })
      .filter({ hasText: t('doneBy', { who }) })
      .waitFor();
  });

  it('says it in the log and in its file, which says that it does', async () => {
    const { context, t } = person;
    await shop.ask((client) => client.activity.setSettings({ guardDropShare: 0.9 }));
    const log = await context.newPage();
    await log.goto(shop.page('log.html'));
    const { look, found } = inspect(log);
    const row = (event: 'paused' | 'settingChanged') =>
      log.getByRole('row').filter({ hasText: t(`logEvent.${event}`) });
    await row('paused')
      .filter({ hasText: t('doneBy', { who }) })
      .waitFor();
    const setting = t('log.settingChanged', { setting: t('setting.guardDropShare'), was: 0.8, is: 0.9 });
    await row('settingChanged')
      .filter({ hasText: setting })
      .filter({ hasText: t('doneBy', { who }) })
      .waitFor();
    // The engine's own doing is nobody's.
    const pushed = log.getByRole('row').filter({ hasText: t('logEvent.pushed') });
    expect(await pushed.first().textContent()).not.toContain(t('doneBy', { who }));
    await look('log, with who');

    const button = person.button('window.log.export', {}, log);
    expect(await button.getAttribute('title')).toBe(t('window.log.exportAbout'));
    const [file] = await Promise.all([log.waitForEvent('download'), button.click()]);
    await log.getByText(t('window.log.exportAbout')).waitFor();
    const text = readFileSync(await file.path(), 'utf8');
    const [head = '', ...rows] = text.split('\r\n');
    expect(head).toMatch(new RegExp(`;${t('column.who')};${t('column.computer')}$`));
    const { username } = userInfo();
    expect(rows.find((one) => one.includes(t('logEvent.paused')))).toMatch(`;${username};${hostname()}`);
    expect(rows.find((one) => one.includes(t('logEvent.pushed')))).toMatch(/;;$/);
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
