/** A shop, a relay and computers that run the engine, in virtual time: two stores, synced once, webhooks created. */
import { type Engine, openEngine } from '../../engine/engine.ts';
import type { SendMail } from '../../engine/ports.ts';
import { createPractice, type PracticeOptions } from '../../practice/practice.ts';
import type { Practice } from '../../practice/shops.ts';
import { openTestRelay, relayUrl, type TestRelay } from '../programs/relay.ts';
import { createPump } from '../simulation/pump.ts';
import { createScheduler, type Scheduler } from '../simulation/scheduler.ts';
import type { Suspension } from '../simulation/suspension.ts';
import { type Computer, computerPorts, createFleet, type Route } from './computers.ts';

const easycashierUrl = 'http://127.0.0.1:4710';
const shopifyUrl = 'http://127.0.0.1:4711';
const MINUTE = 60_000;

export interface ShopRig {
  readonly scheduler: Scheduler;
  readonly practice: Practice;
  readonly relay: TestRelay;
  /** What becomes of a request; null: it goes through. Set by a test. */
  network: (request: Request) => Response | 'fail' | Promise<Response> | null;
  /** What becomes of a mail. Set by a test. */
  post: SendMail;
  /** How wrong the computers' wall clocks are. Set by a test. */
  wallOffsetMs: number;
  /** What the relay hands over, as a hostile one may change it. */
  tamper: (path: string, answer: unknown) => unknown;
  /** Another computer with a ledger of its own, its loops running. */
  start(name: string, options?: StartOptions): Promise<Computer>;
  /** The same computer once more, after `stop`. */
  restart(computer: Computer): Promise<Computer>;
  /** Waits in virtual time. */
  pass(ms: number): Promise<void>;
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
  /** False: it does what it is asked to, as a command does, and nothing by itself. */
  readonly hasLoops?: boolean;
  /** It can be put to sleep. */
  readonly suspension?: Suspension;
}

/** `easycashier`: what the practice EasyCashier shall do otherwise than usual. */
export async function openShopRig({
  articles = 20,
  easycashier = {},
}: Pick<PracticeOptions, 'articles' | 'easycashier'> = {}): Promise<ShopRig> {
  const scheduler = createScheduler(Date.UTC(2026, 10, 23, 9), () => pump());
  const { clock } = scheduler;
  const relay = openTestRelay({ clock });
  const route: Route = (request) => routeRequest(rig, request);
  const practice = createPractice({
    clock,
    articles,
    stores: 2,
    traps: false,
    easycashier,
    shopify: { deliver: route },
  });
  const fleet = createFleet();
  const pump = createPump(scheduler, () => practice.shopify);

  const rig: ShopRig = {
    scheduler,
    practice,
    relay,
    network: () => null,
    post: async () => ({ refused: 0 }),
    wallOffsetMs: 0,
    tamper: (_path, answer) => answer,
    start: async (name, { pollSeconds = 3_600, hasLoops, suspension, ...options } = {}) => {
      const sent: string[] = [];
      const awake = computerPorts(name, {
        time: scheduler,
        wallOffsetMs: () => rig.wallOffsetMs,
        route,
        post: (mail, signal) => rig.post(mail, signal),
        sent,
        blunders: fleet.blunders,
      });
      const ports = suspension?.within(awake) ?? awake;
      const dataDir = fleet.newFolder();
      const open = () =>
        openEngine({ ports, dataDir, computerName: name, overrides: { pollSeconds }, durability: 'process' });
      const engine = await open();
      await scheduler.runFor(setUp(rig, engine.client, options), 10 * MINUTE);
      await syncIfWriter(rig, engine.client);
      return fleet.run(scheduler, { engine, sent, open }, hasLoops);
    },
    restart: (computer) => fleet.runAgain(scheduler, computer),
    pass: (ms) => scheduler.runUntil(scheduler.now() + ms),
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
      await fleet.stop();
      await scheduler.runUntil(scheduler.now() + 100);
      await relay.close();
      fleet.clear();
    },
  };
  return rig;
}

/** Takes a request to the shop or the relay it is for, unless the test's network does something else with it. */
async function routeRequest(rig: ShopRig, request: Request): Promise<Response> {
  const verdict = rig.network(request);
  if (verdict === 'fail') throw new TypeError('fetch failed');
  if (verdict) return verdict;
  const { origin, pathname } = new URL(request.url);
  if (origin === easycashierUrl) return rig.practice.easycashier.handle(request);
  if (origin === shopifyUrl) return rig.practice.shopify.handle(request);
  const response = await rig.relay.handle(request);
  if (response.status !== 200 || pathname.startsWith('/in/')) return response;
  return Response.json(rig.tamper(pathname, await response.json()));
}

/** Connects and maps a computer, and unless it is told otherwise activates and pairs it. */
async function setUp(
  { practice, relay }: ShopRig,
  client: Engine['client'],
  { code, isActivated = true }: StartOptions,
): Promise<void> {
  const { easycashier, shopify } = practice.credentials;
  const { shop, clientId, clientSecret } = shopify;
  await client.connection.connectEasyCashier({ url: easycashierUrl, ...easycashier });
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
}

/** One sync of everything, by a computer that may write. */
async function syncIfWriter({ scheduler }: ShopRig, client: Engine['client']): Promise<void> {
  const status = await client.activity.status();
  if (status.activatedAt === null || status.otherComputer) return;
  const { planId, guard } = await scheduler.runFor(client.sync.plan(), 10 * MINUTE);
  const confirm = guard ? { confirmRows: guard.confirmRows } : {};
  await scheduler.runFor(client.sync.apply({ planId, ...confirm }), 10 * MINUTE);
}

/** Another computer of the shop, paired beside the first. */
export async function startSecond(rig: ShopRig, { engine }: Computer): Promise<Computer> {
  const relay = engine.ledger.get<{ value: string }>("SELECT value FROM setting WHERE name = 'relay'");
  const code = await rig.relay.newCode(JSON.parse(relay?.value ?? '{}').tenantId);
  return rig.start('kontoret', { pollSeconds: 3, code });
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
