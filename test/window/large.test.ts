/** 100,000 articles and as many log lines: the window stays quick, and holds only what is in sight. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser, openWindow } from './browser.ts';
import { writeLargeLedger } from './large-ledger.ts';
import { type Served, serveWindow } from './served.ts';

const ARTICLES = 100_000;
const LOG_LINES = 100_000;
/** The goals on a quiet machine, in milliseconds; what is asserted leaves room for a slower one. */
const [FIRST_ROWS_MS, SEARCH_MS] = [1_200, 100];
const ROOM = 4;
const TRIES = 5;

/** The shortest of some tries: whatever else the machine does adds to one of them, and never takes off. `goal`: enough is enough. */
async function shortest(goal: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < TRIES && least >= goal; n += 1) least = Math.min(least, await measure());
  return least;
}

/** Milliseconds from the event to the frame in which the first row has the text, by the page's own clock. */
async function timed(page: Page, event: string, text: string, act: () => Promise<void>): Promise<number> {
  await page.evaluate(`void (globalThis.painted = new Promise((resolve) => {
    addEventListener(${JSON.stringify(event)}, ({ timeStamp }) => {
      const look = () => {
        if (document.querySelector('[role="row"][data-index="0"]')?.textContent.includes(${JSON.stringify(text)}))
          requestAnimationFrame(() => resolve(performance.now() - timeStamp));
        else requestAnimationFrame(look);
      };
      look();
    }, { capture: true, once: true });
  }))`);
  await act();
  return page.evaluate<number>('globalThis.painted');
}

describe.skipIf(chromiumPath === null)('a large shop', () => {
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    served = await serveWindow({}, (dataDir) => writeLargeLedger(dataDir, ARTICLES, LOG_LINES));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  const scrollTo = (page: Page, share: number) =>
    page.locator('[role="grid"] > [role="presentation"]').evaluate((node: unknown, to: number) => {
      const viewport = node as { scrollTop: number; scrollHeight: number };
      viewport.scrollTop = viewport.scrollHeight * to;
    }, share);
  const rows = (page: Page) => page.locator('[role="row"][data-index]');
  /** A row whose number has come. */
  const filled = (page: Page, index: number) =>
    page.locator(`[role="row"][data-index="${index}"]`).getByText(/^\d{7}$/);

  it('shows its first rows soon, finds by three letters, and scrolls to the end with few rows in the page', async () => {
    const firstRows = await shortest(FIRST_ROWS_MS, async () => {
      const fresh = await openWindow(browser, served);
      const link = fresh.page.getByRole('link', { name: 'Artiklar', exact: true });
      await link.waitFor();
      const ms = await timed(fresh.page, 'click', '0000000', () => link.click());
      await fresh.context.close();
      return ms;
    });
    const { page, context, complaints } = await openWindow(browser, served);
    await page.getByRole('link', { name: 'Artiklar', exact: true }).click();
    await expect.poll(() => page.getByTestId('article-count').textContent()).toMatch(/^100\s000 artiklar$/);
    expect(await rows(page).count()).toBeLessThanOrEqual(60);

    await page.keyboard.press('/');
    await page.keyboard.type('Honung 9999');
    await expect.poll(() => page.getByTestId('article-count').textContent()).toBe('1 artikel');
    const search = await shortest(SEARCH_MS, async () => {
      await page.keyboard.press('Backspace');
      await expect.poll(() => page.getByTestId('article-count').textContent()).toBe('19 artiklar');
      return timed(page, 'keydown', 'Honung 99986', () => page.keyboard.type('8'));
    });
    await page.getByRole('searchbox').fill('');
    await filled(page, 0).waitFor();
    const scrolled = performance.now();
    let most = 0;
    for (let step = 1; step <= 20; step += 1) {
      await scrollTo(page, step / 20);
      await page.waitForTimeout(20);
      most = Math.max(most, await rows(page).count());
    }
    await filled(page, ARTICLES - 1).waitFor();
    const toTheEnd = performance.now() - scrolled;
    expect(most).toBeLessThanOrEqual(60);
    expect(
      await page
        .locator(`[data-index="${ARTICLES - 1}"]`)
        .getByText('0099999')
        .count(),
    ).toBe(1);

    process.stdout.write(
      `window of ${ARTICLES} articles: first rows ${firstRows.toFixed(0)} ms, search ${search.toFixed(0)} ms , to the end ${toTheEnd.toFixed(0)} ms, at most ${most} rows\n`,
    );
    expect(firstRows).toBeLessThan(FIRST_ROWS_MS * ROOM);
    expect(search).toBeLessThan(SEARCH_MS * ROOM);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('walks with the keyboard: End, Home, Enter opens the story, Escape gives the focus back', async () => {
    const { page, context } = await openWindow(browser, served);
    await page.getByRole('link', { name: 'Artiklar', exact: true }).click();
    await filled(page, 0).waitFor();
    await rows(page).first().focus();
    await page.keyboard.press('End');
    await filled(page, ARTICLES - 1).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('0099999', { exact: false }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const focused = () => page.evaluate<string | null>('document.activeElement.getAttribute("data-index")');
    await expect.poll(focused).toBe(String(ARTICLES - 1));
    await page.keyboard.press('Home');
    await filled(page, 0).waitFor();
    await context.close();
  });

  it('shows 100,000 lines of the log page by page', async () => {
    const { page, context, complaints } = await openWindow(browser, served);
    await page.goto(served.page('log.html'));
    await page.locator('[role="row"][data-index="3"]').getByText('Lagersaldo skickat').waitFor();
    for (let step = 0; step < 12; step += 1) {
      await scrollTo(page, 1);
      await page.waitForTimeout(60);
      expect(await rows(page).count()).toBeLessThanOrEqual(60);
    }
    const shown = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    expect(shown).toBeGreaterThan(2_000);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
