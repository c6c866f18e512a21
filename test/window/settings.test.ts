/** Goes through the table of settings in the window: each that staff may see is there, is set, and is refused out of range. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingRow, staffSettings } from '../../shared/words/settings.ts';
import { otherValue } from '../contract/other-value.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { inspect } from './inspection.ts';
import { eventually, openAs, type Person } from './person.ts';
import { type ShopWindow, serveShop } from './served.ts';

describe.skipIf(chromiumPath === null)('the settings in the window', () => {
  let shop: ShopWindow;
  let browser: Browser;
  let person: Person;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([serveShop({ articles: 20, stores: 1, seed: 5 }), launchBrowser()]);
    person = await openAs(browser, shop);
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await shop?.end();
  });

  /** Another form of the screen has one as well. */
  const save = () => {
    const { page, t, button } = person;
    return button('window.common.save', {}, page.getByRole('form', { name: t('window.settings.pace') }));
  };

  it('are all there, with what each is for, and what is set in the window is set in the engine', async () => {
    const { page, t, open } = person;
    await open('settings');
    const wanted: Record<string, number | boolean> = {};
    for (const name of staffSettings) {
      const row = settingRow(name);
      const value = otherValue(name);
      wanted[name] = value;
      const label = t(`setting.${name}`);
      await person.sees(`window.settings.${name}About`);
      if (row.kind === 'switch') await page.getByRole('switch', { name: label }).click();
      else {
        const shown = row.unit === 'share' ? Number(value) * 100 : value;
        await page.getByRole('textbox', { name: label }).fill(String(shown).replace('.', ','));
      }
    }
    await save().click();
    await eventually(() => shop.ask((client) => client.activity.settings())).toMatchObject(wanted);
    await person.sees('window.settings.saved');
  });

  it('say what is allowed, and are not saved, while a number is out of range', async () => {
    const { page, t } = person;
    const field = page.getByRole('textbox', { name: t('setting.buffer') });
    await field.fill('99999');
    const allowed = { value: 99_999, min: 0, max: 10_000, unit: t('unit.pieces') };
    await person.sees('why.outOfRange', allowed);
    expect(await save().isDisabled()).toBe(true);
    await field.press('Enter');
    await field.fill('');
    expect(await save().isDisabled()).toBe(true);
    await field.fill('7');
    await save().click();
    await eventually(() => shop.ask((client) => client.activity.settings())).toMatchObject({ buffer: 7 });
    expect(person.complaints).toEqual([]);
  });

  it('lead to the licences of what the program is built of, each with its words', async () => {
    const { page, press, t } = person;
    await press('window.settings.licences');
    const dialog = page.getByRole('dialog', { name: t('window.settings.licences') });
    const library = dialog.getByRole('button', { name: /^react \d/ });
    await library.click();
    await dialog.getByText('Permission is hereby granted').waitFor();
    expect(await library.getAttribute('aria-expanded')).toBe('true');
    const { look, found } = inspect(page);
    await look('licences', { part: '[role="dialog"]' });
    expect(found).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(person.complaints).toEqual([]);
  });
});
