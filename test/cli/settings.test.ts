/** Goes through the table of settings at the command line: each is listed, set and kept, or refused in one clear line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { seenSettings, settingRow } from '../../shared/words/settings.ts';
import { otherValue } from '../contract/other-value.ts';
import { type Outcome, startProgram } from '../programs/program.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-settings-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const ask = (...words: string[]): Promise<Outcome> =>
  startProgram(words, { HOME: dataDir, BACKOFFICE_DATA_DIR: dataDir, BACKOFFICE_SECRETS: 'memory' }).ended;
const answeredFor = (name: string, { stdout }: Outcome): unknown =>
  (JSON.parse(stdout) as Record<string, unknown>)[name];

it('`settings` lists every setting that somebody may see', async () => {
  const { stdout } = await ask('settings', '--lang', 'en');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(seenSettings);
  expect(stdout).toMatch(/^pollSeconds +3 +0\.2–3,600 seconds +Seconds between looks$/m);
  expect(stdout).toMatch(/^shadow +off +on \| off +Shadow mode$/m);
});

it('the help of `settings set` tells what each takes', async () => {
  const { code, stdout } = await ask('settings', 'set', '--help');
  expect(code).toBe(0);
  for (const name of seenSettings) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect(stdout).toMatch(/^buffer +0–10.000 st +0 +Buffert/m);
});

it.each(seenSettings)('`settings set %s` sets it and keeps it', async (name) => {
  const value = otherValue(name);
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  const set = await ask('settings', 'set', name, text, '--json');
  expect(set).toMatchObject({ code: 0, stderr: '' });
  expect(answeredFor(name, set)).toBe(value);
  expect(answeredFor(name, await ask('settings', '--json'))).toBe(value);
});

it.each(seenSettings.filter((name) => settingRow(name).kind !== 'switch'))(
  '`settings set %s` out of range is refused with the range and its unit',
  async (name) => {
    const { code, stdout, stderr } = await ask('settings', 'set', name, '99999', '--json', '--lang', 'en');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'badSetting' } });
    expect(stderr).toMatch(new RegExp(`^The setting ${name} .*»99999«.*–[\\d,]+ (units|seconds|of all)\\.`));
    expect(stderr).toMatch(/^[^\n]+\n$/);
  },
);

it('a name that no setting has is refused with those that are', async () => {
  for (const name of ['nonsense', 'multipleLocations']) {
    const { code, stdout, stderr } = await ask('settings', 'set', name, '1', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'badSetting' } });
    expect(stderr).toContain(`Inställningen ${name} godtas inte: den finns inte.`);
    expect(stderr).toContain(seenSettings.join(', '));
  }
});

it('half a number of units is refused, and what is no number is wrong usage', async () => {
  expect(await ask('settings', 'set', 'buffer', '1,5', '--lang', 'en')).toEqual({
    code: 1,
    signal: null,
    stdout: '',
    stderr:
      'The setting buffer is not accepted: »1,5« will not do. Allowed are whole numbers 0–10,000 units. Correct the value and try again.\n',
  });
  for (const [name, text] of [
    ['buffer', 'x'],
    ['shadow', '7'],
    ['shadow', ''],
  ] as const) {
    expect(await ask('settings', 'set', name, text)).toMatchObject({ code: 2, stdout: '' });
  }
});
