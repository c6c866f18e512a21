import { createInstance } from 'i18next';

/** As `Translator`, for whoever has the words and not their types. */
export interface Speaker<Locale extends string> {
  readonly locale: Locale;
  t(key: string, args?: Readonly<Record<string, string | number>>): string;
  find(key: string, args?: Readonly<Record<string, string | number>>): string | null;
}

const placeholder = /{{(\w+)}}/g;

/** Speaks from the words of one language, and shares nothing with others, so that two windows may speak two. */
export function createSpeaker<Locale extends 'sv' | 'en'>(locale: Locale, words: object): Speaker<Locale> {
  const instance = createInstance({
    lng: locale,
    resources: { [locale]: { translation: words } },
    initAsync: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: () => '…',
  });
  void instance.init();
  const numbers = new Intl.NumberFormat(locale === 'sv' ? 'sv-SE' : 'en-GB', { maximumFractionDigits: 3 });

  const write: Speaker<Locale>['t'] = (key, args = {}) => {
    const options: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(args)) {
      options[name] = typeof value === 'number' ? numbers.format(value) : value;
    }
    const count = Object.values(args).find((value) => typeof value === 'number');
    // `count` only chooses the form: what is shown is written by locale.
    return String(
      count === undefined ? instance.t(key, options) : instance.t(key, { count, replace: options }),
    );
  };

  return {
    locale,
    t: write,
    find: (key, args = {}) => {
      const raw: unknown = instance.getResource(locale, 'translation', key);
      if (typeof raw !== 'string') return null;
      const missing = [...raw.matchAll(placeholder)].some(
        ([, name]) => name !== undefined && !(name in args),
      );
      return missing ? null : write(key, args);
    },
  };
}
