import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readManifest } from '../../electron/main/updates/manifest.ts';
import { isSigned, publicKey } from '../../electron/main/updates/signature.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sign-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: string, words: string[], variables: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['--no-warnings', join(import.meta.dirname, script), ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...variables },
  });

function makeKey(name: string): { secret: string; open: string } {
  const file = join(folder, name);
  const { stdout } = run('make-key.ts', [file]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  return { secret: readFileSync(file, 'utf8'), open: stdout.trim() };
}

function writeRelease(names: readonly string[]): void {
  writeFileSync(join(folder, 'app.deb'), 'hello');
  const sha512 = 'm3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==';
  for (const name of names)
    writeFileSync(
      join(folder, name),
      `version: 0.2.0\nfiles:\n  - url: app.deb\n    sha512: ${sha512}\n    size: 5\nstagingPercentage: 10\n`,
    );
}

it('makes keys, and signs with one or two of them what the program believes', () => {
  const [old, next] = [makeKey('old'), makeKey('next')];
  expect(run('make-key.ts', [join(folder, 'old')]).status, 'a key is not written over').not.toBe(0);
  writeRelease(['latest.yml', 'latest-linux.yml']);
  const keys = { BACKOFFICE_UPDATE_KEY: old.secret, BACKOFFICE_UPDATE_NEXT_KEY: next.secret };
  const first = run('sign.ts', [folder], keys);
  expect([first.status, first.stderr]).toEqual([0, '']);
  const read = (name: string) => readFileSync(join(folder, name));
  const believes = (name: string, at: string, open: string) =>
    isSigned(name, read(at), read(`${at}.sig`).toString(), [publicKey(open)]);
  for (const name of ['latest.yml', 'latest-linux.yml'])
    for (const { open } of [old, next]) expect(believes(name, name, open)).toBe(true);
  expect(believes('latest-mac.yml', 'latest.yml', old.open)).toBe(false);
  expect(readManifest(read('latest.yml')).stagingPercentage).toBe(10);
  // The next step of a release that is handed out in steps.
  const { signedAt } = readManifest(read('latest.yml'));
  expect(run('sign.ts', ['--staging', '50', folder], keys).status).toBe(0);
  const later = readManifest(read('latest.yml'));
  expect(later.stagingPercentage).toBe(50);
  expect(Date.parse(later.signedAt)).toBeGreaterThan(Date.parse(signedAt));
});

it('signs nothing where one file is another, a percentage is none, or there is no key', () => {
  const { secret } = makeKey('key');
  writeRelease(['latest.yml']);
  const keys = { BACKOFFICE_UPDATE_KEY: secret };
  const manifest = readFileSync(join(folder, 'latest.yml'));
  expect(run('sign.ts', [folder]).stderr).toContain('BACKOFFICE_UPDATE_KEY');
  expect(run('sign.ts', ['--staging', 'half', folder], keys).status).toBe(1);
  writeFileSync(join(folder, 'app.deb'), 'hallo');
  expect(run('sign.ts', [folder], keys).stderr).toContain('app.deb is not the file');
  expect(readFileSync(join(folder, 'latest.yml'))).toEqual(manifest);
});
