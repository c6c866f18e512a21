/**
 * Every sentence a person reads, Swedish first. Keys are typed: `refusal.${code}.what` compiles only while each
 * code of the contract has its sentence.
 */
import enDesktop from './desktop.en.json' with { type: 'json' };
import svDesktop from './desktop.sv.json' with { type: 'json' };
import enBase from './en.json' with { type: 'json' };
import svBase from './sv.json' with { type: 'json' };
import { createSpeaker } from './translator.ts';
import enWindow from './window.en.json' with { type: 'json' };
import svWindow from './window.sv.json' with { type: 'json' };

/** What every client says, and under `window` and `desktop` what only the window and the desktop around it say. */
const sv = { ...svBase, desktop: svDesktop, window: svWindow };
const en = { ...enBase, desktop: enDesktop, window: enWindow };

export const locales = ['sv', 'en'] as const;
export type Locale = (typeof locales)[number];

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];
/** `key_one` belongs to `key`. */
type Singular<K extends string> = K extends `${infer Base}_one` ? Base : K;

export type TranslationKey = Leaves<typeof sv>;
export type TranslationArgs = Readonly<Record<string, string | number>>;

export interface Translator {
  readonly locale: Locale;
  /**
   * Numbers in `args` are written by locale (1 240; 2,75); the first of them chooses between `key` and `key_one`.
   * An argument that is not given shows as »…«.
   */
  t(key: TranslationKey, args?: TranslationArgs): string;
  /** The sentence of a key known only when the program runs; null when there is none or an argument is missing. */
  find(key: string, args?: TranslationArgs): string | null;
}

/** For whoever has both languages at hand; a window fetches the words of its own. */
export const createTranslator = (locale: Locale): Translator =>
  createSpeaker(locale, locale === 'sv' ? sv : en);
