/** What goes wrong is told in one line for a person and one object for a program, and ends with 1. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Outcome, startProgram, type Variables } from '../programs/program.ts';
import { connectAll, openShops, type Shops } from '../programs/shops.ts';

let shops: Shops;

beforeAll(async () => {
  shops = await openShops({
    articles: 3_000,
    stores: 2,
    traps: false,
    easycashier: { requestsPerMinute: 100_000 },
  });
});
afterAll(() => shops.remove());

const ask = (words: readonly string[], change: Variables = {}, before = ''): Promise<Outcome> =>
  startProgram(words, { ...shops.variables, ...change }, before).ended;

/** The same failure as text and as data. */
async function expectFailure(
  words: readonly string[],
  code: string,
  sentence: RegExp,
  change: Variables = {},
  before = '',
): Promise<void> {
  const told = await ask(words, change, before);
  expect(told).toMatchObject({ code: 1, signal: null, stdout: '', stderr: expect.stringMatching(sentence) });
  expect(told.stderr).toMatch(/^[^\n]+\n$/);
  const data = await ask([...words, '--json'], change, before);
  expect(data).toMatchObject({ code: 1, stderr: told.stderr });
  expect(JSON.parse(data.stdout)).toEqual({
    error: { code, message: expect.any(String), hint: expect.any(String) },
  });
  const { error } = JSON.parse(data.stdout) as { error: { message: string; hint: string } };
  expect(`${error.message} ${error.hint}\n`).toBe(told.stderr);
}

it('wrong credentials', async () => {
  const easycashier = ['connect', 'easycashier'];
  await expectFailure(easycashier, 'easycashierRefusedLogin', /användarnamnet eller lösenordet/, {
    EASYCASHIER_PASSWORD: 'fel',
  });
  await expectFailure(['connect', 'shopify'], 'shopifyRefusedKey', /Shopify godtar inte nyckeln/, {
    SHOPIFY_CLIENT_SECRET: 'fel',
  });
});

it('a missing scope', async () => {
  const { settings } = shops.practice.shopify;
  const all = settings.scopes;
  settings.scopes = all.filter((scope) => scope !== 'read_orders');
  try {
    await expectFailure(['connect', 'shopify'], 'shopifyMissingScope', /read_orders/);
  } finally {
    settings.scopes = all;
  }
});

it('an unknown location, and an unknown store', async () => {
  await shops.prepare((client) => connectAll(client, shops));
  await expectFailure(['stores', 'map', '1', '424242'], 'unknownLocation', /424242/);
  await expectFailure(
    ['stores', 'map', '99', shops.practice.places[0]?.locationId ?? ''],
    'unknownStore',
    /99/,
  );
});

it('a number that Shopify does not take: the row is named, the others are sent', async () => {
  const { easycashier, shopify, places, catalogue } = shops.practice;
  const [{ storeNumber, locationId } = { storeNumber: '', locationId: '' }] = places;
  const article = catalogue.articles.find(
    ({ articleNumber, webshop, stockItem }) =>
      webshop && stockItem && shopify.itemIdBySku(articleNumber) !== undefined,
  );
  const articleNumber = article?.articleNumber ?? '';
  expect((await ask(['activate', '--open-orders', 'taken'])).code).toBe(0);
  easycashier.count(articleNumber, storeNumber, 1_000_000_500);
  const planned = JSON.parse((await ask(['plan', '--json'])).stdout) as {
    planId: string;
    guard: { confirmRows: number } | null;
  };
  const confirm = planned.guard ? ['--confirm', String(planned.guard.confirmRows)] : [];
  const applied = await ask(['apply', planned.planId, ...confirm, '--json', '--lang', 'en']);
  expect(applied.code).toBe(1);
  expect(applied.stderr).toMatch(
    `One stock level was not sent: ${articleNumber} in store ${storeNumber}. Why is in »backoffice runs show `,
  );
  const answer = JSON.parse(applied.stdout) as { state: string; counts: { done: number }; left: unknown[] };
  expect(answer).toMatchObject({
    state: 'done',
    counts: { failed: 1 },
    left: [{ articleNumber, storeNumber, state: 'failed', reason: 'tooMany' }],
  });
  expect(answer.counts.done).toBeGreaterThan(1_000);
  expect(shopify.level(shopify.itemIdBySku(articleNumber) ?? '', locationId)?.available).not.toBe(
    1_000_000_500,
  );
  easycashier.count(articleNumber, storeNumber, 5);
});

