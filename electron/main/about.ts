/** What »Om programmet« says: which program this is, whose, and what it is built on. */
import type { AboutPanelOptionsOptions } from 'electron';
import manifest from '../../package.json' with { type: 'json' };

/** `versions`: of the runtime. */
export function aboutPanel(
  version: string,
  { electron, chrome, node }: Readonly<Record<string, string | undefined>>,
): AboutPanelOptionsOptions {
  const built = `Electron ${electron} (MIT), Chromium ${chrome} (BSD), Node.js ${node} (MIT)`;
  const text = [
    `${manifest.license} · ${manifest.homepage}`,
    built,
    // Electron puts both beside the program; the third is ours.
    'LICENSE.electron.txt, LICENSES.chromium.html, resources/notices/THIRD-PARTY-NOTICES.txt',
  ].join('\n');
  return {
    applicationName: 'EasyCashier BackOffice Companion',
    applicationVersion: version,
    copyright: text,
    website: manifest.homepage,
  };
}
