/**
 * The service under a real systemd, which is process 1 of namespaces of this test's: set up, killed and back, worked on as root, ended in order
 * and taken away. Everything it writes stays in them.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('systemd.sh', import.meta.url));
const unit = 'easycashier-backoffice.service';
const state = '/var/lib/easycashier-backoffice';
const own = ['--fork', '--pid', '--mount', '--uts', '--ipc', '--mount-proc', '--kill-child'];

/** Root may make namespaces, where no box around it forbids it, and a systemd is there. */
const mayTry =
  process.getuid?.() === 0 &&
  existsSync('/lib/systemd/systemd') &&
  spawnSync('unshare', [...own, 'mount', '-t', 'cgroup2', 'none', '/mnt']).status === 0;

describe.skipIf(!mayTry)('the service of the whole computer', () => {
  let box: ChildProcess;
  let first = 0;
  /** The service's user's, which has a name only while it runs. */
  let uid = '';

  /** As root of that system, in the folder of the program. */
  const inside = (...words: string[]) =>
    spawnSync(
      'nsenter',
      [
        '-t',
        `${first}`,
        '-m',
        '-p',
        '-u',
        '-i',
        '-C',
        'sh',
        '-c',
        'cd /mnt/program && exec "$@"',
        'sh',
        ...words,
      ],
      { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/root' }, timeout: 60_000 },
    );
  const node = join('/mnt/program', relative(realpathSync(root), realpathSync(process.execPath)));
  const backoffice = (...words: string[]) =>
    inside(
      'env',
      `BACKOFFICE_SECRETS=files:${state}/keys`,
      `ALERTS_ADDRESS=https://hooks.example.com/secret`,
      node,
      '--no-warnings',
      'host/cli/backoffice.ts',
      ...words,
      '--json',
    );
  const show = (name: string) =>
    inside('systemctl', 'show', '--value', `--property=${name}`, unit).stdout.trim();
  const ask = `require('node:net').connect('${state}/data/backoffice.sock', () => process.exit(0)).on('error', () => process.exit(1))`;
  const isServed = () => inside(node, '-e', ask).status === 0;
  /** Files that are not the service's own. */
  const strangers = () => inside('find', `${state}/`, '!', '-uid', uid).stdout;

  beforeAll(async () => {
    box = spawn('unshare', [...own, 'bash', script, root], { stdio: 'ignore' });
    await until(() => {
      first = childOf(box.pid ?? 0);
      return first > 0 && inside('systemctl', 'is-system-running').stdout.trim() === 'running';
    }, 'systemd runs');
  });
  afterAll(() => {
    if (first > 0) process.kill(first, 'SIGKILL');
  });

  it('is set up and runs, shut off, as a user of its own', async () => {
    const { status, stdout, stderr } = backoffice('service', 'install');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scope: 'system', enabled: true, active: true });
    await until(isServed, 'the engine answers');
    uid = show('UID');
    expect(Number(uid)).toBeGreaterThan(60_000);
    expect(strangers()).toBe('');
    const asked = backoffice('--data', `${state}/data`, 'status');
    expect(JSON.parse(asked.stdout)).toMatchObject({ standing: { state: 'notActivated' } });
  });

  it('comes back when it has died', async () => {
    const pid = show('MainPID');
    inside('systemctl', 'kill', '--signal=SIGKILL', unit);
    await until(() => show('NRestarts') === '1' && show('MainPID') !== pid && isServed(), 'it is back');
    expect(JSON.parse(backoffice('service', 'status').stdout)).toMatchObject({ active: true });
  });

  it('ends in order, and opens what root did in its folder meanwhile', async () => {
    expect(inside('systemctl', 'stop', unit).status).toBe(0);
    expect(show('Result')).toBe('success');
    expect(show('ExecMainStatus')).toBe('0');
    const changed = backoffice('--data', `${state}/data`, 'alerts', 'web', '--kind', 'text');
    expect(changed.status, changed.stdout).toBe(0);
    expect(strangers()).not.toBe('');
    inside('systemctl', 'start', unit);
    await until(isServed, 'the engine answers');
    expect(strangers()).toBe('');
    expect(inside('ls', `${state}/keys`).stdout.trim()).not.toBe('');
    expect(JSON.parse(backoffice('--data', `${state}/data`, 'alerts').stdout)).toMatchObject({
      web: { host: 'hooks.example.com' },
    });
  });

  it('is taken away, and what it kept stays', () => {
    const { status, stdout } = backoffice('service', 'remove');
    expect([status, JSON.parse(stdout)]).toEqual([
      0,
      {
        scope: 'system',
        installed: false,
        enabled: false,
        active: false,
        place: `/etc/systemd/system/${unit}`,
      },
    ]);
    expect(inside('ls', `${state}/data`).stdout).toContain('ledger.sqlite');
    // Nothing of it was ever outside.
    expect([existsSync(`/etc/systemd/system/${unit}`), existsSync(state)]).toEqual([false, false]);
  });
});

/** The process that it has started, by its number here; 0: none yet. */
function childOf(pid: number): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      if (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === `${pid}`) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return 0;
}
