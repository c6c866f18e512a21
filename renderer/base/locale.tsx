/** The window's language: chosen once, kept on this computer, changed without a restart. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createTranslator, type Locale, type Translator } from '../../shared/i18n/translate.ts';
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

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [locale, setLocale] = useState(startLocale);
  // The other window of this program changes with it.
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === KEY && (event.newValue === 'sv' || event.newValue === 'en'))
        setLocale(event.newValue);
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
    void desktopShell()
      ?.then((shell) => shell.setLocale({ locale }))
      .catch(() => undefined);
  }, [locale]);
  const language = useMemo<Language>(() => {
    const translator = createTranslator(locale);
    return {
      translator,
      t: translator.t,
      locale,
      formats: createFormats(locale),
      setLocale: (next) => {
        localStorage.setItem(KEY, next);
        setLocale(next);
      },
    };
  }, [locale]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error('no LanguageProvider');
  return language;
}
