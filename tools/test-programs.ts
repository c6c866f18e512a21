/**
 * What the tests need of the machine beside npm: a browser, a screen, a keychain on a D-Bus, PostgreSQL, strace, the proxy, systemd's own check of
 * a unit and Prometheus' of its rules, what makes and checks packages. On a Debian where we are root, what is missing is installed; elsewhere, or where that fails, the tests that need it are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folders = (process.env.PATH ?? '').split(':');
const isOnPath = (program: string) => folders.some((folder) => existsSync(join(folder, program)));

function hasPostgres(): boolean {
  const versions = '/usr/lib/postgresql';
  const found = existsSync(versions) ? readdirSync(versions) : [];
  return isOnPath('initdb') || found.some((version) => existsSync(join(versions, version, 'bin', 'initdb')));
}

const hasBrowser = () =>
  Boolean(process.env.CHROMIUM) || ['chromium', 'chromium-browser', 'google-chrome'].some(isOnPath);

/** Each with the Debian packages that bring it. */
const needs: readonly (readonly [isThere: boolean, packages: readonly string[]])[] = [
  [hasBrowser(), ['chromium', 'fonts-noto-core']],
  [isOnPath('xvfb-run') && isOnPath('xauth'), ['xvfb', 'xauth']],
  [isOnPath('dbus-run-session') && isOnPath('gnome-keyring-daemon'), ['dbus', 'gnome-keyring']],
  [hasPostgres(), ['postgresql']],
  [isOnPath('strace'), ['strace']],
  [isOnPath('caddy'), ['caddy']],
  [isOnPath('systemd-analyze'), ['systemd']],
  [isOnPath('promtool'), ['prometheus']],
  [isOnPath('rpmbuild'), ['rpm']],
  [isOnPath('desktop-file-validate'), ['desktop-file-utils']],
  [isOnPath('xwininfo'), ['x11-utils']],
  [isOnPath('xdg-open'), ['xdg-utils']],
];

function install(packages: readonly string[]): boolean {
  const apt = (...words: string[]) =>
    spawnSync('apt-get', ['-qq', ...words], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const add = () => apt('install', '-y', '--no-install-recommends', ...packages);
  return add() || (apt('update') && add());
}

const missing = needs.flatMap(([isThere, packages]) => (isThere ? [] : packages));
if (missing.length > 0) {
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && isOnPath('apt-get');
  const list = missing.join(' ');
  if (mayInstall) process.stderr.write(`installing what the tests need: ${list}\n`);
  if (!mayInstall || !install(missing))
    process.stderr.write(`*** not on this machine, so some tests will be skipped: ${list}\n`);
}
