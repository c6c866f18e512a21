/** One window in one look, and a camera for it. */
import type { Browser, Locator, Page } from 'playwright';
import { createTranslator, type Locale, locales, type Translator } from '../../shared/i18n/translate.ts';
import { type Mode, modes, openWindow } from '../window/browser.ts';
import type { Entrance } from '../window/served.ts';

export interface Variant {
  readonly locale: Locale;
  readonly mode: Mode;
}

export const variants: readonly Variant[] = locales.flatMap((locale) =>
  modes.map((mode) => ({ locale, mode })),
);

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Frame {
  /** Another window than the stand's own. */
  readonly page?: Page;
  /** What the scene is about, where it is not the whole window. */
  readonly part?: Locator;
  /** Around the part. */
  readonly margin?: number;
  /** Of the window, where the usual one shows too little of it or more than it needs. */
  readonly size?: Partial<Size>;
}

/** Takes a scene's pictures, in whatever sizes it likes. */
export type Camera = (scene: string, page: Page, frame: Frame) => Promise<void>;

export interface Stand {
  readonly page: Page;
  readonly translator: Translator;
  readonly variant: Variant;
  shoot(scene: string, frame?: Frame): Promise<void>;
  /** To a screen of the menu, by its address. */
  goTo(hash: string): Promise<void>;
  close(): Promise<void>;
}

export interface StandOptions {
  readonly browser: Browser;
  readonly entrance: Entrance;
  readonly variant: Variant;
  readonly size: Size;
  readonly camera: Camera;
}

export async function openStand({ browser, entrance, variant, size, camera }: StandOptions): Promise<Stand> {
  const { page, context } = await openWindow(browser, entrance, { ...variant, ...size });
  const translator = createTranslator(variant.locale);
  return {
    page,
    translator,
    variant,
    shoot: (scene, frame = {}) => camera(scene, frame.page ?? page, frame),
    goTo: async (hash) => {
      await page.evaluate((to) => {
        (globalThis as unknown as { location: { hash: string } }).location.hash = to;
      }, `#${hash}`);
      await page.locator('#main h1, h1').first().waitFor();
    },
    close: () => context.close(),
  };
}

/** Panels fold by width, charts are drawn anew, skeletons give way. */
export async function holdStill(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(350);
}
