/** Before anything is built: what a machine lacks is told in one line, and what is built is what was asked for. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyElectron } from './electron.ts';
import { CannotPackage, type Machine, planOf } from './plan.ts';
import { sayOf, writeSums } from './sums.ts';

const folder = mkdtempSync(join(tmpdir(), 'backoffice-package-tools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine: Machine = {
  platform: 'linux',
  variables: {},
  has: () => true,
  isFile: (path) => path === '/electron/electron',
};
const plan = (words: string, given: Partial<Machine> = {}) =>
  planOf(words === '' ? [] : words.split(' '), { ...machine, ...given }, '/project');
const never = ['--publish', 'never'];

describe('what is built', () => {
  it('is for this system, by electron-builder with its downloads', () => {
    expect(plan('')).toEqual({ words: never, electron: null, isQuick: false, needsPackager: true });
    expect(plan('', { platform: 'win32', has: () => false })).toEqual({
      words: never,
      electron: null,
      isQuick: false,
      needsPackager: false,
    });
  });

  it('is deb and rpm around the Electron that is there, offline', () => {
    const linux = ['--linux', 'deb', 'rpm', ...never];
    expect(plan('--offline --electron /electron')).toMatchObject({ words: linux, electron: '/electron' });
    expect(plan('--electron=/electron --offline')).toMatchObject({ words: linux, electron: '/electron' });
    const variables = { ELECTRON_OVERRIDE_DIST_PATH: '/electron' };
    expect(plan('--offline', { variables })).toMatchObject({ words: linux, electron: '/electron' });
    const isFile = (path: string) => path === '/project/node_modules/electron/dist/electron';
    expect(plan('--offline', { isFile }).electron).toBe('/project/node_modules/electron/dist');
  });

  it('is what else was asked for: other words go on to electron-builder', () => {
    const { words, isQuick } = plan(
      '--offline --quick --electron /electron --linux deb -c.copyright=x -p always',
    );
    expect(words).toEqual(['--linux', 'deb', '-c.copyright=x', '-p', 'always']);
    expect(isQuick).toBe(true);
  });
});

describe('what is missing is told in one line', () => {
  const has = (...programs: string[]) => ({ has: (program: string) => programs.includes(program) });

  it.each<[string, string, Partial<Machine>]>([
    ['no Electron in /nowhere: --electron FOLDER', '--offline --electron /nowhere', {}],
    ['no Electron in /project/node_modules/electron/dist', '--offline', {}],
    ['the folder is missing', '--offline --electron', {}],
    ['goes with --offline', '--electron /electron', {}],
    ['dpkg-deb is missing, which makes the deb: install »dpkg«', '', has('rpmbuild')],
    ['rpmbuild is missing, which makes the rpm: install »rpm«', '', has('dpkg-deb')],
    ['rpmbuild is missing', '--linux rpm --x64', has('dpkg-deb')],
    ['on Linux', '--offline', { platform: 'darwin' }],
    ['on Linux', '--offline --win', {}],
  ])('%s', (told, words, given) => {
    expect(() => plan(words, given)).toThrow(CannotPackage);
    expect(() => plan(words, given)).toThrow(told);
  });

  it('and only what is needed is missed', () => {
    expect(plan('--linux deb', has('dpkg-deb')).needsPackager).toBe(true);
    for (const words of ['--dir', '--linux AppImage', '--win'])
      expect(plan(words, has()).needsPackager).toBe(false);
  });

  it('by the command itself, too', () => {
    const words = [
      '--no-warnings',
      join(import.meta.dirname, 'package.ts'),
      '--offline',
      '--electron',
      folder,
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    if (process.platform === 'linux') expect(stderr).toMatch(/^\*{3} no Electron in .*\n$/);
  });
});

it('an Electron is taken without what is for developers', () => {
  const electron = join(folder, 'electron');
  mkdirSync(join(electron, 'resources'), { recursive: true });
  for (const name of ['electron', 'version', 'resources/default_app.asar', 'resources/other'])
    writeFileSync(join(electron, name), name);
  const copy = copyElectron(electron, join(folder, 'dist'));
  const read = (name: string) => readFileSync(join(copy, name), 'utf8');
  expect([read('electron'), read('resources/other')]).toEqual(['electron', 'resources/other']);
  for (const name of ['version', 'resources/default_app.asar']) expect(() => read(name)).toThrow('ENOENT');
});

it('the sums are of what is handed out, as sha256sum writes them', async () => {
  const dist = join(folder, 'sums');
  mkdirSync(join(dist, 'linux-unpacked'), { recursive: true });
  const files = {
    'a b.deb': 'abc',
    'builder-debug.yml': '',
    'builder-effective-config.yaml': '',
    SHA256SUMS: 'old',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);
  const sums = await writeSums(dist);
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(readFileSync(join(dist, 'SHA256SUMS'), 'utf8')).toBe(`${abc}  a b.deb\n`);
  expect(sums.map(sayOf)).toEqual(['    0.0 MB  ba7816bf8f01…  a b.deb']);
});
