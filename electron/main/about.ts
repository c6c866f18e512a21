/** What »Om programmet« says: which program this is, whose, and what it is built on. */
import type { AboutPanelOptionsOptions } from 'electron';
import manifest from '../../package.json' with { type: 'json' };

/** Without an address. */
const maker = manifest.author.replace(/ <.*>$/, '');

/** `versions`: of the runtime. */
export function aboutPanel(
  version: string,
  { electron, chrome, node }: Readonly<Record<string, string | undefined>>,
): AboutPanelOptionsOptions {
  const built = `Electron ${electron} (MIT), Chromium ${chrome} (BSD), Node.js ${node} (MIT)`;
  const text = [
    `© ${maker} · ${manifest.license}`,
    built,
    // Electron puts the first two beside the program.
    'LICENSE.electron.txt, LICENSES.chromium.html, resources/notices/{LICENSE,THIRD-PARTY-NOTICES}.txt',
  ].join('\n');
  return {
    applicationName: 'EasyCashier BackOffice Companion',
    applicationVersion: version,
    copyright: text,
  };
}
