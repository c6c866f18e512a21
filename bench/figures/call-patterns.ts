import { createPracticeShopify, type PracticeShopify } from '../../practice/shopify/shop.ts';
import { ROUND_TRIP_MS } from '../engine-in-time.ts';
import { type Conditions, count, decimals, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts';

/**
 * How others call, in the same shop and the same time. They are call patterns, not the programs that have them: none of
 * their code runs here.
 */
const REST_BURST = 40;
const REST_RATE = 2;

/** Call pattern of »set one level per REST call, wait for Retry-After«: quantities written in `ms`. */
export async function onePerItem(ms: number): Promise<number> {
  const serial = Math.floor(ms / ROUND_TRIP_MS);
  return Math.min(serial, REST_BURST + Math.floor((REST_RATE * ms) / 1_000));
}

interface Pattern {
  readonly what: string;
  readonly batch: number;
  readonly inFlight: number;
  /** Where a sale goes: behind everything that waits, or a call of its own beside the rest. */
  readonly sales: 'queue' | 'own' | 'none';
}

const patterns: readonly Pattern[] = [
  { what: 'one quantity per mutation, 4 in flight', batch: 1, inFlight: 4, sales: 'none' },
  { what: '250 per mutation, one after the other', batch: 250, inFlight: 1, sales: 'none' },
  {
    what: '250 per mutation, 4 in flight, sales at the end of the queue',
    batch: 250,
    inFlight: 4,
    sales: 'queue',
  },
  {
    what: '250 per mutation, 4 in flight, each sale a call of its own',
    batch: 250,
    inFlight: 4,
    sales: 'own',
  },
];

const HORIZON_MS = 120_000;
const SALES_PER_SECOND = 2;
const document = `mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code } }
}`;

interface Queued {
  readonly soldAt: number | null;
}

async function measurePattern(pattern: Pattern, clock: VirtualClock, shop: PracticeShopify) {
  const locationId = shop.addLocation({ name: 'Butik' }).id;
  const items = Array.from({ length: 1_000 }, (_, n) =>
    shop.addItem({ sku: String(n), levels: [{ locationId, available: 1 }] }),
  );
  const end = clock.now() + HORIZON_MS;
  const latencies: number[] = [];
  // The queue of a full sync under way: it holds what the bucket can never empty while we look.
  const backlog = 100_000;
  let taken = 0;
  const sales: { readonly place: number; readonly soldAt: number }[] = [];
  let keys = 0;
  let written = 0;

  const send = async (rows: readonly Queued[]): Promise<void> => {
    keys += 1;
    const quantities = rows.map((_, n) => ({
      inventoryItemId: items[(keys + n) % items.length],
      locationId,
      quantity: keys % 100,
      changeFromQuantity: null,
    }));
    const variables = { key: `key-${keys}`, input: { name: 'available', reason: 'correction', quantities } };
    const body = JSON.stringify({ query: document, variables });
    for (;;) {
      await clock.sleep(ROUND_TRIP_MS / 2);
      const answer = await shop.handle(
        new Request(`https://${shop.shop}/admin/api/2026-10/graphql.json`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': 'shpat_bench' },
          body,
        }),
      );
      const { errors } = (await answer.json()) as { errors?: unknown };
      const at = clock.now();
      if (!errors && at <= end) {
        written += rows.length;
        for (const row of rows) if (row.soldAt !== null) latencies.push(at - row.soldAt);
      }
      await clock.sleep(ROUND_TRIP_MS / 2);
      if (!errors || clock.now() > end) return;
      await clock.sleep(1_000);
    }
  };

  /** The next rows in the order they were queued: a sale stands behind the backlog of its moment. */
  const next = (): Queued[] => {
    const rows: Queued[] = [];
    while (rows.length < pattern.batch) {
      const sale = sales[0];
      if (sale && sale.place <= taken) {
        sales.shift();
        rows.push({ soldAt: sale.soldAt });
      } else {
        taken += 1;
        rows.push({ soldAt: null });
      }
    }
    return rows;
  };

  const worker = async () => {
    while (clock.now() < end) await send(next());
  };
  const till = async () => {
    const own: Promise<void>[] = [];
    while (pattern.sales !== 'none' && clock.now() < end) {
      await clock.sleep(1_000 / SALES_PER_SECOND);
      if (pattern.sales === 'queue') sales.push({ place: taken + backlog, soldAt: clock.now() });
      else own.push(send([{ soldAt: clock.now() }]));
    }
    await Promise.all(own);
  };
  await Promise.all([till(), ...Array.from({ length: pattern.inFlight }, worker)]);
  return { written, latencies };
}

export const callPatterns: Figure = {
  name: 'call-patterns',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const rest = await onePerItem(HORIZON_MS);
    const rows: Row[] = [
      {
        what: 'call pattern of »one REST call per item, waits for Retry-After«',
        value: `${decimals((rest / HORIZON_MS) * 1_000)} quantities/s`,
        goal: 'for comparison',
        isMet: null,
      },
    ];
    for (const pattern of scale === 'full' ? patterns : patterns.slice(0, 2)) {
      const clock = createVirtualClock();
      const shop = createPracticeShopify({ clock, accessTokens: ['shpat_bench'], recordHistory: false });
      const { written, latencies } = await clock.run(measurePattern(pattern, clock, shop));
      const sale =
        latencies.length > 0
          ? `, a sale after ${seconds(quantile(latencies, 0.5))} / ${seconds(quantile(latencies, 0.99))} (p50 / p99)`
          : '';
      rows.push({
        what: `call pattern of »${pattern.what}«`,
        value: `${decimals((written / HORIZON_MS) * 1_000)} quantities/s, ${count(shop.stats.throttled)} THROTTLED${sale}`,
        goal: 'for comparison',
        isMet: null,
      });
    }
    return rows;
  },
};
