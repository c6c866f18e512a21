/** A shop, a relay and computers that run the engine, in virtual time: two stores, synced once, webhooks created. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '../../engine/engine.ts';
import type { Ports, SecretName } from '../../engine/ports.ts';
import { createPractice } from '../../practice/practice.ts';
import type { Practice } from '../../practice/shops.ts';
import { openTestRelay, relayUrl, type TestRelay } from '../programs/relay.ts';
import { createScheduler, type Scheduler } from '../simulation/scheduler.ts';

const easycashierUrl = 'http://127.0.0.1:4710';
const shopifyUrl = 'http://127.0.0.1:4711';
const MINUTE = 60_000;

export interface Computer {
  readonly client: Engine['client'];
  readonly engine: Engine;
  /** Requests it has sent, as `POST /path`, Shopify's by the name of the operation. */
  readonly sent: string[];
  /** Ends its loops in order. */
  stop(): Promise<void>;
}

export interface ShopRig {
  readonly scheduler: Scheduler;
  readonly practice: Practice;
  readonly relay: TestRelay;
  /** What becomes of a request; null: it goes through. Set by a test. */
  network: (request: Request) => Response | 'fail' | null;
  /** What the relay hands over, as a hostile one may change it. */
  tamper: (path: string, answer: unknown) => unknown;
  /** Another computer with a ledger of its own, its loops running. */
  start(name: string, options?: StartOptions): Promise<Computer>;
  /** The same computer once more, after `stop`. */
  restart(computer: Computer): Promise<Computer>;
  /** Waits in virtual time. */
  pass(ms: number): Promise<void>;
  /** Days in which nothing happens: time passes at once. */
  skip(ms: number): Promise<void>;
  /** Waits until it is so. @throws after a while of virtual time */
  until(what: () => boolean | Promise<boolean>, limit?: number): Promise<void>;
  /** Units of an order line in the stores' stock that EasyCashier has given out so far. */
  balance(articleNumber: string): number;
  close(): Promise<void>;
}

interface StartOptions {
  /** Of the tenant it pairs with; null: it does not pair; absent: a new tenant. */
  readonly code?: string | null;
  readonly pollSeconds?: number;
  /** False: it is connected and mapped, and nothing more. */
  readonly isActivated?: boolean;
}

