/** What is packed for a person to install: no file too many, no fuse left on. Packed around a fake Electron, so offline. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trayStates } from '../../electron/main/presence/tray-state.ts';
import { type AsarFile, readAsar } from './asar.ts';
import { strangersInArchive } from './contents.ts';
import { writeFakeElectron } from './fake-electron.ts';
import { fusesOf, wantedFuses } from './fuses.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'backoffice-pack-'));
const packed = join(folder, 'dist', 'linux-unpacked');
const resources = join(packed, 'resources');

function run(program: string, ...words: string[]) {
  return spawnSync(process.execPath, [join(root, 'node_modules', '.bin', program), ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  });
}

function pack(...more: string[]) {
  return run(
    'electron-builder',
    '--dir',
    '--linux',
    '--x64',
    `-c.electronDist=${join(folder, 'electron')}`,
    `-c.directories.output=${join(folder, 'dist')}`,
    ...more,
  );
}

let files: AsarFile[];

beforeAll(() => {
  writeFakeElectron(join(folder, 'electron'));
  const result = pack();
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
  files = readAsar(join(resources, 'app.asar'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the configuration', () => {
  it('is held to the schema: a misspelt key is refused', () => {
    const result = pack('-c.asarr=true');
    expect(result.status).not.toBe(0);
    expect(result.stdout + result.stderr).toContain('asarr');
  });

  it('publishes nowhere, and so has no address to look for updates at', () => {
    expect(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).not.toMatch(/^publish:/m);
    expect(existsSync(join(resources, 'app-update.yml'))).toBe(false);
    expect(
      JSON.parse(readFileSync(join(root, 'electron', 'release.json'), 'utf8')).updates.address,
    ).toBeNull();
  });
});

describe('the archive', () => {
  it('holds what was built, the keychain and nothing else', () => {
    const paths = files.map(({ path }) => path);
    expect(strangersInArchive(paths)).toEqual([]);
    for (const one of [
      'out/main/index.cjs',
      'out/main/engine.cjs',
      'out/main/relay.cjs',
      'out/main/ledger-thread.cjs',
      'out/preload/index.cjs',
    ])
      expect(paths).toContain(one);
    expect(paths).toContain('out/renderer/log.html');
  });

  it('has the hash of each file, to be held to it', () => {
    expect(files.filter(({ hasIntegrity }) => !hasIntegrity)).toEqual([]);
  });

  it('leaves the keychain outside, where the system can load it, and nothing else', () => {
    const outside = files.filter(({ isUnpacked }) => isUnpacked).map(({ path }) => path);
    const library = `keyring-linux-x64-gnu/keyring.linux-x64-gnu.node`;
    expect(outside.filter((path) => path.endsWith('.node'))).toEqual([`node_modules/@napi-rs/${library}`]);
    expect(outside.filter((path) => !/\.node$|package\.json$/.test(path))).toEqual([]);
    expect(existsSync(join(resources, 'app.asar.unpacked', 'node_modules', '@napi-rs', library))).toBe(true);
  });

  it('names no script and nothing of the workshop in its package.json', () => {
    const manifest = JSON.parse(files.find(({ path }) => path === 'package.json')?.text() ?? '{}');
    expect(manifest).toMatchObject({ main: 'out/main/index.cjs', version: expect.any(String) });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('stays small', () => {
    expect(statSync(join(resources, 'app.asar')).size).toBeLessThan(9 * MB);
    const all = readdirSync(resources, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    expect(all).toBeLessThan(14 * MB);
  });

  it('speaks no further language than ours', () => {
    expect(readdirSync(join(packed, 'locales')).sort()).toEqual(['en-US.pak', 'sv.pak']);
  });
});

it('lays the pictures where main looks for them', () => {
  expect(existsSync(join(resources, 'images', 'icon.png'))).toBe(true);
  for (const state of trayStates)
    for (const scheme of ['light', 'dark'])
      expect(existsSync(join(resources, 'images', 'tray', `${state}-${scheme}.png`))).toBe(true);
});

it('brings its licence, those of what it is built of, and the bill of materials', () => {
  const read = (name: string) => readFileSync(join(resources, 'notices', name), 'utf8');
  const names = ['LICENSE.txt', 'THIRD-PARTY-NOTICES.txt', 'bom.cdx.json'];
  expect(readdirSync(join(resources, 'notices')).sort()).toEqual(names);
  expect(read('LICENSE.txt')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
  const { components } = JSON.parse(read('bom.cdx.json')) as {
    components: { name: string; version: string }[];
  };
  const notices = read('THIRD-PARTY-NOTICES.txt');
  for (const name of ['react', '@mantine/core', '@orpc/server', '@napi-rs/keyring', 'undici', 'zod']) {
    const { version } = components.find((one) => one.name === name) ?? { version: '' };
    expect(notices).toContain(`${name} ${version} (`);
  }
});

describe('the preload', () => {
  const preload = () => readFileSync(join(root, 'out', 'preload', 'index.cjs'), 'utf8');

  it('is CommonJS that requires electron alone: a sandbox can load nothing else', () => {
    const required = [...preload().matchAll(/\brequire\(([^)]*)\)/g)].map(([, what]) => what);
    expect(required).toEqual(['"electron"']);
    expect(preload()).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
    expect(readdirSync(join(root, 'out', 'preload'))).toEqual(['index.cjs']);
  });

  it('is tiny', () => {
    expect(Buffer.byteLength(preload())).toBeLessThanOrEqual(10_000);
  });

  it('lays nothing open to the page', () => {
    expect(preload()).not.toContain('exposeInMainWorld');
  });
});

it('the binary has every fuse as the baseline wants it', async () => {
  expect(await fusesOf(join(packed, 'easycashier-backoffice'))).toMatchObject(wantedFuses);
});
