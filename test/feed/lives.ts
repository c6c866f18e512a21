/** Ledgers and keychains that come, go, are put back and are wiped, on one shop in virtual time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Engine, type EngineOptions, openEngine } from '../../engine/engine.ts';
import type { Copies, Ports, SecretName, Secrets } from '../../engine/ports.ts';
import { createCopies } from '../../host/system/copies.ts';
import { later } from '../../shared/words/time.ts';
import { type GatewayRig, openGateways } from '../gateways/rig.ts';
import { openTestRelay, relayUrl } from '../programs/relay.ts';
import type { Scheduler } from '../simulation/scheduler.ts';

export const MINUTE = 60_000;
/** What one computer's keychain holds. */
export type Kept = Map<SecretName, string>;

interface More extends Pick<EngineOptions, 'timing' | 'held' | 'ledger'> {
  /** The computer's ports, as its process sees them. */
  readonly within?: (ports: Ports) => Ports;
}

export interface Life {
  readonly engine: Engine;
  stop(): Promise<void>;
}

let folders: string[] = [];
let running: Life[] = [];
let closing: (() => Promise<void>)[] = [];

/** Ends every engine and removes every folder of a test. */
export async function endLives(): Promise<void> {
  for (const life of running) await life.stop();
  for (const close of closing) await close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  closing = [];
  folders = [];
  running = [];
}

export const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'life-'));
  folders.push(folder);
  return folder;
};

/** Real copies on the disk, made in a real thread, while virtual time stands still. */
function heldCopies({ hold }: Scheduler, dataDir: string): Copies {
  const copies = createCopies(dataDir);
  return {
    folder: copies.folder,
    write: (name) => hold(copies.write(name)),
    keep: (name) => hold(copies.keep(name)),
    list: () => hold(copies.list()),
    remove: (name) => hold(copies.remove(name)),
    examine: () => hold(copies.examine()),
  };
}

function countedIds(): () => string {
  let ids = 0;
  return () => {
    ids += 1;
    return `${String(ids).padStart(8, '0')}-0000-4000-8000-000000000000`;
  };
}

const inMemory = (secrets: Kept): Secrets => ({
  get: async (name) => secrets.get(name) ?? null,
  set: async (name, value) => void secrets.set(name, value),
  delete: async (name) => void secrets.delete(name),
});

/** The engine's loops run until it is stopped. */
function live(rig: GatewayRig, engine: Engine): Life {
  const stopping = new AbortController();
  const loops = engine.run(stopping.signal);
  let isStopped = false;
  const life: Life = {
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
}

/** What stands between the computers and the relay does with a request; null: it goes through. */
type Line = (request: Request, body: string) => Response | 'fail' | null;

/** The world's relay. */
function worldRelay({ scheduler, run }: GatewayRig) {
  const open = () => {
    const relay = openTestRelay({ clock: scheduler.clock });
    closing.push(() => relay.close());
    return relay;
  };
  let relay = open();
  const here = {
    /** Set by a test. */
    line: (() => null) as Line,
    handle: async (request: Request): Promise<Response> => {
      const verdict = here.line(request, await request.clone().text());
      await scheduler.clock.sleep(50);
      if (verdict === 'fail') throw new TypeError('fetch failed');
      return verdict ?? relay.handle(request);
    },
    store: () => relay.store,
    /** Pairs a computer: of a new tenant, or of the one it names. */
    pair: async ({ client }: Engine, tenantId?: string) => {
      const pairingCode = await relay.newCode(tenantId);
      await run(client.webhooks.create({ relayUrl, pairingCode }));
    },
    /** It has lost all it kept, and knows the computer with these tokens, as its operator would see to. */
    empty: async (secrets: Kept, instanceId: string) => {
      relay = open();
      const code = await relay.newCode();
      const tokens = {
        ingestToken: secrets.get('relay.ingestToken'),
        deviceToken: secrets.get('relay.deviceToken'),
      };
      const body = JSON.stringify({ code, instanceId, name: '', ...tokens });
      const request = new Request(`${relayUrl}/v1/pair`, { method: 'POST', body });
      const { status } = await run(relay.handle(request));
      if (status !== 200) throw new Error(`pairing anew was answered ${status}`);
    },
  };
  return here;
}

/** A shop of one store, a relay, and as many engines on it as there are folders. */
export function world() {
  const rig = openGateways({ articles: 30, stores: 1, traps: false });
  const relay = worldRelay(rig);
  const { easycashier, shopify, places, credentials } = rig.practice;
  const store = places[0]?.storeNumber ?? '';
  const number =
    [...easycashier.articles()].find(({ fields }) => fields.webshop && fields.stockItem)?.fields
      .articleNumber ?? '';
  easycashier.count(number, store, 100);
  const inventoryItemId = shopify.itemIdBySku(number) ?? '';
  const pass = (ms: number) => rig.scheduler.runUntil(rig.scheduler.now() + ms);

  const uuid = countedIds();
  const start = async (dataDir: string, secrets: Kept, pollSeconds = 2, more: More = {}) => {
    const { within = (ports: Ports) => ports, ...rest } = more;
    const ports = within({
      ...rig.ports,
      clock: { now: () => later(rig.ports.clock.now(), shop.wallOffsetMs) },
      http: (request) => (request.url.startsWith(relayUrl) ? relay.handle(request) : rig.ports.http(request)),
      milestone: (name) => shop.onMilestone(name),
      copies: heldCopies(rig.scheduler, dataDir),
      random: { uuid, fraction: () => 0.5 },
      secrets: inMemory(secrets),
    });
    const engine = await rig.run(
      openEngine({ ports, dataDir, overrides: { pollSeconds }, durability: 'process', ...rest }),
    );
    return live(rig, engine);
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
  const shop = {
    rig,
    relay,
    articleNumber: number,
    /** How wrong the computers' wall clocks are. Set by a test. */
    wallOffsetMs: 0,
    /** Called at every named instant. Set by a test; what it throws ends the work there. */
    onMilestone: (_name: string): void => undefined,
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
  return shop;
}
export type World = ReturnType<typeof world>;

export const openQuestions = async ({ engine }: Life) => (await engine.client.orders.inbox({})).items;

/** A person who looks in EasyCashier before each answer, until nothing is asked any more. */
export async function answerAll(shop: World, life: Life): Promise<number> {
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

/** Every order was booked, and once. */
export function expectOnce(shop: World): void {
  const booked = shop.booked();
  expect(new Set(booked).size, 'no order twice').toBe(booked.length);
  expect(booked.length, 'none forgotten').toBe(shop.ordered());
  expect(shop.balance()).toBe(100 - shop.ordered());
  expect(shop.available()).toBe(100 - shop.ordered());
}

/** The kinds of question that are open. */
export async function kinds(life: Life): Promise<string[]> {
  return [...new Set((await openQuestions(life)).map(({ kind }) => kind))].sort();
}
