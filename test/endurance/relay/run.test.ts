/** A few seconds of `npm run endure:relay`, as a person starts it: so that the command does not rot. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('run.ts', import.meta.url));

it('loses nothing, repeats nothing, and says what it has measured', async () => {
  const child = spawn(process.execPath, ['--no-warnings', script, '--tenants', '10', '--minutes', '0.1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(
      /^deliveries: .*200 × \d+.*\nfetched [1-9]\d*; .*\nmemory: .*\n10 tenants × 0\.1 minutes of seed 1: memory .*, 0 violations\n$/,
    ),
  });
});