export async function openShopRig(): Promise<ShopRig> {
  const scheduler = createScheduler(Date.UTC(2026, 10, 23, 9));
  const { clock } = scheduler;
  const relay = openTestRelay({ clock });
  const route = async (request: Request): Promise<Response> => {
    const verdict = rig.network(request);
    if (verdict === 'fail') throw new TypeError('fetch failed');
    if (verdict) return verdict;
    const { origin, pathname } = new URL(request.url);
    if (origin === easycashierUrl) return practice.easycashier.handle(request);
    if (origin === shopifyUrl) return practice.shopify.handle(request);
    const response = await relay.handle(request);
    if (response.status !== 200 || pathname.startsWith('/in/')) return response;
    return Response.json(rig.tamper(pathname, await response.json()));
  };
  const practice = createPractice({
    clock,
    articles: 20,
    stores: 2,
    traps: false,
    shopify: { deliver: route },
  });
  const computers: Computer[] = [];
  const openers = new Map<Computer, () => Promise<Engine>>();
  const folders: string[] = [];
  const blunders: string[] = [];
  let isOpen = true;
  let isAsleep = false;
  const pulse = async () => {
    while (isOpen) {
      const dueAt = practice.shopify.nextDueAt();
      if (dueAt !== undefined && dueAt <= scheduler.now()) await practice.shopify.runDue();
      await clock.sleep(isAsleep ? 60 * MINUTE : 20);
    }
  };

  const start: ShopRig['start'] = async (name, { code, isActivated = true, pollSeconds = 3_600 } = {}) => {
    const sent: string[] = [];
    const secrets = new Map<SecretName, string>();
    const silent = () => undefined;
    let serial = 0;
    const ports: Ports = {
      ...scheduler.ports,
      random: {
        uuid: () => {
          serial += 1;
          return `${String(serial).padStart(8, '0')}-0000-4000-8000-${Buffer.from(name.padEnd(6)).toString('hex').slice(0, 12)}`;
        },
        fraction: () => 0.5,
      },
      http: async (request) => {
        const { pathname } = new URL(request.url);
        const text = pathname.endsWith('graphql.json') ? await request.clone().text() : '';
        const operation = /(?:query|mutation) (\w+)/.exec(text)?.[1];
        sent.push(operation ?? `${request.method} ${pathname}`);
        await clock.sleep(50);
        return route(request);
      },
      secrets: {
        get: (key) => Promise.resolve(secrets.get(key) ?? null),
        set: (key, value) => Promise.resolve(void secrets.set(key, value)),
        delete: (key) => Promise.resolve(void secrets.delete(key)),
      },
      log: {
        debug: silent,
        info: silent,
        warn: silent,
        // What only a developer could act on must not happen.
        error: (event, fields) => void blunders.push(`${event} ${(fields?.error as Error)?.stack ?? ''}`),
      },
      milestone: silent,
    };
    const dataDir = mkdtempSync(join(tmpdir(), 'feed-'));
    folders.push(dataDir);
    const open = () => openEngine({ ports, dataDir, computerName: name, overrides: { pollSeconds } });
    const engine = await open();
    const { client } = engine;
    const { shop, clientId, clientSecret } = practice.credentials.shopify;
    const guide = async () => {
      await client.connection.connectEasyCashier({
        url: easycashierUrl,
        ...practice.credentials.easycashier,
      });
      await client.connection.connectShopify({ shop, url: shopifyUrl, clientId, clientSecret });
      await client.stores.setMultipleLocations({ on: true });
      for (const { storeNumber, locationId } of practice.places) {
        await client.stores.map({ storeNumber, location: locationId });
      }
      if (!isActivated) return;
      await client.connection.activate({ openOrders: 'taken' });
      if (code === null) return;
      const pairingCode = code ?? (await relay.newCode());
      await client.webhooks.create({ relayUrl, pairingCode }).catch((error: unknown) => {
        if ((error as { data?: { code?: string } }).data?.code !== 'otherComputer') throw error;
      });
    };
    await scheduler.runFor(guide(), 10 * MINUTE);
    const status = await client.activity.status();
    if (status.activatedAt !== null && !status.otherComputer) {
      const { planId, guard } = await scheduler.runFor(client.sync.plan(), 10 * MINUTE);
      const confirm = guard ? { confirmRows: guard.confirmRows } : {};
      await scheduler.runFor(client.sync.apply({ planId, ...confirm }), 10 * MINUTE);
    }
    return run(engine, sent, open);
  };

  const run = (engine: Engine, sent: string[], open: () => Promise<Engine>): Computer => {
    const stopping = new AbortController();
    const running = engine.run(stopping.signal);
    let isStopped = false;
    const computer: Computer = {
      client: engine.client,
      engine,
      sent,
      stop: async () => {
        if (isStopped) return;
        isStopped = true;
        stopping.abort();
        await scheduler.runFor(running, 10 * MINUTE);
        await engine.close();
      },
    };
    computers.push(computer);
    openers.set(computer, open);
    return computer;
  };

  const rig: ShopRig = {
    scheduler,
    practice,
    relay,
    network: () => null,
    tamper: (_path, answer) => answer,
    start,
    restart: async (computer) => {
      const open = openers.get(computer);
      if (!open) throw new Error('it was never started');
      return run(await open(), computer.sent, open);
    },
    pass: (ms) => scheduler.runUntil(scheduler.now() + ms),
    skip: async (ms) => {
      isAsleep = true;
      await scheduler.runUntil(scheduler.now() + ms);
      isAsleep = false;
      await scheduler.runUntil(scheduler.now() + 60 * MINUTE);
    },
    until: async (what, limit = 2 * MINUTE) => {
      const end = scheduler.now() + limit;
      while (!(await what())) {
        if (scheduler.now() >= end) throw new Error(`it did not come about within ${limit} ms`);
        await scheduler.runUntil(scheduler.now() + 100);
      }
    },
    balance: (articleNumber) =>
      practice.places.reduce(
        (sum, { storeNumber }) => sum + (practice.easycashier.balance(articleNumber, storeNumber) ?? 0),
        0,
      ),
    close: async () => {
      for (const computer of computers) await computer.stop();
      isOpen = false;
      await scheduler.runUntil(scheduler.now() + 100);
      await relay.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
      if (blunders.length > 0) throw new Error(blunders.join('\n'));
    },
  };
  pulse().catch(() => undefined);
  return rig;
}

/** An order over the nth article that both sides have, and the article's number. */
export function orderOne(
  { practice }: ShopRig,
  { quantity = 1, nth = 0, routingDelayMs = 0 } = {},
): { orderId: string; articleNumber: string; inventoryItemId: string } {
  const { shopify, catalogue } = practice;
  const shared = catalogue.articles
    .filter((one) => one.webshop && one.stockItem)
    .flatMap(({ articleNumber }) => {
      const inventoryItemId = shopify.itemIdBySku(articleNumber);
      return inventoryItemId === undefined ? [] : [{ articleNumber, inventoryItemId }];
    });
  const chosen = shared[nth];
  if (!chosen) throw new Error('no such article is in both shops');
  const { inventoryItemId } = chosen;
  return {
    ...chosen,
    orderId: shopify.placeOrder({ lines: [{ inventoryItemId, quantity }], routingDelayMs }).id,
  };
}
