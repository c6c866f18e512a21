/** Everything without a mouse: in order, seen where one is, by the shortcuts that are promised; and calm for who asks for it. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { eventually, openAs, type Person, rowAt } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

interface Focused {
  readonly name: string;
  readonly left: number;
  /** It looks otherwise than while somebody is elsewhere. */
  readonly isSeen: boolean;
  readonly region: string;
}

/** What can be seen of an element and of what stands around it; as text, for the page has no types here. */
const look = `(node) => [node, node.parentElement, node.nextElementSibling].filter(Boolean).map((one) => {
  const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, left } = getComputedStyle(one);
  return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, left].join(' ');
}).join('; ')`;
/** How everything looks while it is not where somebody is. */
const rememberLooks = `(() => {
  document.activeElement.blur();
  window.looks = new Map([...document.querySelectorAll('a, button, input, [tabindex]')].map((node) => [node, (${look})(node)]));
})()`;
const readFocus = `(() => {
  const node = document.activeElement;
  const said = node.getAttribute('aria-label') || node.textContent || node.getAttribute('placeholder') || '';
  return {
    name: said.trim().slice(0, 60),
    left: node.getBoundingClientRect().left,
    isSeen: window.looks?.get(node) !== (${look})(node),
    region: node.closest('header, nav, main, aside')?.tagName ?? '',
  };
})()`;

describe.skipIf(chromiumPath === null)('without a mouse', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 80, stores: 2, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  const focused = () => person.page.evaluate<Focused>(readFocus);
  const keys = async (...names: string[]) => {
    for (const name of names) await person.page.keyboard.press(name);
  };
  const focusedName = async () => (await focused()).name;

  it('Tab goes through the top, the menu and the screen, and it is always seen where one is', async () => {
    const { page, open, t } = person;
    await open('sync');
    await page.reload();
    await person.button('window.sync.plan').waitFor();
    const opened = await focused();
    expect(opened.name, 'the title of the screen that opens').toBe(t('window.nav.sync'));
    await page.evaluate(rememberLooks);
    await page.getByRole('heading', { level: 1 }).focus();
    const stops: Focused[] = [];
    do {
      await keys('Tab');
      stops.push(await focused());
    } while (stops.length < 60 && stops.at(-1)?.name !== t('window.nav.collapse'));
    const names = stops.map(({ name }) => name);
    expect(names[0], 'what comes first is the work of the screen').toBe(t('window.sync.plan'));
    // From there through the top and the menu in the order they are seen, and around again.
    const words = [
      'overview',
      'articles',
      'drift',
      'webshop',
      'sync',
      'orders',
      'inbox',
      'stores',
      'settings',
    ] as const;
    const menu: string[] = words.map((word) => t(`window.nav.${word}`));
    expect(names.filter((name) => menu.includes(name))).toEqual(menu);
    expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
  });

  it('the first stop of a window leads past the menu', async () => {
    const { page, t } = person;
    await page.evaluate('document.activeElement.blur(); document.body.focus()');
    await page.evaluate('window.getSelection().removeAllRanges()');
    const skip = person.button('window.nav.skip');
    await skip.focus();
    expect((await focused()).left, 'it comes into sight').toBeGreaterThanOrEqual(0);
    await keys('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await keys('Tab');
    expect(await focusedName()).toBe(t('window.sync.plan'));
  });

  it('Ctrl+Enter presses the primary button, first of the screen and then of the dialog', async () => {
    const { page, button } = person;
    await keys('Control+Enter');
    const send = page.locator('[data-primary]').filter({ hasText: /\d/ });
    await send.waitFor();
    await keys('Control+Enter');
    await page.getByTestId('receipt').waitFor();
    await button('window.sync.undo').focus();
    await keys('Enter');
    await page.getByRole('dialog').waitFor();
    await keys('Control+Enter');
    await page.getByRole('heading', { level: 2, name: person.t('runKind.undo') }).waitFor();
  });

  it('Escape closes, and the focus is where it was', async () => {
    const { page, open, button, t } = person;
    await open('articles');
    const bulk = button('window.articles.bulk');
    await bulk.focus();
    await keys('Enter');
    await page.getByRole('dialog').waitFor();
    // It cannot be left with Tab.
    for (let step = 0; step < 12; step += 1) {
      await keys('Tab');
      expect(await page.evaluate(`document.activeElement.closest('[role="dialog"]') !== null`)).toBe(true);
    }
    await keys('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(focusedName).toBe(t('window.articles.bulk'));
  });

  it('»/« searches, and is only a sign while somebody types', async () => {
    const { page } = person;
    await keys('/');
    await eventually(() => page.evaluate('document.activeElement.type')).toBe('search');
    await keys('1', '/', '2');
    expect(await page.getByRole('searchbox').inputValue()).toBe('1/2');
    await page.getByRole('searchbox').fill('');
  });

  it('a row is walked to and opened, its switch is pressed and keeps the focus', async () => {
    const { page } = person;
    await rowAt(page, 3).getByRole('switch').waitFor();
    await rowAt(page, 0).focus();
    await keys('ArrowDown', 'ArrowDown');
    await eventually(() => page.evaluate('document.activeElement.dataset.index')).toBe('2');
    await keys('Enter');
    await page.getByRole('dialog').waitFor();
    await keys('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(() => page.evaluate('document.activeElement.dataset.index')).toBe('2');
    const box = rowAt(page, 2).getByRole('switch');
    const before = await box.isChecked();
    await box.focus();
    await keys('Space');
    await eventually(() => box.isChecked()).toBe(!before);
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('switch');
  });

  it('nothing moves for somebody who has asked for calm', async () => {
    const { page, open } = person;
    await open('overview');
    const moving = () =>
      page.evaluate<number>(
        `[...document.querySelectorAll('*')].filter((node) => {
          const { animationName, animationDuration, transitionDuration } = getComputedStyle(node);
          const seconds = (text) => Math.max(...text.split(',').map(parseFloat));
          return (animationName !== 'none' && seconds(animationDuration) > 0.01) || seconds(transitionDuration) > 0.01;
        }).length`,
      );
    expect(await moving()).toBe(0);
    await open('articles');
    expect(await moving()).toBe(0);
    expect(person.complaints).toEqual([]);
  });
});
