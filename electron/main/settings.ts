/** What the desktop itself remembers, in a file of its own: never a secret, nothing about stock. */
import Store from 'electron-store';
import { z } from 'zod';
import { type Locale, locales } from '../../shared/i18n/translate.ts';
import { keptUpdates, nothingKept } from './updates/kept.ts';

const bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  isMaximized: z.boolean(),
});
export type Bounds = z.infer<typeof bounds>;

const kept = z.object({
  locale: z.enum(locales).optional().catch(undefined),
  main: bounds.optional().catch(undefined),
  log: bounds.optional().catch(undefined),
  /** How large everything is drawn, of the usual size. */
  zoom: z.number().min(1).max(2).catch(1),
  /** The person knows that a closed window does not end the program. */
  knowsTray: z.boolean().catch(false),
  updates: keptUpdates.catch(nothingKept),
});
type Kept = z.infer<typeof kept>;

export interface Settings {
  get<Name extends keyof Kept>(name: Name): Kept[Name];
  set<Name extends keyof Kept>(name: Name, value: NonNullable<Kept[Name]>): void;
}

export function openSettings(): Settings {
  const store = new Store<Record<string, unknown>>({ name: 'desktop', clearInvalidConfig: true });
  return {
    get: (name) => kept.parse({ ...store.store })[name],
    set: (name, value) => store.set(name, value),
  };
}

/** What was chosen in the window, or the system's language. */
export function startLocale(settings: Settings, systemLocale: string): Locale {
  return settings.get('locale') ?? (systemLocale.toLowerCase().startsWith('en') ? 'en' : 'sv');
}
