/** One relay started by hand, two shops, two data folders: each books its own orders, by webhook. Real programs throughout. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Program, until, type Variables } from '../programs/program.ts';
import { type RelayProgram, runRelay, startRelay } from '../relay/program.ts';
import { canary, filesIn, searchFor } from '../security/canary.ts';
import { tokensIn } from '../security/relay-tokens.ts';
import { openShells, type Shells } from './shell.ts';
import { addresses } from './subscriptions.ts';

const webhooks = z.strictObject({
  relay: z.strictObject({
    host: z.string(),
    reachable: z.boolean(),
    waiting: z.number().nullable(),
    lastReceivedAt: z.number().nullable(),
  }),
  leaving: z.null(),
  writer: z.strictObject({
    isThisComputer: z.boolean(),
    computer: z.null(),
    since: z.null(),
    from: z.null(),
  }),
  topics: z.array(z.strictObject({ topic: z.string(), state: z.string(), detail: z.string().nullable() })),
  ok: z.boolean(),
});
const status = z.object({
  queue: z.record(z.string(), z.number()),
  webhooks: z.string(),
});
const orders = z.object({
  orders: z.array(z.object({ name: z.string(), bookings: z.array(z.object({ state: z.string() })) })),
});
const articles = z.object({
  articles: z.array(
    z.object({
      articleNumber: z.string(),
      miss: z.string().nullable(),
      cells: z.array(z.object({ easycashier: z.number().nullable() })),
    }),
  ),
});

/** Nothing looks at Shopify's orders of itself but at the start, and once a quarter of an hour. */
const seldom: Variables = { BACKOFFICE_POLL_SECONDS: '3600' };

interface Shop {
  readonly shells: Shells;
  readonly code: string;
  run: Program | null;
  sold: string;
}

let folder = '';
let relay: RelayProgram;
let first: Shop;
let second: Shop;

const openShop = async (code: string): Promise<Shop> => ({
  shells: await openShells(20, { ...seldom, RELAY_URL: relay.url, RELAY_PAIRING_CODE: code }),
  code,
  run: null,
  sold: '',
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-relay-'));
  const settings = { RELAY_DATA_DIR: folder, RELAY_LOG_LEVEL: 'debug' };
  const code = canary('first-code');
  relay = await startRelay({ ...settings, RELAY_PAIRING_CODE: code });
  const made = await runRelay(['pairing-code.ts'], settings);
  first = await openShop(code);
  second = await openShop(made.stdout.trim());
});
afterAll(async () => {
  for (const { run, shells } of [first, second]) {
    run?.kill('SIGKILL');
    await shells.remove();
  }
  await relay.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const webhookStatus = ({ shells }: Shop) => shells.get(webhooks, ['webhooks', 'status']);
const bookedOrders = async ({ shells }: Shop) =>
  (await shells.get(orders, ['orders'])).orders
    .filter(({ bookings }) => bookings.length > 0 && bookings.every(({ state }) => state === 'confirmed'))
    .map(({ name }) => name)
    .sort();
const isQuiet = async (shop: Shop) => {
  const { queue } = await shop.shells.get(status, ['status']);
  if (Object.values(queue).some((waiting) => waiting > 0)) return false;
  return (await webhookStatus(shop)).relay.waiting === 0;
};

async function order({ shells, sold }: Shop, quantity: number): Promise<void> {
  await shells.happen('/web/order', {
    lines: [{ sku: sold, quantity }],
    location: '1',
    routingDelayMs: 0,
  });
}

it('connects, pairs and subscribes in each data folder', async () => {
  for (const shop of [first, second]) {
    const { ask, get, places } = shop.shells;
    for (const words of [
      ['connect', 'easycashier'],
      ['connect', 'shopify'],
    ]) {
      expect(await ask(words)).toMatchObject({ code: 0, stderr: '' });
    }
    for (const { storeNumber, locationId } of places) await ask(['stores', 'map', storeNumber, locationId]);
    expect(await ask(['activate'])).toMatchObject({ code: 0, stderr: '' });
    expect(await get(webhooks, ['webhooks', 'create'])).toMatchObject({
      ok: true,
      relay: { host: new URL(relay.url).host, reachable: true, waiting: 0, lastReceivedAt: null },
      writer: { isThisComputer: true },
    });
    expect((await addresses(shop.shells)).every((uri) => uri.startsWith(`${relay.url}/in/`))).toBe(true);
    const found = await get(articles, ['articles', '--webshop']);
    const plenty = found.articles.find(
      ({ miss, cells }) => miss === null && cells.every(({ easycashier }) => (easycashier ?? 0) >= 10),
    );
    shop.sold = plenty?.articleNumber ?? '';
    expect((await ask(['sync', '--json'])).code).toBe(0);
  }
});

it('books in each data folder its own order, carried by the webhook alone', async () => {
  for (const shop of [first, second]) {
    shop.run = shop.shells.start(['run', '--json']);
    await shop.run.firstLine;
  }
  for (const shop of [first, second]) {
    await until(() => isQuiet(shop), 'quiet');
    expect(await webhookStatus(shop)).toMatchObject({ ok: true, relay: { reachable: true } });
    expect(await shop.shells.get(status, ['status'])).toMatchObject({ webhooks: 'ok' });
  }
  const before = (await webhookStatus(second)).relay;
  await order(first, 2);
  await until(async () => (await bookedOrders(first)).length === 1, 'the first shop’s order');
  await until(() => isQuiet(first), 'quiet');
  expect(await second.shells.get(orders, ['orders'])).toEqual({ orders: [] });
  expect((await webhookStatus(second)).relay).toEqual(before);

  await order(second, 1);
  await order(second, 3);
  await until(async () => (await bookedOrders(second)).length === 2, 'the second shop’s orders');
  expect(await bookedOrders(first)).toEqual(['#1001']);
  expect(await bookedOrders(second)).toEqual(['#1001', '#1002']);
  for (const { shells } of [first, second]) {
    expect(await shells.ask(['drift'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/är lika/) });
  }
});

it('an order whose webhooks are all lost is not seen meanwhile: nobody polls', async () => {
  const { happen } = first.shells;
  await happen('/faults', { server: 'webhooks', kind: 'lost', times: 1_000 });
  await order(first, 1);
  await delay(3_000);
  expect(await bookedOrders(first)).toEqual(['#1001']);
  await happen('/faults', {}, 'DELETE');
  await order(first, 1);
  await until(async () => (await bookedOrders(first)).length === 3, 'both are found');
});

it('finds its tokens again from the code, in a process that did not pair', async () => {
  for (const shop of [first, second]) {
    shop.run?.kill('SIGTERM');
    expect(await shop.run?.ended).toMatchObject({ code: 0, signal: null });
    shop.run = null;
    expect(await webhookStatus(shop)).toMatchObject({ ok: true, relay: { reachable: true } });
  }
  const told = await first.shells.ask(['webhooks', 'status']);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toMatch(/Webhooks fungerar[\s\S]*ORDERS_CREATE +kommer fram/);
  const forgetful = await first.shells.ask(['webhooks', 'status'], { RELAY_PAIRING_CODE: '' });
  expect(forgetful).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/känner inte igen/) });
});

