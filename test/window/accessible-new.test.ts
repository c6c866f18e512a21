/** Everybody can use it: what a new shop sees, connected to nothing and in practice mode, looked over screen by screen. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { chooseBranch, expectStep, typeEasyCashier } from './guide-steps.ts';
import { inspect } from './inspection.ts';
import { openAs, type Person, type Screen } from './person.ts';
import { type Served, serveWindow } from './served.ts';

const screens: readonly Screen[] = [
  'overview',
  'articles',
  'drift',
  'sync',
  'orders',
  'inbox',
  'stores',
  'settings',
];

describe.skipIf(chromiumPath === null)('everybody can use a new window', () => {
  let served: Served;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
    person = await openAs(browser, served);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  it('on the first screen and in the guide', async () => {
    const { page, press } = person;
    const { look, found } = inspect(page);
    await person.button('window.welcome.practise').waitFor();
    await look('welcome');
    await press('window.welcome.connect');
    await expectStep(person, 'app');
    await look('step 1');
    await chooseBranch(person, 'token');
    await look('step 1, token');
    await typeEasyCashier(person, {
      url: 'http://127.0.0.1:9',
      company: '556677-8899',
      username: 'ovning',
      password: 'ovning',
    });
    await press('window.guide.easycashier.connect');
    await page.getByRole('alert').waitFor();
    await look('step 1, a refusal');
    for (const step of ['places', 'webhooks'] as const) {
      await page.locator(`[data-step="${step}"]`).click();
      await page.locator(`[data-step="${step}"][aria-current="step"]`).waitFor();
      await look(`step ${step}, not reached`);
    }
    expect(found).toEqual([]);
  });

  it('on every screen that has nothing to show yet', async () => {
    const { look, found } = inspect(person.page);
    for (const screen of screens) {
      await person.open(screen);
      await look(screen);
    }
    await person.press('window.nav.collapse');
    await look('folded menu');
    await person.press('window.nav.expand');
    expect(found).toEqual([]);
  });

  it('in practice mode', async () => {
    const { page, press, open, t } = person;
    const { look, found } = inspect(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await open('settings');
    await press('window.settings.practise');
    await page.getByRole('complementary', { name: t('window.practice.title') }).waitFor();
    await open('webshop');
    await look('practice, step 1');
    await page.getByRole('combobox', { name: t('window.practice.article') }).click();
    await page.getByRole('option').first().waitFor();
    await look('practice, a list that is open', { part: '[role="listbox"]' });
    await page.keyboard.press('Escape');
    await press('window.practice.close');
    await look('practice, panel away');
    expect(found).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
