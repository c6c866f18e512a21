/** A port that is not to be had: one line that names it, says what that means and what to do, whichever command wanted it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asNobody, type BusyPort, freeRow, keepsPorts, occupy } from '../programs/ports.ts';
import { startProgram } from '../programs/program.ts';

let dataDir: string;
let busy: BusyPort | null = null;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'backoffice-ports-'));
});
afterEach(() => {
  busy?.close();
  busy = null;
  rmSync(dataDir, { recursive: true, force: true });
});

const variables = () => ({ BACKOFFICE_DATA_DIR: dataDir, BACKOFFICE_SECRETS: 'memory', HOME: dataDir });
const backoffice = (words: readonly string[], before = '') =>
  startProgram([...words, '--lang', 'en'], variables(), before).ended;

/** The line of a failure, and no more than it. */
const line = (text: string) => ({ code: 1, stdout: '', stderr: `${text}\n` });
const leaveOut = 'Choose another one with --port, or leave --port out: a free one is taken then.';

it('of the window', async () => {
  busy = await occupy();
  const { port } = busy;
  const said = `Port ${port} of this computer is used by another program, so nothing was started.`;
  expect(await backoffice(['serve', '--port', `${port}`])).toMatchObject(line(`${said} ${leaveOut}`));
  const json = await backoffice(['serve', '--port', `${port}`, '--json']);
  expect(JSON.parse(json.stdout)).toEqual({ error: { code: 'portTaken', message: said, hint: leaveOut } });
});

it('of `npm start` with a port', async () => {
  busy = await occupy();
  const script = fileURLToPath(new URL('../../host/start/start.ts', import.meta.url));
  const ended = await startProgram(['--port', `${busy.port}`, '--lang', 'sv'], variables(), '', script).ended;
  expect(ended).toMatchObject(
    line(
      `Port ${busy.port} på den här datorn används redan av ett annat program, så inget startades. Välj en annan med --port, eller utelämna --port: då tas en ledig.`,
    ),
  );
});

it.each([0, 1, 2, 3])('of the practice shops and their relay: number %i of the four', async (nth) => {
  const first = await freeRow(4);
  busy = await occupy(first + nth);
  const ended = await backoffice(['practice', '--articles', '10', '--port', `${first}`]);
  expect(ended).toMatchObject(
    line(
      `Port ${first + nth} of this computer is used by another program, so nothing was started. Practice takes four ports in a row, ${first}–${first + 3}: choose another first port with --port, or leave --port out, then free ones are taken.`,
    ),
  );
});

it.skipIf(!keepsPorts)('that the system keeps', async () => {
  const forbidden =
    "The system does not let the program use port 80: those below 1024 are the administrator's";
  for (const command of ['serve', 'practice']) {
    const ended = await backoffice(
      [command, '--port', '80', '--json'],
      asNobody.replace('exec ', 'set -- ').concat(' "$@"'),
    );
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { code: 'portForbidden', message: expect.stringContaining(forbidden) },
    });
  }
});

it.each([
  ['serve', '70000', '1024–65535'],
  ['practice', '65534', '1024–65532'],
])('that is none: %s --port %s', async (command, port, allowed) => {
  const ended = await backoffice([command, '--port', port]);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(`»${port}«`);
  expect(ended.stderr).toContain(allowed);
});

it.each([
  ['an address without a name for the browsers', ['--listen', '0.0.0.0'], '--public-url'],
  ['an address that is none', ['--public-url', 'https://shop.example', '--listen', 'everywhere'], '0.0.0.0'],
  [
    'an address of another computer',
    ['--public-url', 'https://shop.example', '--listen', '192.0.2.1'],
    '0.0.0.0',
  ],
  ['a name without TLS', ['--public-url', 'http://shop.example'], 'https://…'],
  ['a path', ['--public-url', 'https://shop.example/window'], 'https://…'],
  ['a login', ['--public-url', 'https://user:hemligt@shop.example'], 'https://…'],
])('of the window behind a proxy that is given %s', async (_what, words, allowed) => {
  const ended = await backoffice(['serve', ...words]);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(allowed);
  expect(ended.stderr).not.toContain('hemligt');
});

it.each(['run', 'serve'])(
  'and the place where %s would be reached, where something else lies',
  async (command) => {
    const place = join(dataDir, 'backoffice.sock');
    mkdirSync(place);
    const ended = await backoffice([command, '--json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { code: 'lineTaken', message: expect.stringContaining(place) },
    });
  },
);
