/** The data directory is its owner's alone: mended where that can be done, refused where not. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { asRefusal } from '../failure.ts';
import { keepPrivate } from './private-files.ts';
import { openSecretFiles } from './secret-files.ts';

const chmod = vi.hoisted(() => ({
  real: null as null | ((path: string, mode: number) => void),
  isDead: false,
  /** Another user's. */
  stranger: '',
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  chmod.real = fs.chmodSync as never;
  const chmodSync = (path: string, mode: number) => (chmod.isDead ? undefined : fs.chmodSync(path, mode));
  const lstatSync = (path: string, options?: object) => {
    const stat = fs.lstatSync(path, options) as { uid: number };
    return path === chmod.stranger ? Object.assign(stat, { uid: 4_711 }) : stat;
  };
  return { ...fs, chmodSync, lstatSync };
});

let folder: string;
beforeEach(() => {
  chmod.isDead = false;
  chmod.stranger = '';
  folder = mkdtempSync(join(tmpdir(), 'private-'));
  mkdirSync(join(folder, 'copies'));
  for (const name of ['ledger.sqlite', 'ledger.sqlite-wal', 'copies/ledger-2026-11-23.sqlite']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o664);
  }
  chmodSync(folder, 0o775);
  chmodSync(join(folder, 'copies'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;
const refusalOf = (work: () => void) => {
  try {
    work();
    return null;
  } catch (error) {
    return asRefusal(error);
  }
};

it('rights that are too wide are taken back: folder, ledger, copies', () => {
  keepPrivate(folder);
  expect([modeOf('.'), modeOf('copies')]).toEqual([0o700, 0o700]);
  for (const name of ['ledger.sqlite', 'ledger.sqlite-wal', 'copies/ledger-2026-11-23.sqlite'])
    expect(modeOf(name), name).toBe(0o600);
});

it('a disk that takes the change and does nothing is refused, by name', () => {
  chmod.isDead = true;
  expect(refusalOf(() => keepPrivate(folder))).toEqual({ code: 'dataNotPrivate', args: { path: folder } });
  chmod.isDead = false;
  chmodSync(folder, 0o700);
  chmod.isDead = true;
  const path = expect.stringMatching(/copies|ledger\.sqlite/);
  expect(refusalOf(() => keepPrivate(folder))).toEqual({ code: 'dataNotPrivate', args: { path } });
});

it('what a link leads to is not ours to change', () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  chmodSync(outside, 0o755);
  symlinkSync(outside, join(folder, 'link'));
  keepPrivate(folder);
  expect(statSync(outside).mode & 0o777).toBe(0o755);
  rmSync(outside, { recursive: true });
});

it.each(['backoffice.log', 'ledger.sqlite-shm', 'owner.lock', 'copies/ledger-2026-11-24.sqlite'])(
  'a link that somebody else has left as %s is refused, by name, and not followed',
  (name) => {
    const path = join(folder, name);
    symlinkSync('/nowhere', path);
    keepPrivate(folder);
    chmod.stranger = path;
    expect(refusalOf(() => keepPrivate(folder))).toEqual({ code: 'dataNotPrivate', args: { path } });
  },
);

it('a key that somebody else has put among the keys is not taken for one', async () => {
  const keys = join(folder, 'keys');
  const path = join(keys, 'shopify.apiSecret');
  const secrets = openSecretFiles(keys, join(folder, 'data'));
  symlinkSync(join(folder, 'ledger.sqlite'), path);
  expect(await secrets.get('shopify.apiSecret')).toBeNull();
  chmod.stranger = path;
  const refused = await secrets.get('shopify.apiSecret').catch((error: unknown) => asRefusal(error));
  expect(refused).toEqual({ code: 'secretsNotPrivate', args: { path } });
});

it('on Windows the profile sees to it', () => {
  keepPrivate(folder, 'win32');
  expect(modeOf('ledger.sqlite')).toBe(0o664);
});