it('every box unticked, unless somebody says how many', async () => {
  const off = ['webshop', 'off', '--all'];
  await expectFailure(off, 'boxesConfirm', /Webshop på [\d\s]+ artiklar\. .* --confirm \d+\.$/m);
  await expectFailure([...off, '--confirm', '1'], 'boxesConfirm', /--confirm \d+\.$/m);
});

it('a file that cannot be read', async () => {
  const missing = join(shops.dataDir, 'finns-inte.csv');
  await expectFailure(['webshop', 'on', '--file', missing], 'badFile', /finns-inte\.csv/);
  const folder = join(shops.dataDir, 'mapp.csv');
  mkdirSync(folder);
  await expectFailure(['webshop', 'on', '--file', folder], 'badFile', /mapp\.csv/);
  const picture = join(shops.dataDir, 'bild.csv');
  writeFileSync(picture, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1]));
  await expectFailure(['webshop', 'on', '--file', picture], 'badFile', /bild\.csv/);
});

it('a file that may not grow any more', async () => {
  const change = { BACKOFFICE_DATA_DIR: join(shops.dataDir, 'small') };
  await expectFailure(['connect', 'easycashier'], 'diskFull', /disken/i, change, 'ulimit -f 600');
});

/** A file system of its own that is full after some hundred kilobytes: SQLite itself answers SQLITE_FULL. */
const canMount =
  spawnSync('/bin/bash', ['-c', 'unshare -rm mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;

it.skipIf(!canMount)('a full disk', async () => {
  const folder = join(shops.dataDir, 'full');
  mkdirSync(folder);
  const before = `[ "$IN_SPACE" ] || IN_SPACE=1 exec unshare -rm /bin/bash -c 'mount -t tmpfs -o size=800k tmpfs "$0" && exec "$@"' '${folder}' "$@"`;
  const change = { BACKOFFICE_DATA_DIR: folder };
  await expectFailure(['connect', 'easycashier'], 'diskFull', /disken/i, change, before);
});

it('a data folder that a cloud service copies, before anything is written there', async () => {
  const cloud = join(shops.dataDir, '..', `moln-${process.pid}`);
  const place = join(cloud, 'OneDrive - Bolaget AB', 'data');
  await expectFailure(['status', '--data', place], 'dataSynced', /OneDrive/);
  await expectFailure(['status'], 'dataSynced', /OneDrive/, { BACKOFFICE_DATA_DIR: place });
  expect(existsSync(cloud)).toBe(false);
});

it('rights that are too wide are taken back at the next command', async () => {
  chmodSync(shops.dataDir, 0o755);
  await ask(['status']);
  expect(statSync(shops.dataDir).mode & 0o777).toBe(0o700);
  // What a first command makes is nobody else's, whatever the shell lets others read.
  const fresh = join(shops.dataDir, 'fresh');
  await ask(['status'], { BACKOFFICE_DATA_DIR: fresh });
  for (const name of readdirSync(fresh)) expect(statSync(join(fresh, name)).mode & 0o077, name).toBe(0);
});

it('a damaged ledger, until a copy is put back', async () => {
  const ledger = join(shops.dataDir, 'ledger.sqlite');
  const copy = join(shops.dataDir, 'copies', 'ledger-2026-11-23.sqlite');
  mkdirSync(join(shops.dataDir, 'copies'), { recursive: true });
  expect(await ask(['settings', 'set', 'buffer', '3'])).toMatchObject({ code: 0 });
  copyFileSync(ledger, copy);
  for (const end of ['-wal', '-shm']) rmSync(`${ledger}${end}`, { force: true });
  writeFileSync(ledger, 'nothing that SQLite knows, as after a power cut');
  await expectFailure(['status'], 'ledgerDamaged', /backoffice copies/);
  await expectFailure(['restore', 'ledger-2026-01-01.sqlite'], 'copyUnusable', /backoffice copies/);
  const listed = await ask(['copies', '--json']);
  const [{ name }] = (JSON.parse(listed.stdout) as { copies: [{ name: string }] }).copies;
  const { code, stdout } = await ask(['restore', name, '--json']);
  expect(code).toBe(0);
  const { keptAside } = JSON.parse(stdout) as { keptAside: string };
  expect(readFileSync(join(shops.dataDir, keptAside), 'utf8')).toMatch(/power cut$/);
  const settings = await ask(['settings', '--json']);
  expect(JSON.parse(settings.stdout)).toMatchObject({ buffer: 3 });
});
