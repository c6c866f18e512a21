import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { namesItsLibraries, showsLicences } from '../tools/notices/plugin.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

/** What only the command line and the demo say. No screen does: `words.test.ts` holds them to it. */
const notOurs = [
  'cli',
  'demo',
  'standing',
  'capability',
  'capabilityWord',
  'capabilityUnit',
  'capabilityState',
  'planGroup',
  'field',
];

/** The sentences of other clients are no weight of the window's. */
function ownWordsOnly(): Plugin {
  return {
    name: 'own-words-only',
    enforce: 'pre',
    transform: (code, id) => {
      if (!/\/i18n\/(sv|en)\.json$/.test(id)) return null;
      const words = Object.entries(JSON.parse(code)).filter(([name]) => !notOurs.includes(name));
      return { code: JSON.stringify(Object.fromEntries(words)), map: null };
    },
  };
}

/** The window, for the desktop and the browser alike: two pages that share their parts. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [ownWordsOnly(), react(), namesItsLibraries(root), showsLicences(root)],
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    minify: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { input: { index: `${here}index.html`, log: `${here}log.html` } },
  },
});
