/** What is refused stands nowhere: a key typed into the wrong field, a password in an address, a list of a megabyte. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../../host/load-engine.ts';
import { createReporter } from '../../host/report-error.ts';
import { openLogFile } from '../../host/system/log-file.ts';
import { createRedactor } from '../../host/system/redaction.ts';
import { at, procedures } from '../contract/procedures.ts';
import { openRig, type Rig } from '../contract/rig.ts';
import { overPort, overSocket, overWeb, type Way } from '../contract/transports.ts';
import { plainCanary } from './canary.ts';

const typed = plainCanary('typed-into-the-wrong-field');
/** A megabyte: what nobody would type, and a program may send. */
const many = Array.from({ length: 20_000 }, (_, n) => `${typed}-${n}`);
const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-refused-'));
let rig: Rig;
let ways: Way<Client>[];

beforeAll(async () => {
  const report = createReporter(openLogFile(dataDir, createRedactor()));
  rig = await openRig();
  const { router } = rig.engine;
  ways = await Promise.all([
    overPort<Client>(router, report),
    overWeb<Client>(router, report),
    overSocket<Client>(router, report),
  ]);
});
afterAll(async () => {
  for (const way of ways) await way.close();
  await rig.engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The secret where it has no business: instead of the fields, as a field's name, and within each field. */
function mistyped(input: z.ZodType | undefined): unknown[] {
  const shape = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  const each = (value: unknown) => Object.fromEntries(shape.map((name) => [name, value]));
  return [
    typed,
    [typed],
    { [typed]: 1 },
    { ...each(1), [typed]: typed },
    each({ [typed]: typed }),
    each([typed, { deep: typed }]),
  ].filter((value) => input?.safeParse(value).success === false);
}

const asking = procedures.filter(({ input }) => input !== undefined);

it.each(asking.map(({ name, path, input }) => [name, path, input] as const))(
  '%s',
  async (_name, path, input) => {
    const wrong = mistyped(input);
    expect(wrong.length).toBeGreaterThan(3);
    for (const way of ways) {
      const line = await way.open();
      const call = at(line.client, path) as (input: unknown) => Promise<unknown>;
      for (const value of wrong) await expect(call(value), way.name).rejects.toThrow();
      if (way === ways[0]) await expect(call(many)).rejects.toThrow();
      line.close();
    }
  },
);

it('and the log names where it was wrong, and nothing of what was said', () => {
  const log = readFileSync(join(dataDir, 'backoffice.log'), 'utf8');
  const lines = log.split('\n').filter(Boolean);
  expect(log).not.toContain(typed);
  expect(lines.length).toBeGreaterThan(100);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_000);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ msg: 'refused-input', code: 'BAD_REQUEST' }),
  );
});
