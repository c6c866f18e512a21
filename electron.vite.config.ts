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

export default defineConfig({
  main: {
    plugins: [textsBeside(), namesItsLibraries(here), writesNotices(here)],
    build: {
      outDir: 'out/main',
      // The keychain is native; everything else goes into the build, so that the packed app carries one folder.
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        external: ['electron', '@napi-rs/keyring'],
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
