/** The real program, spawned: exit codes, one line on stderr, one JSON document on stdout. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./backoffice.ts', import.meta.url));
let dataDir = '';

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'backoffice-cli-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function backoffice(words: string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], {
    env: { PATH: process.env.PATH, HOME: dataDir, BACKOFFICE_DATA_DIR: join(dataDir, 'data'), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('wrong usage', () => {
  it.each([
    [['frob'], 'There is no command »frob«. See »backoffice --help«.\n'],
    [['plan', '--frob'], 'There is no option »--frob«. See »backoffice --help«.\n'],
    [['apply'], '»id« is missing. See »backoffice --help«.\n'],
    [['apply', 'a', 'b'], 'Too many arguments. See »backoffice --help«.\n'],
    [['articles', '--limit', '0'], 'That value cannot be used: --limit <n>. See »backoffice --help«.\n'],
    [['settings', 'set', 'buffer', 'x'], 'That value cannot be used: x. See »backoffice --help«.\n'],
    [
      ['buffer', '200048'],
      'Which articles, and how many are to be held back? Give article numbers and last the number, or --file. See »backoffice --help«.\n',
    ],
    [
      ['buffer', '200048', '1,5'],
      'The buffer »1,5« is no whole number (0–10000, or »default« for that of the setting). See »backoffice --help«.\n',
    ],
    [['webshop', 'on'], 'Which articles? Give article numbers, --all or --file. See »backoffice --help«.\n'],
    [
      ['connect', 'easycashier', '--company', '1', '--username', 'u'],
      'The password is missing. Set EASYCASHIER_PASSWORD. See »backoffice --help«.\n',
    ],
    [[], 'Which command? See »backoffice --help«.\n'],
  ])('%j exits 2 with one line', async (words, line) => {
    expect(await backoffice(words)).toEqual({ code: 2, stdout: '', stderr: line });
  });

  it('is told in Swedish to a Swede', async () => {
    const { stderr } = await backoffice(['frob'], { LANG: 'sv_SE.UTF-8' });
    expect(stderr).toBe('Kommandot »frob« finns inte. Se »backoffice --help«.\n');
    expect((await backoffice(['frob', '--lang', 'sv'])).stderr).toBe(stderr);
  });

  it('is one JSON document with --json, beside the line', async () => {
    const { code, stdout, stderr } = await backoffice(['frob', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message: 'There is no command »frob«.', hint: 'See »backoffice --help«.' },
    });
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('a failure', () => {
  it('exits 1: a bad setting in the environment', async () => {
    const { code, stdout, stderr } = await backoffice(['status', '--json'], {
      SHOPIFY_URL: 'https://evil.example',
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('badSetting');
    expect(stderr).toBe(
      'The setting SHOPIFY_URL is not accepted: »https://evil.example« will not do. Allowed is http://127.0.0.1:…. Correct the value and try again.\n',
    );
  });

  it('exits 1: a file that Excel has broken, with the line', async () => {
    const file = join(dataDir, 'lista.csv');
    writeFileSync(file, 'Artikelnummer\n0042\n7,31E+12\n');
    const { code, stderr } = await backoffice(['webshop', 'on', '--file', file, '--lang', 'sv']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'Filen lista.csv kan inte användas: rad 3 har ett artikelnummer som Excel har förstört (»7,31E+12«). Rätta filen, eller exportera artiklarna från EasyCashier igen.\n',
    );
  });

  it('exits 1: a data directory that cannot be made', async () => {
    const { code, stderr } = await backoffice(['status', '--data', join(script, 'x')]);
    expect(code).toBe(1);
    expect(stderr).toContain('--data');
  });
});

describe('help', () => {
  it('exits 0, in both languages, and makes no data directory', async () => {
    const swedish = await backoffice(['--help', '--lang', 'sv']);
    expect(swedish).toMatchObject({ code: 0, stderr: '' });
    expect(swedish.stdout).toContain('Kommandon:');
    expect((await backoffice(['plan', 'show', '--help'])).stdout).toContain('Global options:');
    expect(readdirSync(dataDir)).not.toContain('other');
    await backoffice(['--help', '--data', join(dataDir, 'other')]);
    expect(readdirSync(dataDir)).not.toContain('other');
  });
});
