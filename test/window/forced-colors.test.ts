/** Where the system forces its few colours on every window, what is chosen or on still looks other than what is not. */
import type { Browser, Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { openAs, type Person, rowAt } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('in forced colours', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 60, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop, { mode: 'forced' });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  /** As it is drawn, with neither pointer nor focus on it. */
  const drawn = async (part: Locator) => {
    const { page } = person;
    await page.mouse.move(0, 0);
    await page.evaluate('document.activeElement?.blur()');
    return (await part.screenshot({ animations: 'disabled' })).toString('base64');
  };
  /** Both ways of it can be seen, and told apart. */
  const expectTold = async (part: Locator, turn: () => Promise<unknown>) => {
    const one = await drawn(part);
    await turn();
    const other = await drawn(part);
    expect(other).not.toBe(one);
    await part.evaluate((element) => {
      (element as unknown as { style: { opacity: string } }).style.opacity = '0';
    });
    const nothing = await drawn(part);
    expect([one, other]).not.toContain(nothing);
  };
  it('the current page is', async () => {
    const { page, open, t } = person;
    await open('articles');
    const link = page.getByRole('navigation').getByRole('link', { name: t('window.nav.articles') });
    await expectTold(link, () => open('orders'));
  });

  it('a switch that is on is, and one that is off can be seen', async () => {
    const { page, open, t } = person;
    await open('inbox');
    const shown = page.getByRole('switch', { name: t('window.inbox.showResolved') });
    await expectTold(page.locator('.mantine-Switch-track').first(), () => shown.click({ force: true }));
  });

  it('the chosen segment is', async () => {
    const { page, open, t } = person;
    await open('articles');
    await rowAt(page, 0).waitFor();
    const segment = (key: 'all' | 'onlyWebshop') =>
      page.locator('label').filter({ hasText: t(`window.articles.${key}`) });
    await expectTold(segment('all').first(), () => segment('onlyWebshop').first().click());
  });

  it('the chosen one of several is', async () => {
    const { page, open, press, t } = person;
    await open('articles');
    await press('window.articles.bulk');
    const radio = page.getByRole('radio', { name: t('window.articles.bulkList') });
    await expectTold(radio.locator('xpath=..'), () => radio.check());
    await page.keyboard.press('Escape');
  });

  it('a tile of the preview that is open is', async () => {
    const { page, open, press } = person;
    await open('sync');
    await press('window.sync.plan');
    const tile = page.locator('button[data-group="unchanged"]');
    await tile.waitFor();
    await expectTold(tile, () => tile.click());
  });
});
