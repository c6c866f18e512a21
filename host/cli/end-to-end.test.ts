/** The whole way, as a person in a shell goes it: practice servers, connection, activation, sync, a kill, drift. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const script = fileURLToPath(new URL('./backoffice.ts', import.meta.url));
const shops = z.object({
  environment: z.record(z.string(), z.string()),
  places: z.array(z.object({ storeNumber: z.string(), locationId: z.string() })),
});
const folder = mkdtempSync(join(tmpdir(), 'backoffice-way-'));
const children: ChildProcess[] = [];
let variables: Record<string, string> = {};
let places: z.infer<typeof shops>['places'] = [];

function start(words: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', script, ...words, '--data', join(folder, 'data')], {
    env: { PATH: process.env.PATH, HOME: folder, BACKOFFICE_SECRETS: 'env', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line);
}

async function backoffice(...words: string[]): Promise<{ code: number; answer: unknown; stderr: string }> {
  const child = start([...words, '--json']);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, answer: JSON.parse(stdout), stderr };
}

beforeAll(async () => {
  const practice = shops.parse(await firstLine(start(['practice', '--articles', '40', '--json'])));
  variables = practice.environment;
  places = practice.places;
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('connects, maps, activates, previews, syncs and finds both sides equal, through a kill', async () => {
  expect(await backoffice('plan')).toMatchObject({
    code: 1,
    answer: { error: { code: expect.any(String) } },
  });
  expect(await backoffice('connect', 'easycashier')).toMatchObject({
    code: 0,
    answer: { articles: 40 },
    stderr: '',
  });
  expect(await backoffice('connect', 'shopify')).toMatchObject({ code: 0, stderr: '' });
  for (const { storeNumber, locationId } of places) {
    expect((await backoffice('stores', 'map', storeNumber, locationId)).code).toBe(0);
  }
  expect(await backoffice('stores', 'map', '2', places[0]?.locationId ?? '')).toMatchObject({
    code: 1,
    answer: { error: { code: 'locationTaken' } },
  });
  expect(await backoffice('check')).toMatchObject({ code: 0, answer: { ok: true } });
  expect((await backoffice('activate')).code).toBe(0);

  const killed = start(['run', '--json']);
  expect(await firstLine(killed)).toMatchObject({ ready: true });
  expect(await backoffice('run')).toMatchObject({ code: 1, answer: { error: { code: 'ledgerBusy' } } });
  killed.kill('SIGKILL');
  await once(killed, 'close');

  const running = start(['run', '--json']);
  expect(await firstLine(running)).toMatchObject({ ready: true });
  const synced = await backoffice('sync');
  expect(synced).toMatchObject({ code: 0, answer: { state: 'done', plan: { planId: expect.any(String) } } });
  expect(await backoffice('drift')).toMatchObject({ code: 0, answer: { differences: [] } });
  expect(await backoffice('apply', 'nope')).toMatchObject({
    code: 1,
    answer: { error: { code: 'unknownPlan' } },
  });

  running.kill('SIGTERM');
  expect(await once(running, 'close')).toEqual([0, null]);
  expect(await backoffice('status')).toMatchObject({ code: 0, answer: { queue: { dirtyCells: 0 } } });

  const log = readFileSync(join(folder, 'data', 'backoffice.log'), 'utf8');
  const ledger = readFileSync(join(folder, 'data', 'ledger.sqlite'), 'latin1');
  const secret = variables.SHOPIFY_CLIENT_SECRET ?? '';
  expect(secret).not.toBe('');
  expect(log + ledger).not.toContain(secret);
  expect(readdirSync(join(folder, 'data'))).not.toContain('backoffice.sock');
});
