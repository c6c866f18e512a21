/** The looks that every screen is pictured in. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { createTranslator, type Locale, type Translator } from '../../shared/i18n/translate.ts';
import { openWindow } from '../window/browser.ts';

export interface Variant {
  readonly locale: Locale;
  readonly scheme: 'light' | 'dark';
}

export const variants: readonly Variant[] = [
  { locale: 'sv', scheme: 'light' },
  { locale: 'sv', scheme: 'dark' },
  { locale: 'en', scheme: 'light' },
  { locale: 'en', scheme: 'dark' },
];

/** The smallest window, a usual one and a large monitor. */
export const sizes = {
  small: { width: 1024, height: 640 },
  usual: { width: 1440, height: 900 },
  large: { width: 1920, height: 1080 },
} as const;
type Size = keyof typeof sizes;

export const isSize = (name: string): name is Size => Object.hasOwn(sizes, name);

/** One window in one look, and a camera for it. */
export interface Stand {
  readonly page: Page;
  readonly translator: Translator;
  readonly variant: Variant;
  /** A picture a size. */
  shoot(scene: string, page?: Page): Promise<void>;
  /** To a screen of the menu, by its address. */
  goTo(hash: string): Promise<void>;
  close(): Promise<void>;
}

export interface StandOptions {
  readonly browser: Browser;
  readonly address: string;
  readonly variant: Variant;
  readonly folder: string;
  readonly sizes: readonly Size[];
}

export async function openStand({
  browser,
  address,
  variant,
  folder,
  ...given
}: StandOptions): Promise<Stand> {
  const { page, context } = await openWindow(browser, address, { ...variant, ...sizes.usual });
  const translator = createTranslator(variant.locale);
  const shoot: Stand['shoot'] = async (scene, other = page) => {
    for (const size of given.sizes) {
      await other.setViewportSize(sizes[size]);
      // Panels fold by width, charts are drawn anew, skeletons give way.
      await other.waitForLoadState('networkidle').catch(() => undefined);
      await other.waitForTimeout(350);
      const name = `${scene}.${variant.locale}.${variant.scheme}.${size}.png`;
      await other.screenshot({ path: join(folder, name), animations: 'disabled' });
    }
    await other.setViewportSize(sizes.usual);
  };
  return {
    page,
    translator,
    variant,
    shoot,
    goTo: async (hash) => {
      await page.evaluate((to) => {
        (globalThis as unknown as { location: { hash: string } }).location.hash = to;
      }, `#${hash}`);
      await page.locator('#main h1, h1').first().waitFor();
    },
    close: () => context.close(),
  };
}
