/**
 * The ledger is put back, copied, emptied, or what stands beside it is wiped: whatever it is, no order is booked twice and none is
 * forgotten, once a person has answered what is asked by looking in EasyCashier.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../engine/engine.ts';
import type { SecretName } from '../../engine/ports.ts';
import { openGateways } from '../gateways/rig.ts';

const MINUTE = 60_000;
type Kept = Map<SecretName, string>;

interface Life {
  readonly engine: Engine;
  stop(): Promise<void>;
}

let folders: string[] = [];
let running: Life[] = [];
afterEach(async () => {
  for (const life of running) await life.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
  folders = [];
  running = [];
});

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'life-'));
  folders.push(folder);
  return folder;
};

function world() {
  const rig = openGateways({ articles: 30, stores: 1, traps: false });
  const { easycashier, shopify, places, credentials } = rig.practice;
  const store = places[0]?.storeNumber ?? '';
  const number =
    [...easycashier.articles()].find(({ fields }) => fields.webshop && fields.stockItem)?.fields
      .articleNumber ?? '';
  easycashier.count(number, store, 100);
  const inventoryItemId = shopify.itemIdBySku(number) ?? '';
  const pass = (ms: number) => rig.scheduler.runUntil(rig.scheduler.now() + ms);

  let ids = 0;
  const start = async (dataDir: string, secrets: Kept): Promise<Life> => {
    const ports = {
      ...rig.ports,
      random: {
        uuid: () => {
          ids += 1;
          return `${String(ids).padStart(8, '0')}-0000-4000-8000-000000000000`;
        },
        fraction: () => 0.5,
      },
      secrets: {
        get: async (name: SecretName) => secrets.get(name) ?? null,
        set: async (name: SecretName, value: string) => void secrets.set(name, value),
        delete: async (name: SecretName) => void secrets.delete(name),
      },
    };
    const engine = await rig.run(openEngine({ ports, dataDir, overrides: { pollSeconds: 2 } }));
    const stopping = new AbortController();
    const loops = engine.run(stopping.signal);
    let isStopped = false;
    const life = {
      engine,
      stop: async () => {
        if (isStopped) return;
        isStopped = true;
        stopping.abort();
        await rig.run(loops);
        await engine.close();
      },
    };
    running.push(life);
    return life;
  };
  const connect = async ({ client }: Engine) => {
    await client.connection.connectEasyCashier({
      url: 'https://easycashier.test',
      ...credentials.easycashier,
    });
    const { shop, clientId, clientSecret } = credentials.shopify;
    await client.connection.connectShopify({ shop, clientId, clientSecret });
  };
  const activate = async ({ client }: Engine, openOrders: 'ask' | 'book' = 'ask') => {
    await client.stores.map({ storeNumber: store, location: places[0]?.locationId ?? '' });
    await client.connection.activate({ openOrders });
    const { planId, guard } = await client.sync.plan();
    await client.sync.apply({ planId, ...(guard ? { confirmRows: guard.confirmRows } : {}) });
  };
  let orders = 0;
  const buy = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      orders += 1;
      shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }] });
      await pass(20_000);
    }
  };
  const booked = () =>
    easycashier
      .history(number, store)
      .flatMap(({ comment }) => /^Webborder (#\d+)/.exec(comment ?? '')?.[1] ?? []);
  return {
    rig,
    start,
    connect: (engine: Engine) => rig.run(connect(engine)),
    activate: (engine: Engine, openOrders?: 'ask' | 'book') => rig.run(activate(engine, openOrders)),
    pass,
    buy,
    booked,
    ordered: () => orders,
    balance: () => easycashier.balance(number, store),
    available: () => shopify.available(inventoryItemId, places[0]?.locationId ?? ''),
  };
}
type World = ReturnType<typeof world>;

const openQuestions = async ({ engine }: Life) => (await engine.client.orders.inbox({})).items;

/** A person who looks in EasyCashier before each answer, until nothing is asked any more. */
async function answerAll(shop: World, life: Life): Promise<number> {
  let answered = 0;
  for (let round = 0; round < 10; round += 1) {
    await shop.pass(MINUTE);
    for (const { inboxId, kind, args } of await openQuestions(life)) {
      const isBooked = shop.booked().includes(String(args.order));
      const choice =
        kind === 'openOrders'
          ? 'taken'
          : kind.startsWith('ledger')
            ? 'ignore'
            : isBooked
              ? 'booked'
              : 'notBooked';
      await life.engine.client.orders.resolve({ inboxId, choice });
      answered += 1;
    }
  }
  return answered;
}

function expectOnce(shop: World): void {
  const booked = shop.booked();
  expect(new Set(booked).size, 'no order twice').toBe(booked.length);
  expect(booked.length, 'none forgotten').toBe(shop.ordered());
  expect(shop.balance()).toBe(100 - shop.ordered());
  expect(shop.available()).toBe(100 - shop.ordered());
}

/** A shop that has run for a while and was started anew once, with a copy from then and orders since. */
async function olderShop() {
  const shop = world();
  const [folder, copy] = [newFolder(), newFolder()];
  const secrets: Kept = new Map();
  const first = await shop.start(folder, secrets);
  await shop.connect(first.engine);
  await shop.activate(first.engine);
  await shop.buy(3);
  await shop.pass(MINUTE);
  await first.stop();
  cpSync(folder, copy, { recursive: true });
  const kept = new Map(secrets);
  const second = await shop.start(folder, secrets);
  await shop.buy(5);
  await shop.pass(MINUTE);
  await second.stop();
  expectOnce(shop);
  // Sold while the program was off: nobody has booked it.
  await shop.buy(2);
  return { shop, folder, copy, secrets, kept };
}

