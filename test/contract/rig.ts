/** The real engine on a ledger in memory and on practice shops in process, in a time that passes only while it waits. */

import { type Engine, openEngine } from '../../engine/engine.ts';
import { openDatabase } from '../../engine/ledger/database.ts';
import { examine } from '../../engine/ledger/size.ts';
import type { Ports, SecretName } from '../../engine/ports.ts';
import { createPractice } from '../../practice/practice.ts';
import type { Practice } from '../../practice/shops.ts';
import { monotonicTime, ourTime } from '../../shared/words/time.ts';
import { openTestRelay, relayUrl, type TestRelay } from '../programs/relay.ts';

export const easycashierUrl = 'http://127.0.0.1:4710';
export const shopifyUrl = 'http://127.0.0.1:4711';
const start = Date.UTC(2026, 10, 23, 9);

export interface Rig {
  readonly engine: Engine;
  readonly practice: Practice;
  readonly relay: TestRelay;
  /** What the technical log has had to say as a warning or an error. */
  readonly complaints: string[];
}

interface RigOptions {
  readonly articles?: number;
  readonly traps?: boolean;
  /** Who acts; absent: nobody knows. */
  readonly actor?: Ports['actor'];
}

export async function openRig({ articles = 24, traps = false, actor }: RigOptions = {}): Promise<Rig> {
  let now = start;
  // Everybody who waits gets a turn at once: an hour of retries takes a moment.
  const sleep = (ms: number) => {
    now += Math.max(0, ms);
    return new Promise<void>((resolve) => setImmediate(resolve));
  };
  const clock = { now: () => now, sleep };
  const relay = openTestRelay({ clock });
  const practice = createPractice({
    clock,
    articles,
    stores: 2,
    traps,
    shopify: { deliver: (request) => relay.handle(request) },
  });
  const shops = new Map([
    [easycashierUrl, practice.easycashier.handle],
    [shopifyUrl, practice.shopify.handle],
    [relayUrl, relay.handle],
  ]);
  const secrets = new Map<SecretName, string>();
  const complaints: string[] = [];
  const complain = (event: string, fields?: Record<string, unknown>) =>
    void complaints.push(`${event} ${String(fields?.error ?? '')}`);
  const silent = () => undefined;
  let serial = 0;
  const ports: Ports = {
    actor,
    clock: { now: () => ourTime(clock.now()) },
    monotonic: { now: () => monotonicTime(clock.now()), sleep: clock.sleep },
    copies: {
      folder: '/copies',
      write: () => Promise.resolve(),
      keep: () => Promise.resolve(),
      list: () => Promise.resolve([]),
      remove: () => Promise.resolve(),
      examine: () => Promise.resolve(examine(ledger)),
    },
    random: {
      uuid: () => {
        serial += 1;
        return `${String(serial).padStart(8, '0')}-0000-4000-8000-000000000000`;
      },
      fraction: () => 0.5,
    },
    http: async (request) => {
      const shop = shops.get(new URL(request.url).origin);
      if (!shop) throw new TypeError('fetch failed');
      const dueAt = practice.shopify.nextDueAt();
      if (dueAt !== undefined && dueAt <= now) await practice.shopify.runDue();
      return shop(request);
    },
    secrets: {
      get: (name) => Promise.resolve(secrets.get(name) ?? null),
      set: (name, value) => Promise.resolve(void secrets.set(name, value)),
      delete: (name) => Promise.resolve(void secrets.delete(name)),
    },
    log: { debug: silent, info: silent, warn: complain, error: complain },
    milestone: silent,
  };
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  return { engine: await openEngine({ ports, dataDir: '', ledger }), practice, relay, complaints };
}

/** Both sides connected, two stores mapped, activated, one plan applied and one not, an order booked, a question open. */
export async function openForBusiness({ engine, practice, relay }: Rig): Promise<void> {
  const { client } = engine;
  const { easycashier, shopify } = practice.credentials;
  await client.connection.connectEasyCashier({ url: easycashierUrl, ...easycashier });
  const { shop, clientId, clientSecret } = shopify;
  await client.connection.connectShopify({ shop, url: shopifyUrl, clientId, clientSecret });
  await client.stores.setMultipleLocations({ on: true });
  for (const { storeNumber, locationId } of practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
  const [item = ''] = practice.shopify.itemIds();
  practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }] });
  await client.connection.activate({ openOrders: 'ask' });
  const { planId, guard } = await client.sync.plan();
  await client.sync.apply({ planId, ...(guard ? { confirmRows: guard.confirmRows } : {}) });
  await client.webhooks.create({ relayUrl, pairingCode: await relay.newCode() });
  await client.alerts.set({ web: { kind: 'text', address: `${easycashierUrl}/alerts` } });
  await client.sync.plan();
}
