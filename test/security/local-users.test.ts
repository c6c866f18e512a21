/** Another user of the computer: a folder that was open to all, and a user whose files are made open to all, are shut by whoever keeps data there. */
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProgram } from '../programs/program.ts';
import { startRelay } from '../relay/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-open-'));
  chmodSync(folder, 0o777);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What others have rights to: the folder, and all below it. */
function openToOthers(): string[] {
  const names = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return names.filter((name) => {
    const stat = lstatSync(join(folder, name));
    return !stat.isSocket() && (stat.mode & 0o077) !== 0;
  });
}

it('the command line shuts its folder, and makes nothing that is open', async () => {
  writeFileSync(join(folder, 'backoffice.log'), '', { mode: 0o666 });
  const variables = { BACKOFFICE_DATA_DIR: folder, BACKOFFICE_SECRETS: 'memory' };
  const { code, stderr } = await startProgram(['status'], variables, 'umask 000').ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['ledger.sqlite', 'backoffice.log']));
  expect(openToOthers()).toEqual([]);
});

it('the relay shuts its folder, and makes nothing that is open', async () => {
  writeFileSync(join(folder, 'owner.lock'), '', { mode: 0o666 });
  const relay = await startRelay({ RELAY_DATA_DIR: folder }, 'umask 000; exec');
  try {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['relay.sqlite', 'owner.lock']));
    expect(openToOthers()).toEqual([]);
  } finally {
    await relay.kill('SIGTERM');
  }
});

it('a list that a command writes is its user’s alone', async () => {
  const report = join(folder, 'probe.json');
  const variables = { BACKOFFICE_DATA_DIR: join(folder, 'data'), BACKOFFICE_SECRETS: 'memory' };
  await startProgram(['probe', '--file', report], variables, 'umask 000').ended;
  expect(readdirSync(folder)).toContain('probe.json');
  expect(lstatSync(report).mode & 0o077).toBe(0);
});