async function kinds(life: Life): Promise<string[]> {
  return [...new Set((await openQuestions(life)).map(({ kind }) => kind))].sort();
}

describe('a ledger that is', () => {
  it('the one that wrote last goes on without a question', async () => {
    const { shop, folder, secrets } = await olderShop();
    const life = await shop.start(folder, secrets);
    await shop.pass(3 * MINUTE);
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });

  it('an older copy does not put in again what came back and was put in since', async () => {
    const shop = world();
    const { shopify } = shop.rig.practice;
    const [folder, copy] = [newFolder(), newFolder()];
    const secrets: Kept = new Map();
    const first = await shop.start(folder, secrets);
    await shop.connect(first.engine);
    await shop.activate(first.engine);
    await shop.buy(1);
    const [order] = shopify.orders();
    const lineItemId = order?.lines[0]?.id ?? '';
    shopify.fulfill(order?.id ?? '');
    await shop.pass(MINUTE);
    shopify.processReturn(order?.id ?? '', { lineItemId, quantity: 1 });
    await shop.pass(25 * MINUTE);
    expect(await kinds(first)).toEqual(['possibleReturn']);
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    const putBack = async (life: Life) => {
      const asked = (await openQuestions(life)).filter(({ kind }) => kind === 'possibleReturn');
      for (const { inboxId } of asked)
        await life.engine.client.orders.resolve({ inboxId, choice: 'putBack' });
      await shop.pass(MINUTE);
    };
    await putBack(second);
    expect(shop.balance()).toBe(100);
    await second.stop();

    const third = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    await putBack(third);
    expect(shop.balance(), 'whether it is put in already is asked').toBe(100);
    expect(await kinds(third)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, third)).toBe(2);
    shopify.refundReturned(order?.id ?? '', { lineItemId, quantity: 1, restockType: 'RETURN' });
    await shop.pass(5 * MINUTE);
    expect([shop.balance(), shop.available()]).toEqual([100, 100]);
    expect(await openQuestions(third)).toEqual([]);
  });

  it('an older copy asks about every order since then', async () => {
    const { shop, copy, secrets } = await olderShop();
    const before = shop.balance();
    const life = await shop.start(copy, secrets);
    await shop.pass(5 * MINUTE);
    expect(shop.balance(), 'nothing is booked before it is answered').toBe(before);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, life)).toBe(8);
    expectOnce(shop);
    const { lines } = await life.engine.client.activity.log({ events: ['ledgerReplaced'] });
    expect(lines).toHaveLength(1);
    // From now on it is the one that writes, also after a start.
    await life.stop();
    const next = await shop.start(copy, secrets);
    await shop.buy(2);
    await shop.pass(2 * MINUTE);
    expect(await openQuestions(next)).toEqual([]);
    expectOnce(shop);
  });

  it('a copy from one order ago asks about it', async () => {
    const shop = world();
    const [folder, copy] = [newFolder(), newFolder()];
    const secrets: Kept = new Map();
    const first = await shop.start(folder, secrets);
    await shop.connect(first.engine);
    await shop.activate(first.engine);
    await shop.pass(MINUTE);
    await first.stop();
    cpSync(folder, copy, { recursive: true });
    const second = await shop.start(folder, secrets);
    await shop.buy(1);
    await shop.pass(MINUTE);
    await second.stop();
    const life = await shop.start(copy, secrets);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('copied to another computer asks once its keys are typed in', async () => {
    const { shop, copy } = await olderShop();
    const life = await shop.start(copy, new Map());
    await shop.pass(2 * MINUTE);
    const before = shop.balance();
    await shop.connect(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['ledgerCopied', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it('its own, with the keychain wiped, asks once its keys are typed in again', async () => {
    const { shop, folder } = await olderShop();
    const life = await shop.start(folder, new Map());
    const before = shop.balance();
    await shop.connect(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['ledgerCopied', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
  });

  it.each(['ask', 'book'] as const)(
    'empty, on a shop that had one, asks about each order (%s)',
    async (choice) => {
      const { shop, secrets } = await olderShop();
      const life = await shop.start(newFolder(), secrets);
      await shop.connect(life.engine);
      const before = shop.balance();
      await shop.activate(life.engine, choice);
      await shop.pass(5 * MINUTE);
      expect(shop.balance()).toBe(before);
      expect(await kinds(life)).toEqual(['ledgerReplaced', 'takenOverOrder']);
      await answerAll(shop, life);
      expectOnce(shop);
    },
  );

  it('wiped together with the keychain asks about the orders that are open', async () => {
    const { shop } = await olderShop();
    const life = await shop.start(newFolder(), new Map());
    await shop.connect(life.engine);
    const before = shop.balance();
    await shop.activate(life.engine);
    await shop.pass(5 * MINUTE);
    expect(shop.balance()).toBe(before);
    expect(await kinds(life)).toEqual(['openOrders']);
    await answerAll(shop, life);
    expect(new Set(shop.booked()).size, 'no order twice').toBe(shop.booked().length);
  });

  it('put back together with the keychain cannot be told from itself; nothing outside this computer knows', async () => {
    const { shop, copy, kept } = await olderShop();
    const life = await shop.start(copy, kept);
    await shop.pass(2 * MINUTE);
    expect(await kinds(life)).toEqual([]);
  });
});
