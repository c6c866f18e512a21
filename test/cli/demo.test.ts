/** `npm run demo`, as a stranger runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const script = fileURLToPath(new URL('../../demo/demo.ts', import.meta.url));

const some = z.number().positive();
const counts = z.object({
  sent: some,
  received: some,
  pulled: some,
  lost: some,
  doubled: some,
  reordered: some,
  relayRestarts: some,
  medianSeconds: some,
  slowestSeconds: some,
  timed: z.object({ medianSeconds: some, slowestSeconds: some }),
});

it('does the whole job within a minute, and every cell agrees', async () => {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--no-warnings', script, '--json', '--articles', '300', '--seed', '11'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    ok: true,
    equal: report.cells,
    bookedOnce: report.effects,
    total: { sales: 122, orders: 42, cancellations: 2, refunds: 1, moves: 1, returns: 1, drafts: 1 },
    disagreements: [],
    faults: expect.arrayContaining(['dataPutBack']),
    // Asked about the return, and of the orders since the copy: three that are booked already, and one that came while it was stopped.
    answers: { putBack: 1, booked: 3, notBooked: 1, ignore: 1 },
    premature: { offered: 0, written: 0 },
  });
  const webhooks = counts.parse(report.webhooks);
  expect(webhooks).toMatchObject({ relayRestarts: 1, timed: { slowestSeconds: expect.any(Number) } });
  // Only a webhook can be quicker than the program's own look, which comes every eight seconds meanwhile.
  expect(webhooks.timed.medianSeconds).toBeLessThan(8);
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});
