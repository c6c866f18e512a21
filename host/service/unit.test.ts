import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { taskXml } from './task.ts';
import { systemdUnit } from './unit.ts';

const plan = {
  command: [process.execPath, '--no-warnings', '/opt/back office/"run"%h$HOME.ts', 'run'],
  environment: { BACKOFFICE_SECRETS: 'files:/srv/nycklar & 100%' },
};
const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
const analyze = (text: string, ...words: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'backoffice-unit-'));
  try {
    const file = join(folder, 'easycashier-backoffice.service');
    writeFileSync(file, text);
    const env = { ...process.env, XDG_RUNTIME_DIR: folder };
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...words, file], {
      encoding: 'utf8',
      env,
    });
    return { status, said: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe.skipIf(!hasAnalyze)('the unit', () => {
  it.each(['user', 'system'] as const)('of a %s is one that systemd takes without a word', (scope) => {
    const { status, said } = analyze(systemdUnit(plan, scope), 'verify', '--man=no', `--${scope}`);
    expect({ status, said }).toEqual({ status: 0, said: '' });
  });

  it('of the whole computer is shut off from what it does not need', () => {
    const { said } = analyze(
      systemdUnit(plan, 'system'),
      'security',
      '--offline=yes',
      '--no-pager',
      '--threshold=30',
    );
    expect(said).toMatch(/Overall exposure level for easycashier-backoffice\.service: [0-2]\.\d OK/);
  });
});

it('writes every word so that it stays what it is', () => {
  const text = systemdUnit(plan, 'user');
  expect(text).toContain(
    `ExecStart="${process.execPath}" "--no-warnings" "/opt/back office/\\"run\\"%%h$$HOME.ts" "run"`,
  );
  expect(text).toContain('Environment="BACKOFFICE_SECRETS=files:/srv/nycklar & 100%%"');
});

it('writes a task whose markup nothing in it ends', () => {
  const text = taskXml({ ...plan, command: ['C:\\Program Files\\node.exe', 'run'] }, 'SHOP\\Kassan <1>');
  expect(text).toContain('<UserId>SHOP\\Kassan &lt;1&gt;</UserId>');
  expect(text).toContain(
    '/d /s /c &quot;set &quot;BACKOFFICE_SECRETS=files:/srv/nycklar &amp; 100%&quot; &amp;&amp; &quot;C:\\Program Files\\node.exe&quot; &quot;run&quot;&quot;',
  );
});
