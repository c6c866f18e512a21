/** The week from a shell: the figures of the window's picture. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { startProgram } from '../programs/program.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-week-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const ask = (...words: string[]) =>
  startProgram(words, { HOME: dataDir, BACKOFFICE_DATA_DIR: dataDir, BACKOFFICE_SECRETS: 'memory' }).ended;

it('`week` tells seven days, and nothing of those before there was anything', async () => {
  await ask('pause');
  const { code, stdout } = await ask('week', '--json');
  expect(code).toBe(0);
  const { days, oldestWaitingAt } = JSON.parse(stdout) as { days: unknown[]; oldestWaitingAt: unknown };
  expect(days.map((day) => (day as { figures: unknown }).figures)).toEqual([
    ...Array(6).fill(null),
    { sold: 0, orders: 0, found: 0, mended: 0 },
  ]);
  expect(oldestWaitingAt).toBeNull();
  const { t } = createTranslator('sv');
  const said = (await ask('week', '--lang', 'sv')).stdout;
  for (const words of [
    t('week.sold'),
    t('week.orders'),
    t('week.found'),
    t('week.mended'),
    t('week.noneWaits'),
  ])
    expect(said).toContain(words);
});
