/** In a build: no library goes into it that the notices do not name, and the window is given their words to show. */
import type { Plugin } from 'vite';
import type { Licences } from '../../shared/words/licences.ts';
import { listLibraries } from './packages.ts';
import { type Notice, readNotices } from './texts.ts';
import { writeNotices } from './write.ts';

/** Of the tools that build: what they add to a build is theirs, under the licence of the tool, and a few lines. */
const ofTheBuilder =
  /^\0|^(?!.*node_modules)|\/node_modules\/(vite|rolldown|electron-vite|@rolldown|@oxc-project)\//;

/** `at`: the folder of the clone. */
export function namesItsLibraries(at: string): Plugin {
  const known = new Set(listLibraries(at).map(({ folder }) => folder));
  return {
    name: 'names-its-libraries',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const unnamed = modules.filter((id) => !ofTheBuilder.test(id) && !known.has(folderOf(id)));
      if (unnamed.length > 0)
        this.error(`built in, and named in no notice: ${[...new Set(unnamed)].join(', ')}`);
    },
  };
}

/** `node_modules/a/node_modules/@b/c` of a path in it. */
function folderOf(id: string): string {
  const [path = ''] = id.replaceAll('\\', '/').split('?');
  return /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '';
}

/** `licences.json`, for the screen that shows them. */
export function showsLicences(at: string): Plugin {
  return {
    name: 'shows-licences',
    generateBundle() {
      const source = JSON.stringify(licencesOf(readNotices(at, listLibraries(at))));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source });
    },
  };
}

function licencesOf(notices: readonly Notice[]): Licences {
  const texts = [...new Set(notices.map(({ text }) => text))];
  const libraries = notices.map(({ name, version, license, text }) => ({
    name,
    version,
    licence: license,
    text: texts.indexOf(text),
  }));
  return { libraries, texts };
}

/** What is packed beside the program. */
export function writesNotices(at: string): Plugin {
  return { name: 'writes-notices', writeBundle: () => writeNotices(at) };
}
