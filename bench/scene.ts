import { openTestRelay, type TestRelay } from '../test/programs/relay.ts';
import { type EngineInTime, openEngineInTime, RELAY_HOST, ROUND_TRIP_MS } from './engine-in-time.ts';
import { openShops, type Shops } from './shops.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export interface Scene {
  readonly clock: VirtualClock;
  readonly shops: Shops;
  /** Null: nobody tells of orders, they are polled for. */
  readonly relay: TestRelay | null;
  readonly time: EngineInTime;
  /** What falls due at Shopify happens, and webhooks go out, while `work` is done. */
  delivering<T>(work: () => Promise<T>): Promise<T>;
  /** An order of one unit. */
  order(articleNumber: string): { readonly id: string };
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly seed: number;
  readonly articles: number;
  readonly stores?: number;
  /** With the real relay in process, and webhooks for everything. Default true. */
  readonly hasRelay?: boolean;
  readonly units?: number;
  readonly searchLagMs?: number;
}

/** A shop that is in step. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  const { seed, articles, stores = 2, hasRelay = true, ...rest } = options;
  const clock = createVirtualClock();
  const relay = hasRelay ? openTestRelay({ clock }) : null;
  const deliver = async (request: Request) => {
    await clock.sleep(ROUND_TRIP_MS / 2);
    return relay ? relay.handle(request) : new Response(null, { status: 503 });
  };
  const shops = openShops({ ...rest, clock, articles, stores, short: 0, deliver });
  const time = await openEngineInTime(clock, shops, seed, relay?.handle);
  const { client } = time.engine;
  const prepare = async () => {
    if (relay) {
      await client.webhooks.create({
        relayUrl: `https://${RELAY_HOST}`,
        pairingCode: await relay.newCode(),
      });
    }
    const plan = await client.sync.plan();
    await client.sync.apply({ planId: plan.planId });
  };
  await clock.run(prepare());
  return {
    clock,
    shops,
    relay,
    time,
    delivering: async (work) => {
      let isOpen = true;
      const tick = async () => {
        while (isOpen) {
          await shops.shopify.runDue();
          await clock.sleep(10);
        }
      };
      const ticking = tick();
      try {
        return await work();
      } finally {
        isOpen = false;
        await ticking;
      }
    },
    order: (articleNumber) => {
      const inventoryItemId = shops.shopify.itemIdBySku(articleNumber) ?? '';
      return shops.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }], routingDelayMs: 0 });
    },
    close: async () => {
      await time.engine.close();
      await relay?.close();
    },
  };
}
