/** »Pausa allt« from a shell: said, kept over processes, and what would write is refused with what to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Outcome, startProgram } from '../programs/program.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-pause-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const ask = (...words: string[]): Promise<Outcome> =>
  startProgram(words, { HOME: dataDir, BACKOFFICE_DATA_DIR: dataDir, BACKOFFICE_SECRETS: 'memory' }).ended;
const by = { person: userInfo().username, computer: hostname() };
const answerOf = ({ stdout }: Outcome) => JSON.parse(stdout) as Record<string, unknown>;

it('`pause` says since when, `status` too, and what would write says how to go on', async () => {
  const paused = await ask('pause', '--json');
  expect(paused).toMatchObject({ code: 0, stderr: '' });
  const { pausedAt } = answerOf(paused);
  expect(answerOf(await ask('status', '--json'))).toMatchObject({ pausedAt, pausedBy: by });
  expect((await ask('status', '--lang', 'sv')).stdout).toMatch(
    new RegExp(`^Allt är pausat sedan .+: inget skrivs.* · av ${by.person} \\(${by.computer}\\)$`, 'm'),
  );

  const refused = await ask('webshop', 'on', '1', '--json', '--lang', 'en');
  expect(refused.code).toBe(1);
  expect(answerOf(refused)).toMatchObject({
    error: { code: 'paused', hint: 'Run »backoffice resume« and try again.' },
  });
});

it('`resume` ends it', async () => {
  const resumed = await ask('resume', '--json');
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(answerOf(resumed)).toEqual({ pausedAt: null });
  expect(answerOf(await ask('status', '--json'))).toMatchObject({ pausedAt: null, pausedBy: null });
});

it('the log tells who did it, and on which computer', async () => {
  const { lines } = answerOf(await ask('log', '--json')) as { lines: { event: string; by: unknown }[] };
  const acts = lines.filter(({ event }) => event === 'paused' || event === 'resumed');
  expect(acts).toMatchObject([
    { event: 'resumed', by },
    { event: 'paused', by },
  ]);
  const { stdout } = await ask('log', '--lang', 'en');
  expect(stdout.match(new RegExp(`  by ${by.person} \\(${by.computer}\\)$`, 'gm'))).toHaveLength(2);
});
