/** A chain of eight stores in the smallest window: the state is in sight, and every store's numbers can be reached. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { openAs, type Person, rowAt } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('the articles of a chain', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 40, stores: 8, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop, { width: 1024, height: 640 });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  it('show what matters first, and scroll sideways under their heads to the last store', async () => {
    const { page, open, t } = person;
    const places = shop.session.shops.practice.places;
    expect(places).toHaveLength(8);
    await open('articles');
    const row = rowAt(page, 0);
    const numbers = row.getByRole('img');
    await expect.poll(() => numbers.count()).toBe(8);
    const right = page.viewportSize()?.width ?? 0;
    const edges = async (locator: typeof row) => {
      const box = await locator.boundingBox();
      return { left: box?.x ?? -1, right: (box?.x ?? 0) + (box?.width ?? 0) };
    };
    expect((await edges(row.getByRole('button', { name: t('window.articles.why') }))).right).toBeLessThan(
      right,
    );
    expect((await edges(numbers.last())).right).toBeGreaterThan(right);

    await numbers.last().scrollIntoViewIfNeeded();
    const last = await edges(numbers.last());
    expect(last.right).toBeLessThanOrEqual(right);
    const head = await edges(page.getByRole('columnheader').last());
    expect(last.left).toBeGreaterThanOrEqual(head.left);
    expect(last.right).toBeLessThanOrEqual(head.right);
    expect(person.complaints).toEqual([]);
  });
});
