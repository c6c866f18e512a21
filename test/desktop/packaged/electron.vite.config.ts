/**
 * The shipped build of main with one line of it changed: which program runs the engine. A packed program has no setting for that, and
 * the Electron at hand may be too old for the ledger, so for its test the answer is built in.
 */
import type { UserConfig } from 'electron-vite';
import { mergeConfig, type Plugin } from 'vite';
import shipped from '../../../electron.vite.config.ts';

const { PACKAGED_ENGINE, PACKAGED_MAIN } = process.env;
if (!PACKAGED_ENGINE || !PACKAGED_MAIN) throw new Error('PACKAGED_ENGINE and PACKAGED_MAIN are not set');

const asShipped = 'node: own.BACKOFFICE_NODE || null,';

const runsEngineWith = (program: string): Plugin => ({
  name: 'runs-engine-with',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/electron/main/places.ts')) return null;
    if (code.split(asShipped).length !== 2) this.error(`»${asShipped}« is no line of ${id}`);
    return code.replace(asShipped, `node: ${JSON.stringify(program)},`);
  },
});

export default {
  main: mergeConfig((shipped as UserConfig).main ?? {}, {
    plugins: [runsEngineWith(PACKAGED_ENGINE)],
    build: { outDir: PACKAGED_MAIN, emptyOutDir: true },
  }),
} satisfies UserConfig;