it('tells what is wrong, as text and as data', async () => {
  const fresh = { BACKOFFICE_DATA_DIR: join(first.shells.dataDir, 'fresh') };
  const wrong: [string, string, RegExp, Variables][] = [
    ['noRelay', 'no relay', /Inget relä/, { RELAY_URL: '', RELAY_PAIRING_CODE: '' }],
    ['noRelay', 'no code', /Inget relä/, { RELAY_PAIRING_CODE: '' }],
    ['relayRefusedCode', 'wrong code', /godtar inte/, { RELAY_PAIRING_CODE: canary('wrong-code') }],
    ['relayRefusedCode', 'somebody else’s code', /godtar inte/, { RELAY_PAIRING_CODE: second.code }],
    ['relayUnreachable', 'not running', /Vi når inte reläet/, { RELAY_URL: 'http://127.0.0.1:9' }],
    [
      'relayUnexpected',
      'no relay at all',
      /inte reläet/,
      { RELAY_URL: first.shells.variables.PRACTICE_CONTROL_URL ?? '' },
    ],
    ['badSetting', 'not safe', /RELAY_URL/, { RELAY_URL: 'http://relay.example' }],
  ];
  for (const [code, name, sentence, change] of wrong) {
    const told = await first.shells.ask(['webhooks', 'create'], { ...fresh, ...change });
    expect({ name, ...told }).toMatchObject({ name, code: 1, stdout: '' });
    expect(told.stderr, name).toMatch(sentence);
    expect(told.stderr, name).toMatch(/^[^\n]+\n$/);
    const data = await first.shells.ask(['webhooks', 'create', '--json'], { ...fresh, ...change });
    expect({ name, code: data.code }).toEqual({ name, code: 1 });
    expect(JSON.parse(data.stdout), name).toMatchObject({ error: { code } });
  }
});

it('leaves no subscription behind when it is told to delete them', async () => {
  const count = (await addresses(first.shells)).length;
  expect(await first.shells.get(z.unknown(), ['webhooks', 'delete'])).toEqual({
    deleted: count,
    erased: true,
  });
  expect(count).toBeGreaterThan(3);
  expect(await addresses(first.shells)).toEqual([]);
  expect((await addresses(second.shells)).length).toBe(count);
  expect(await first.shells.ask(['webhooks', 'status'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Inget relä är kopplat/),
  });
});

it('says no secret anywhere, and keeps none in a file', () => {
  const secrets = new Map([['wrong code', canary('wrong-code')]]);
  const places = new Map<string, Buffer>([['the relay', Buffer.from(relay.output())]]);
  const add = (name: string, found: ReadonlyMap<string, Buffer>) => {
    for (const [path, bytes] of found) places.set(`${name}: ${path}`, bytes);
  };
  add('relay', filesIn(folder));
  for (const [name, { shells, code }] of Object.entries({ first, second })) {
    secrets.set(`code of the ${name}`, code);
    for (const [token, text] of tokensIn(shells.dataDir, code)) secrets.set(`${token} (${name})`, text);
    add(name, shells.heard);
    add(name, filesIn(shells.dataDir));
  }
  expect(secrets.size).toBeGreaterThan(6);
  expect(places.size).toBeGreaterThan(60);
  expect(searchFor(secrets, places)).toEqual([]);
});
