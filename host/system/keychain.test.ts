/** The real keychain, under a D-Bus of its own, where the programs for it exist. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const BUS = 'dbus-run-session';
const has = (program: string) => spawnSync('which', [program]).status === 0;
const isThere = process.platform === 'linux' && has(BUS) && has('gnome-keyring-daemon');
const module = new URL('./keychain.ts', import.meta.url).href;

/** Runs a few lines against the keychain module in a fresh process. */
function node(lines: string, folder: string): { command: string; file: string } {
  const file = join(folder, `probe-${Math.abs(lines.length)}.ts`);
  writeFileSync(file, `import { openKeychain } from ${JSON.stringify(module)};\n${lines}\n`);
  return { command: `${process.execPath} --no-warnings ${file}`, file };
}

describe('the keychain', () => {
  it('is not there without a secret service, and nothing is left behind', () => {
    if (process.platform !== 'linux') return;
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-keychain-'));
    try {
      const { command } = node(`process.stdout.write(String(await openKeychain('/data')));`, folder);
      const result = spawnSync('sh', ['-c', command], {
        env: { PATH: process.env.PATH, HOME: folder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
        encoding: 'utf8',
      });
      expect(result.stdout).toBe('null');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps a secret for the next process, one account per data directory', () => {
    if (!isThere) {
      process.stderr.write(
        '\n*** SKIPPED: keychain test needs dbus-run-session and gnome-keyring-daemon ***\n',
      );
      expect(process.env.CI, 'with CI=true a skip is a failure').not.toBe('true');
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-keychain-'));
    try {
      const write = node(
        `const k = await openKeychain('/one'); await k?.set('easycashier.password', 'lösen å"1');`,
        folder,
      );
      const read = node(
        `const one = await openKeychain('/one'); const two = await openKeychain('/two');
         const found = [await one?.get('easycashier.password'), await two?.get('easycashier.password')];
         await one?.delete('easycashier.password');
         process.stdout.write(JSON.stringify([...found, await one?.get('easycashier.password')]));`,
        folder,
      );
      const unlock = 'echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
      const result = spawnSync(BUS, ['--', 'sh', '-c', `${unlock}; ${write.command} && ${read.command}`], {
        env: { PATH: process.env.PATH, HOME: folder },
        encoding: 'utf8',
      });
      expect(result.status, result.stderr).toBe(0);
      expect(JSON.parse(result.stdout)).toEqual(['lösen å"1', null, null]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('that is locked says so, and is not taken for none', () => {
    if (!isThere) return; // told above
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-keychain-'));
    try {
      const read = node(
        `process.stdout.write(await openKeychain('/one').then(String, (error) => error.code));`,
        folder,
      );
      const locked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1';
      const result = spawnSync(BUS, ['--', 'sh', '-c', `${locked}; ${read.command}`], {
        env: { PATH: process.env.PATH, HOME: folder },
        encoding: 'utf8',
      });
      expect(result.stdout).toContain('keychainClosed');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('what lies there for the place the data were moved from comes along, and leaves it', () => {
    if (!isThere) return; // told above
    const folder = mkdtempSync(join(tmpdir(), 'backoffice-keychain-'));
    try {
      writeFileSync(join(folder, 'moved-from'), '/former');
      const write = node(
        `const k = await openKeychain('/former');
         await k?.set('ledger.witness', 'w'); await k?.set('easycashier.password', 'p');`,
        folder,
      );
      const read = node(
        `const now = await openKeychain(${JSON.stringify(folder)}); const former = await openKeychain('/former');
         const names = ['ledger.witness', 'easycashier.password'];
         const found = [...names.map((name) => now?.get(name)), ...names.map((name) => former?.get(name))];
         process.stdout.write(JSON.stringify(await Promise.all(found)));`,
        folder,
      );
      const unlock = 'echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
      const result = spawnSync(BUS, ['--', 'sh', '-c', `${unlock}; ${write.command} && ${read.command}`], {
        env: { PATH: process.env.PATH, HOME: folder },
        encoding: 'utf8',
      });
      expect(result.status, result.stderr).toBe(0);
      expect(JSON.parse(result.stdout)).toEqual(['w', 'p', null, null]);
      expect(existsSync(join(folder, 'moved-from'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
