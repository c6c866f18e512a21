/**
 * What is shown to whoever is not let in: words and a way in, in both languages. It is all that anybody is answered before a token, so it
 * holds nothing of the shop and nothing of what was asked.
 */
import { createTranslator, type Locale, locales } from '../../shared/i18n/translate.ts';
import { keyPlace } from '../../shared/words/window-entry.ts';

/**
 * Runs at the root. The token stands behind the hash of the printed address, which no browser sends anywhere; it is taken out of the
 * address line and exchanged for the session. Where there is none, or it is spent, the window itself knows whether it lets in.
 */
export const doorScript = (windowPath: string) => `(async () => {
  if (location.pathname !== '/') return;
  const token = location.hash.slice(1);
  const isToken = /^[\\w-]{43}$/.test(token);
  if (isToken) {
    history.replaceState(null, '', '/');
    const answer = await fetch('/enter', { method: 'POST', body: token }).catch(() => null);
    if (answer?.ok) localStorage.setItem('${keyPlace}', await answer.text());
  }
  location.replace('${windowPath}' + (isToken ? '' : location.hash));
})();
`;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
body { margin: 0; background: light-dark(#fff, #242424); color: light-dark(#1f2529, #e4e7e9); }
main { box-sizing: border-box; min-height: 100vh; max-width: 40rem; margin: auto; padding: 1.5rem; display: grid; align-content: center; gap: 1.5rem; }
section + section { border-top: 1px solid light-dark(#dee2e6, #3b4248); padding-top: 1.5rem; color: light-dark(#5c6670, #a9b1b8); }
h1, h2 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.35; }
p { margin: .5rem 0 0; }
`;

const written = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function section(locale: Locale, heading: 'h1' | 'h2'): string {
  const { t } = createTranslator(locale);
  const paragraphs = (['why', 'how', 'otherwise'] as const).map(
    (word) => `<p>${written(t(`cli.door.${word}`))}</p>`,
  );
  return `<section lang="${locale}"><${heading}>${written(t('cli.door.title'))}</${heading}>${paragraphs.join('')}</section>`;
}

/** As a page; the language that the browser asks for (`Accept-Language`) comes first. At the root its words are for a browser without scripts. */
export function doorPage(asked: string | undefined, isRoot: boolean): string {
  const first = /^en/i.test(asked ?? '') ? 'en' : 'sv';
  const others = locales.filter((locale) => locale !== first);
  const words = `<main>${section(first, 'h1')}${others.map((locale) => section(locale, 'h2')).join('')}</main>`;
  return `<!doctype html>
<html lang="${first}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>EasyCashier BackOffice – Shopify</title>
<style>${style}</style>
<script src="/door.js" defer></script>
</head>
<body>${isRoot ? `<noscript>${words}</noscript>` : words}</body>
</html>
`;
}
