/** What `npm run package` is to do, from its words and what the machine has. */
import { join, resolve } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  has(program: string): boolean;
  isFile(path: string): boolean;
}

export interface Plan {
  /** For electron-builder. */
  readonly words: readonly string[];
  /** Where an Electron lies that is taken instead of the one it would download. */
  readonly electron: string | null;
  /** Compressed little. */
  readonly isQuick: boolean;
  /** Of our own, which electron-builder takes for fpm; false: none is needed. */
  readonly needsPackager: boolean;
}

/** Thrown: one line for whoever has typed the command. */
export class CannotPackage extends Error {}

/** What makes each format, and the package of the system that brings it. */
const makers = { deb: ['dpkg-deb', 'dpkg'], rpm: ['rpmbuild', 'rpm'] } as const;
type Format = keyof typeof makers;
const formats = Object.keys(makers) as Format[];

const forLinux = /^(-l|--linux)$/;
const forOtherSystem = /^(-w|-m|-o|--(win|windows|mac|macos))$/;
const saysWhoPublishes = /^(-p|--publish)(=|$)/;

/** `root`: of the project. @throws CannotPackage */
export function planOf(given: readonly string[], machine: Machine, root: string): Plan {
  const { isOffline, isQuick, folder, words } = readWords(given);
  const isForLinux = machine.platform === 'linux' && !words.some((word) => forOtherSystem.test(word));
  if (isOffline && !isForLinux)
    throw new CannotPackage('--offline builds deb and rpm, on Linux: what makes the others is downloaded');
  if (folder !== null && !isOffline) throw new CannotPackage('--electron FOLDER goes with --offline');
  const electron = isOffline ? findElectron(folder, machine, root) : null;
  const wanted = isForLinux ? formatsIn(words) : [];
  for (const format of wanted) {
    const [program, bringer] = makers[format];
    if (!machine.has(program))
      throw new CannotPackage(`${program} is missing, which makes the ${format}: install »${bringer}«`);
  }
  const namesTarget = words.some((word) => forLinux.test(word) || word === '--dir');
  return {
    words: [
      // AppImage asks for tools that have to be downloaded.
      ...(isOffline && !namesTarget ? ['--linux', ...formats] : []),
      ...words,
      // Who hands it out, and when, is nothing a build decides.
      ...(words.some((word) => saysWhoPublishes.test(word)) ? [] : ['--publish', 'never']),
    ],
    electron,
    isQuick,
    needsPackager: wanted.length > 0,
  };
}

function readWords(given: readonly string[]) {
  const words: string[] = [];
  let isOffline = false;
  let isQuick = false;
  let folder: string | null = null;
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? '';
    if (word === '--offline') isOffline = true;
    else if (word === '--quick') isQuick = true;
    else if (word.startsWith('--electron=')) folder = word.slice('--electron='.length);
    else if (word === '--electron') {
      at += 1;
      folder = given[at] ?? '';
    } else words.push(word);
  }
  if (folder === '') throw new CannotPackage('--electron FOLDER: the folder is missing');
  return { isOffline, isQuick, folder, words };
}

/** Those that are made by a program of the system: the named ones, or all. */
function formatsIn(words: readonly string[]): readonly Format[] {
  if (words.includes('--dir')) return [];
  const at = words.findIndex((word) => forLinux.test(word));
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => word.startsWith('-'));
  const named = at === -1 ? [] : rest.slice(0, end === -1 ? rest.length : end);
  return named.length === 0 ? formats : formats.filter((format) => named.includes(format));
}

function findElectron(folder: string | null, { variables, isFile }: Machine, root: string): string {
  const usual = variables.ELECTRON_OVERRIDE_DIST_PATH || join('node_modules', 'electron', 'dist');
  const tried = resolve(root, folder ?? usual);
  if (!isFile(join(tried, 'electron')))
    throw new CannotPackage(
      `no Electron in ${tried}: --electron FOLDER or ELECTRON_OVERRIDE_DIST_PATH says where one lies`,
    );
  return tried;
}
