/**
 * `npm run notices`: what whoever gets the program is given beside it, in `out/notices`: the licences of all it is built of, and the bill
 * of materials. A build of the app writes them too.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from './bom.ts';
import { listLibraries } from './packages.ts';
import { type Notice, readNotices } from './texts.ts';

const head = `Licences of the software that EasyCashier BackOffice Companion is built of.
Those of Electron, Chromium and Node.js are in LICENSE.electron.txt and LICENSES.chromium.html beside the program.
`;
const rule = '-'.repeat(80);

/** Deterministic: from the lockfile and what is installed. */
export function writeNotices(root: string, folder = join(root, 'out', 'notices')): void {
  const libraries = listLibraries(root);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), asText(readNotices(root, libraries)));
  writeFileSync(join(folder, 'bom.cdx.json'), `${JSON.stringify(billOf(root, libraries), null, 1)}\n`);
}

/** Words that several share are there once. */
function asText(notices: readonly Notice[]): string {
  const sections = Map.groupBy(notices, ({ text }) => text);
  const parts = [...sections].map(([text, those]) => {
    const names = those.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${rule}\n${names.join('\n')}\n\n${text}\n`;
  });
  return [head, ...parts].join('\n');
}

if (import.meta.main) writeNotices(join(import.meta.dirname, '..', '..'));
