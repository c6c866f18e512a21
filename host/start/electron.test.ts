import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { findElectron, hasScreen } from './electron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-electron-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { DISPLAY: '' }, false],
  ['win32', {}, true],
  ['darwin', {}, true],
] as const)('on %s with %j there is a screen: %s', (platform, variables, isThere) => {
  expect(hasScreen(platform, variables)).toBe(isThere);
});

it('finds the program that the package names, without fetching it', () => {
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist', 'electron'), '');
  const found = findElectron({}, () => expect.unreachable('fetched'), folder);
  expect(found).toBe(join(folder, 'dist', 'electron'));
});

it('takes the program of the folder it is told, and fetches nothing where that has none', () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  const find = () =>
    findElectron({ ELECTRON_OVERRIDE_DIST_PATH: other }, () => expect.unreachable('fetched'), folder);
  expect(find()).toBeNull();
  writeFileSync(join(other, 'electron'), '');
  expect(find()).toBe(join(other, 'electron'));
});

it('fetches a missing program once, and has none where that fails', () => {
  writeFileSync(join(folder, 'install.js'), 'process.exit(1)');
  let fetched = 0;
  const find = () => findElectron({}, () => (fetched += 1), folder);
  expect(find()).toBeNull();
  expect(fetched).toBe(1);
  const installs = `const fs = require('node:fs');
    fs.mkdirSync(__dirname + '/dist'); fs.writeFileSync(__dirname + '/dist/electron', '');
    fs.writeFileSync(__dirname + '/path.txt', 'electron');`;
  writeFileSync(join(folder, 'install.js'), installs);
  expect(find()).toBe(join(folder, 'dist', 'electron'));
});

it('knows that no Electron is installed at all', () => {
  expect(findElectron({}, () => expect.unreachable('fetched'), null)).toBeNull();
});
