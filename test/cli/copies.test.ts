/** Copies that a person asks for, laid where they want them, and put back from there. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startProgram } from '../programs/program.ts';
import { connectAll, openShops, type Shops } from '../programs/shops.ts';

const made = z.object({ path: z.string(), file: z.string(), folder: z.string() });
let shops: Shops;
let stick = '';

beforeAll(async () => {
  shops = await openShops({ articles: 6, stores: 1, traps: false });
  stick = join(shops.dataDir, 'a stick');
  mkdirSync(stick);
  await shops.prepare((client) => connectAll(client, shops));
});
afterAll(() => shops.remove());

async function ask(...words: string[]): Promise<{ code: number | null; answer: unknown }> {
  const { code, stdout } = await startProgram([...words, '--json'], shops.variables).ended;
  return { code, answer: JSON.parse(stdout) };
}
const buffer = async () => ((await ask('settings')).answer as { buffer: number }).buffer;

it('a copy is made now, and laid where somebody wants it; what lies there is never written over', async () => {
  const here = made.parse((await ask('backup')).answer);
  expect(here.file).toMatch(/^ledger-\d{4}-\d{2}-\d{2}-by-hand-\d{4}\.sqlite$/);
  expect(here.path).toBe(join(here.folder, here.file));
  const path = join(stick, 'kopia.sqlite');
  expect(await ask('backup', '--to', path)).toMatchObject({ code: 0, answer: { path } });
  expect(statSync(path).mode & 0o077).toBe(0);
  const refused = { code: 1, answer: { error: { code: 'badFile' } } };
  expect(await ask('backup', '--to', path)).toMatchObject(refused);
  expect(await ask('backup', '--to', join(stick, 'no folder', 'kopia.sqlite'))).toMatchObject(refused);
  expect((await ask('copies')).answer).toMatchObject({ copies: [{ name: here.file }] });
});

it('and is put back by its path; what is no copy is refused', async () => {
  await shops.prepare((client) => client.activity.setSettings({ buffer: 3 }));
  expect(await buffer()).toBe(3);
  const none = join(stick, 'no copy.sqlite');
  writeFileSync(none, '');
  expect(await ask('restore', none)).toMatchObject({ code: 1, answer: { error: { code: 'copyUnusable' } } });
  expect(await ask('restore', join(stick, 'kopia.sqlite'))).toMatchObject({ code: 0 });
  expect(await buffer()).toBe(0);
  expect(readdirSync(shops.dataDir).some((name) => name.startsWith('ledger-replaced-'))).toBe(true);
});

it('the file for a new computer is laid where somebody wants it, and nothing ends where it cannot be', async () => {
  const there = join(stick, 'kopia.sqlite');
  expect(await ask('move', 'out', there)).toMatchObject({ code: 1, answer: { error: { code: 'badFile' } } });
  await shops.prepare(async (client) => expect(await client.move.status()).toMatchObject({ movedAt: null }));
  const path = join(stick, 'flytt.sqlite');
  expect(await ask('move', 'out', path)).toMatchObject({ code: 0, answer: { path } });
  expect(existsSync(path)).toBe(true);
  await shops.prepare(async (client) =>
    expect(await client.move.status()).toMatchObject({ movedAt: expect.any(Number) }),
  );
});
