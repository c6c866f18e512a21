import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import renderer from './renderer/vite.config.ts';
import { namesItsLibraries, writesNotices } from './tools/notices/plugin.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A text that a module reads from beside itself as it is loaded goes into the build as it stands. */
function textsBeside(): Plugin {
  const reads = /readFileSync\(new URL\(["']([^"']+)["'], import\.meta\.url\), ["']utf8["']\)/g;
  return {
    name: 'texts-beside',
    transform: (code, id) =>
      code.search(reads) === -1
        ? null
        : code.replaceAll(reads, (_all, name: string) =>
            JSON.stringify(readFileSync(join(dirname(id), name), 'utf8')),
          ),
  };
}

/** Where the next version comes from (`electron/release.json`), by the file that BACKOFFICE_RELEASE names: a release is built with its own. */
function ownRelease(): Plugin {
  const given = process.env.BACKOFFICE_RELEASE;
  return {
    name: 'own-release',
    enforce: 'pre',
    load: (id) => (given && id.endsWith('/electron/release.json') ? readFileSync(given, 'utf8') : null),
  };
}

export default defineConfig({
  main: {
    plugins: [ownRelease(), textsBeside(), namesItsLibraries(here), writesNotices(here)],
    build: {
      outDir: 'out/main',
      // The keychain is native; everything else goes into the build, so that the packed app carries one folder.
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        // A library of the updater colours its lines where it finds the last of them; it lies there by chance, and is not packed.
        external: ['electron', '@napi-rs/keyring', 'supports-color'],
        input: {
          index: join(here, 'electron/main/index.ts'),
          engine: join(here, 'host/desktop/engine-process.ts'),
          relay: join(here, 'relay/worker.ts'),
          'ledger-thread': join(here, 'host/system/ledger-thread.ts'),
        },
        // Loaded at once: what must be said before the app is ready is said in time, whoever loads it.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    plugins: [namesItsLibraries(here)],
    build: {
      outDir: 'out/preload',
      isolatedEntries: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: join(here, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});
