/** What the relay keeps is its user's alone: mended where that can be done, refused where not. */
import type { Stats } from 'node:fs';
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makePrivateFolder } from './private-folder.ts';

/** What the system does not do here: keep rights as they are, and have another user's file. */
const system = vi.hoisted(() => ({ keepsRights: false, strangers: new Set<string>() }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    chmodSync: (path: string, mode: number) => (system.keepsRights ? undefined : fs.chmodSync(path, mode)),
    lstatSync: (path: string, options?: object): Stats => {
      const stat = fs.lstatSync(path, options) as Stats;
      return system.strangers.has(path) ? Object.assign(stat, { uid: 4_711 }) : stat;
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-private-'));
  writeFileSync(join(folder, 'relay.sqlite'), '');
  chmodSync(join(folder, 'relay.sqlite'), 0o644);
  chmodSync(folder, 0o777);
});
afterEach(() => {
  system.keepsRights = false;
  system.strangers.clear();
  rmSync(folder, { recursive: true, force: true });
});
const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;

it('rights that are too wide are taken back, of the folder and of what is in it', () => {
  makePrivateFolder(folder);
  expect([modeOf('.'), modeOf('relay.sqlite')]).toEqual([0o700, 0o600]);
});

it('one that is missing is made', () => {
  makePrivateFolder(join(folder, 'below', 'it'));
  expect(modeOf('below/it')).toBe(0o700);
});

it('a disk that takes the change and does nothing is refused, by name', () => {
  system.keepsRights = true;
  expect(() => makePrivateFolder(folder)).toThrow(`others on this computer may look into ${folder}`);
});

it('what somebody else has put there is refused: a link would lead our data elsewhere', () => {
  const link = join(folder, 'owner.lock');
  symlinkSync('/nowhere', link);
  makePrivateFolder(folder);
  system.strangers.add(link);
  expect(() => makePrivateFolder(folder)).toThrow(`somebody else has put ${link} there`);
});
