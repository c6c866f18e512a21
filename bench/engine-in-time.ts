import { type Engine, openEngine } from '../engine/engine.ts';
import { openDatabase } from '../engine/ledger/database.ts';
import type { SecretName } from '../engine/ports.ts';
import { createPracticeRandom } from '../practice/random.ts';
import type { Shops } from './shops.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Milliseconds there and back, of every call to either shop. */
export const ROUND_TRIP_MS = 150;

/** Calls to it go to the relay, where there is one. */
export const RELAY_HOST = 'relay.test';

/** One call at the instant it reached the shop. */
interface Call {
  readonly at: number;
  readonly path: string;
  /** The name of the GraphQL document, else empty. */
  readonly operation: string;
  readonly body: string;
}

export interface EngineInTime {
  readonly engine: Engine;
  readonly calls: Call[];
  /** Runs the loops until `work` is done. */
  withLoops<T>(work: () => Promise<T>): Promise<T>;
}

/** The real engine, connected, mapped and activated against the practice shops in virtual time. */
export async function openEngineInTime(
  clock: VirtualClock,
  shops: Shops,
  seed: number,
  relay?: (request: Request) => Promise<Response>,
): Promise<EngineInTime> {
  const { credentials, easycashier, shopify } = shops;
  const random = createPracticeRandom(seed);
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const secrets = new Map<SecretName, string>();
  const calls: Call[] = [];
  const silent = () => undefined;

  const http = async (request: Request): Promise<Response> => {
    await clock.sleep(ROUND_TRIP_MS / 2);
    const { pathname, hostname, search } = new URL(request.url);
    const body = request.method === 'POST' ? await request.clone().text() : '';
    const operation = /"query":"\s*(?:query|mutation) (\w+)/.exec(body)?.[1] ?? '';
    calls.push({ at: clock.now(), path: pathname + search, operation, body });
    const shop = hostname === 'easycashier.test' ? easycashier.handle : shopify.handle;
    const response = await (hostname === RELAY_HOST && relay ? relay(request) : shop(request));
    await clock.sleep(ROUND_TRIP_MS / 2);
    return response;
  };

  const engine = await openEngine({
    dataDir: '',
    ledger: openDatabase({ path: ':memory:', durability: 'none' }),
    ports: {
      ...clock.ports,
      random: {
        uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`,
        fraction: random.next,
      },
      http,
      secrets: {
        get: async (name) => secrets.get(name) ?? null,
        set: async (name, value) => void secrets.set(name, value),
        delete: async (name) => void secrets.delete(name),
      },
      log: { debug: silent, info: silent, warn: silent, error: silent },
      milestone: silent,
    },
  });
  const { client } = engine;
  const connect = async () => {
    await client.connection.connectEasyCashier({
      url: 'https://easycashier.test',
      ...credentials.easycashier,
    });
    await client.connection.connectShopify(credentials.shopify);
    await client.stores.setMultipleLocations({ on: true });
    for (const { storeNumber, locationId } of shops.places) {
      await client.stores.map({ storeNumber, location: locationId });
    }
    await client.connection.activate({});
  };
  // Nothing was created or changed just now: the shops have been there for a while.
  await clock.run(clock.sleep(10 * 60_000).then(connect));

  return {
    engine,
    calls,
    withLoops: async (work) => {
      const stopping = new AbortController();
      const loops = engine.run(stopping.signal);
      try {
        return await work();
      } finally {
        stopping.abort();
        await loops;
      }
    },
  };
}

/** Plans by reading both sides, waits until the bucket is full again, applies. Returns when the writing began and ended. */
export async function syncEverything(clock: VirtualClock, { engine, calls }: EngineInTime) {
  const plan = await engine.client.sync.plan();
  await clock.sleep(60_000);
  const seen = calls.length;
  const start = clock.now();
  await engine.client.sync.apply({
    planId: plan.planId,
    ...(plan.guard ? { confirmRows: plan.guard.confirmRows } : {}),
  });
  const writes = calls.slice(seen).filter((call) => call.operation === 'SetQuantities');
  // The answer to the last write ends the sync; it reaches us half a round trip after the shop.
  const end = (writes.at(-1)?.at ?? start) + ROUND_TRIP_MS / 2;
  return { cells: plan.writes, start, end, calls: writes.length };
}
