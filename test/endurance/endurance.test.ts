/** A few seconds of `npm run endure`, as a person starts it: so that the command does not rot. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('run.ts', import.meta.url));

it('ends with both sides and the shelf equal', async () => {
  const words = ['--minutes', '0.15', '--articles', '40', '--seed', '20'];
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, stderr, last: stdout.trimEnd().split('\n').at(-1) }, stdout).toEqual({
    code: 0,
    stderr: '',
    last: '0.15 minutes of seed 20: 0 violations',
  });
  // It does what it is for: orders are placed, calls fail and the program dies.
  for (const what of [/a web order is placed +\d/, /INTERNAL_SERVER_ERROR .*\d/, /the program is killed +\d/])
    expect(stdout).toMatch(what);
});
