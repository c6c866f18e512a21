/** A server without a keychain: keys given once are kept in a folder, and the next program finds them there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openShells, type Shells } from './shell.ts';

let shells: Shells;
let given: Record<string, string>;
beforeAll(async () => {
  shells = await openShells(6);
  const folder = `files:${join(shells.dataDir, 'keys')}`;
  given = { BACKOFFICE_SECRETS: folder };
});
afterAll(() => shells.remove());

/** Empty counts as not given. */
const nothing = {
  EASYCASHIER_PASSWORD: '',
  SHOPIFY_CLIENT_SECRET: '',
  SHOPIFY_ACCESS_TOKEN: '',
  SHOPIFY_API_SECRET: '',
};

it('keeps what it was given once, says so at the start, and needs it no more', async () => {
  for (const side of ['easycashier', 'shopify'])
    expect(await shells.ask(['connect', side], given)).toMatchObject({ code: 0 });
  const kept = readdirSync(join(shells.dataDir, 'keys'));
  expect(kept).toContain('easycashier.password');
  expect(kept.every((name) => !name.endsWith('.part'))).toBe(true);
  const stores = await shells.ask(['stores', '--json'], { ...given, ...nothing });
  expect(stores).toMatchObject({ code: 0 });
  expect(z.object({ stores: z.array(z.unknown()) }).parse(JSON.parse(stores.stdout)).stores).toHaveLength(2);
  const run = shells.start(['run', '--json'], { ...given, ...nothing });
  await run.firstLine;
  run.kill('SIGTERM');
  const { code, stderr } = await run.ended;
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `Lösenord och nycklar läses och sparas som filer i ${join(shells.dataDir, 'keys')}.\n`,
  });
});
