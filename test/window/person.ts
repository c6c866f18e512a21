/** Somebody at a window who reads one language: what they press and what they are told, in the words of the dictionary. */
import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import type { RefusalArgs, RefusalCode } from '../../shared/contract/base.ts';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import {
  createTranslator,
  type Locale,
  type TranslationArgs,
  type TranslationKey,
  type Translator,
} from '../../shared/i18n/translate.ts';
import { type OpenedWindow, openWindow, type WindowOptions } from './browser.ts';
import type { Entrance } from './served.ts';

type Place = Page | Locator;

export interface Person extends OpenedWindow {
  readonly locale: Locale;
  readonly translator: Translator;
  readonly t: Translator['t'];
  /** A button, by what it says. */
  button(key: TranslationKey, args?: TranslationArgs, within?: Place): Locator;
  press(key: TranslationKey, args?: TranslationArgs, within?: Place): Promise<void>;
  /** To a screen by the menu; its title has come. */
  open(screen: Screen): Promise<void>;
  /** Text that is on screen. */
  sees(key: TranslationKey, args?: TranslationArgs, within?: Place): Promise<void>;
}

export type Screen =
  | 'overview'
  | 'articles'
  | 'drift'
  | 'webshop'
  | 'sync'
  | 'orders'
  | 'inbox'
  | 'stores'
  | 'settings';

export async function openAs(
  browser: Browser,
  entrance: Entrance,
  options: WindowOptions = {},
): Promise<Person> {
  const window = await openWindow(browser, entrance, options);
  return personAt(window, options.locale ?? 'sv');
}

/** The same window, read in another language. */
export function personAt(window: OpenedWindow, locale: Locale): Person {
  const { page } = window;
  const translator = createTranslator(locale);
  const { t } = translator;
  const button: Person['button'] = (key, args, within = page) =>
    within.getByRole('button', { name: t(key, args), exact: true });
  return {
    ...window,
    locale,
    translator,
    t,
    button,
    press: (key, args, within) => button(key, args, within).click(),
    open: async (screen) => {
      const name = t(`window.nav.${screen}`);
      await page.getByRole('navigation').getByRole('link', { name }).first().click();
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    },
    sees: (key, args, within = page) =>
      within.getByText(t(key, args), { exact: true }).first().waitFor({ state: 'visible' }),
  };
}

/** What a person sees sooner or later; the machine may be busy. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { interval: 40 });

/** What happened, what it means for the stock, what to press: all three, in one place, said aloud. */
export async function expectTold(
  { page, translator }: Person,
  code: RefusalCode,
  args: RefusalArgs = {},
): Promise<Locator> {
  const { what, stock, next } = explainRefusal(translator, code, args);
  const alert = page.getByRole('alert').filter({ hasText: what });
  await alert.waitFor();
  const said = await alert.textContent();
  expect(said).toContain(stock);
  expect(said).toContain(next);
  return alert;
}

/** A row of a table that has come, by its place. */
export const rowAt = (page: Page, index: number): Locator =>
  page.locator(`[role="row"][data-index="${index}"]`);

/** Fields are left as a person leaves them. */
export async function fill(page: Place, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(value);
  await field.blur();
}
