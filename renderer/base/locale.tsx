/** The window's language: chosen once, kept on this computer, changed without a restart. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Locale, Translator } from '../../shared/i18n/translate.ts';
import { createSpeaker } from '../../shared/i18n/translator.ts';
import { desktopShell } from './desktop.ts';
import { createFormats, type Formats } from './formats.ts';

const KEY = 'backoffice.locale';

interface Language {
  readonly translator: Translator;
  readonly t: Translator['t'];
  readonly formats: Formats;
  readonly locale: Locale;
  setLocale(locale: Locale): void;
}

const LanguageContext = createContext<Language | null>(null);

function startLocale(): Locale {
  const kept = localStorage.getItem(KEY);
  if (kept === 'sv' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'sv';
}

/** Of one language: nobody fetches the other before it is asked for. */
const words = {
  sv: () => import('./words-sv.ts'),
  en: () => import('./words-en.ts'),
};

const translatorFor = async (locale: Locale): Promise<Translator> =>
  createSpeaker(locale, (await words[locale]()).words);

/** To be had before anything is shown. */
export const startTranslator = (): Promise<Translator> => translatorFor(startLocale());

interface ProviderProps {
  /** Of `startTranslator`. */
  readonly first: Translator;
  readonly children: ReactNode;
}

export function LanguageProvider({ first, children }: ProviderProps) {
  const [translator, setTranslator] = useState(first);
  const wanted = useRef(first.locale);
  const change = useMemo(
    () => (next: Locale) => {
      wanted.current = next;
      // Where the words cannot be had the old ones stay.
      void translatorFor(next).then(
        (spoken) => wanted.current === next && setTranslator(spoken),
        () => undefined,
      );
    },
    [],
  );
  // The other window of this program changes with it.
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === KEY && (event.newValue === 'sv' || event.newValue === 'en')) change(event.newValue);
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [change]);
  const { locale } = translator;
  useEffect(() => {
    document.documentElement.lang = locale;
    void desktopShell()
      ?.then((shell) => shell.setLocale({ locale }))
      .catch(() => undefined);
  }, [locale]);
  const language = useMemo<Language>(
    () => ({
      translator,
      t: translator.t,
      locale,
      formats: createFormats(locale),
      setLocale: (next) => {
        localStorage.setItem(KEY, next);
        change(next);
      },
    }),
    [translator, locale, change],
  );
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error('no LanguageProvider');
  return language;
}
