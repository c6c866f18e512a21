/** `backoffice probe`, from outside: a table in both languages, JSON, a file, and a side that is away. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeResult } from '../../shared/contract/capabilities.ts';
import { capabilityNames } from '../../shared/words/capabilities.ts';
import { type Outcome, startProgram, type Variables } from '../programs/program.ts';
import { connectAll, openShops, type Shops } from '../programs/shops.ts';

let shops: Shops;
beforeAll(async () => {
  shops = await openShops({
    articles: 60,
    stores: 2,
    traps: false,
    easycashier: { requestsPerMinute: 100_000 },
  });
  await shops.prepare((client) => connectAll(client, shops));
});
afterAll(() => shops.remove());

const ask = (words: readonly string[], change: Variables = {}): Promise<Outcome> =>
  startProgram(words, { ...shops.variables, ...change }).ended;
const rowsOf = ({ stdout }: Outcome) => stdout.trimEnd().split('\n').slice(1);

it('shows a row for each of them, in Swedish and in English', async () => {
  const swedish = await ask(['probe', '--lang', 'sv']);
  expect(swedish).toMatchObject({ code: 0, stderr: '' });
  expect(rowsOf(swedish)).toHaveLength(capabilityNames.length);
  expect(swedish.stdout).toMatch(/^Sida +Fråga +Svar +Frågat$/m);
  expect(swedish.stdout).toMatch(
    /^EasyCashier +Artiklar på en sida i listan \(500 begärda\) +50 rader +i dag/m,
  );
  expect(swedish.stdout).toMatch(/^EasyCashier +Filtret articleNumber +följs inte/m);
  expect(swedish.stdout).toMatch(/^Shopify +Dess webborder +okänt, .*; vi räknar med: kan inte läsas/m);
  const english = await ask(['probe', '--lang', 'en']);
  expect(english).toMatchObject({ code: 0, stderr: '' });
  expect(rowsOf(english)).toHaveLength(capabilityNames.length);
  expect(english.stdout).toMatch(/^EasyCashier +The organisation number in the address +with a hyphen/m);
  expect(english.stdout).toMatch(/^Shopify +Scopes +read_inventory, read_locations, .* +today/m);
  expect(english.stdout).toMatch(/^Shopify +Its web order +unknown, .*; we take it to be: cannot be read/m);
});

it('answers a program, and saves a report without a secret and without anything of a person', async () => {
  const file = join(shops.dataDir, 'probe.json');
  const { code, stdout, stderr } = await ask(['probe', '--json', '--file', file]);
  expect(code).toBe(0);
  expect(stderr).toContain(file);
  const answer = probeResult.parse(JSON.parse(stdout));
  expect(answer.sides).toEqual({ easycashier: { failure: null }, shopify: { failure: null } });
  expect(answer.findings.companySpelling).toMatchObject({ is: 'known', value: 'hyphen' });
  const saved = readFileSync(file, 'utf8');
  expect(JSON.parse(saved)).toMatchObject({ program: { version: expect.any(String) }, ...answer });
  const { easycashier, shopify } = shops.credentials;
  const strictly = [
    ...Object.values(easycashier),
    easycashier.company.replace('-', ''),
    ...Object.values(shopify),
    ...shops.practice.places.flatMap((place) => [place.locationId, place.storeName]),
    shops.urls.easycashier,
    shops.urls.shopify,
    shops.dataDir,
  ];
  for (const secret of strictly) expect(saved.includes(secret), secret).toBe(false);
});

it('the report for whoever helps has what is known', async () => {
  const { code, stdout } = await ask(['report', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    engine: {
      capabilities: {
        askedApis: { easycashier: 'v1', shopify: '2026-10' },
        findings: { listStock: { is: 'known', value: 'shown' } },
      },
    },
  });
});

it('ends with 1 and names the side that could not be asked; the table and the file are there', async () => {
  const file = join(shops.dataDir, 'half.json');
  const away = { EASYCASHIER_URL: 'http://127.0.0.1:9' };
  const told = await ask(['probe', '--lang', 'sv', '--file', file], away);
  expect(told.code).toBe(1);
  expect(told.stderr).toMatch(/Kunde inte fråga EasyCashier om allt\. /);
  expect(told.stderr).not.toMatch(/Shopify om/);
  expect(rowsOf(told)).toHaveLength(capabilityNames.length);
  expect(told.stdout).toMatch(/^EasyCashier +Filtret searchValue +okänt, inget svar vi förstår/m);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    sides: { easycashier: { failure: 'easycashierUnreachable' }, shopify: { failure: null } },
  });
});

it('says in one line that a file cannot be written, after the answer', async () => {
  const { code, stdout, stderr } = await ask([
    'probe',
    '--json',
    '--lang',
    'en',
    '--file',
    join(shops.dataDir, 'nowhere', 'probe.json'),
  ]);
  expect(code).toBe(1);
  expect(() => probeResult.parse(JSON.parse(stdout))).not.toThrow();
  expect(stderr).toMatch(/^The file .*nowhere.probe\.json cannot be written\. Choose another place[^\n]+\n$/);
});
