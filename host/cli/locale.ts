import type { Locale } from '../../shared/i18n/translate.ts';

/** The language of the terminal: the first of LC_ALL, LC_MESSAGES and LANG that is set. */
export function systemLocale(variables: Readonly<Record<string, string | undefined>>): Locale {
  const tag = variables.LC_ALL || variables.LC_MESSAGES || variables.LANG || '';
  return /^sv/i.test(tag) ? 'sv' : 'en';
}
