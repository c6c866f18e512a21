/** The engine as a service: what systemd is told, what it would start, and what is left where it cannot. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProgram } from '../programs/program.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'backoffice-service-'));
  mkdirSync(join(home, 'bin'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Stands for systemd's own: writes down what it is asked, and answers with `code`; what was disabled is active no more. */
function systemctl(code: number) {
  const path = join(home, 'bin', 'systemctl');
  const script = `#!/bin/sh
echo "$*" >> "${join(home, 'asked')}"
case "$*" in *is-active*) grep -q disable "${join(home, 'asked')}" && exit 3 ;; esac
${code === 0 ? '' : 'echo "Failed to connect to bus" >&2'}
exit ${code}
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
const asked = () =>
  readFileSync(join(home, 'asked'), 'utf8').replaceAll('--no-pager ', '').trim().split('\n');
const unitPath = () => join(home, 'config', 'systemd', 'user', 'easycashier-backoffice.service');

/** Root's would be the whole computer's. */
const ask = (words: string[], more: Record<string, string> = {}) =>
  startProgram(['service', ...words, '--user', '--json'], {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    BACKOFFICE_DATA_DIR: join(home, 'data'),
    BACKOFFICE_SECRETS: `files:${join(home, 'keys')}`,
    ...more,
  }).ended;

it('is set up for its user with what it needs, and what it starts runs and ends in order', async () => {
  systemctl(0);
  const { code, stdout } = await ask(['install']);
  expect({ code, answer: JSON.parse(stdout) }).toEqual({
    code: 0,
    answer: { scope: 'user', installed: true, enabled: true, active: true, place: unitPath() },
  });
  expect(asked().slice(0, 3)).toEqual([
    '--user daemon-reload',
    '--user enable easycashier-backoffice.service',
    '--user restart easycashier-backoffice.service',
  ]);
  const unit = readFileSync(unitPath(), 'utf8');
  const words = [...(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(
    ([, w = '']) => w,
  );
  const [, setting = ''] = /^Environment="(.*)"$/m.exec(unit) ?? [];
  expect(setting).toBe(`BACKOFFICE_SECRETS=files:${join(home, 'keys')}`);
  const started = spawn(words[0] ?? '', words.slice(1), {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      BACKOFFICE_SECRETS: setting.replace('BACKOFFICE_SECRETS=', ''),
    },
  });
  await new Promise((resolve) => started.stdout.once('data', resolve));
  expect(existsSync(join(home, 'data', 'ledger.sqlite'))).toBe(true);
  started.kill('SIGTERM');
  expect(await new Promise((resolve) => started.once('close', resolve))).toBe(0);
  const removed = await ask(['remove']);
  expect(removed.code).toBe(0);
  expect(existsSync(unitPath())).toBe(false);
  expect(existsSync(join(home, 'data', 'ledger.sqlite'))).toBe(true);
});

it('leaves nothing behind where systemd refuses, and says its words', async () => {
  systemctl(1);
  const { code, stdout } = await ask(['install']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'serviceFailed' } });
  expect(stdout).toContain('Failed to connect to bus');
  expect(existsSync(unitPath())).toBe(false);
  const state = await ask(['status']);
  expect(JSON.parse(state.stdout)).toMatchObject({ installed: false, enabled: false, active: false });
});

it('is refused where its keys would be gone with this terminal', async () => {
  systemctl(0);
  const { code, stdout } = await ask(['install'], { BACKOFFICE_SECRETS: 'env' });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'badSetting' } });
  expect(existsSync(unitPath())).toBe(false);
});
