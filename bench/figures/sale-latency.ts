import { createPracticeRandom } from '../../practice/random.ts';
import { type EngineInTime, openEngineInTime, syncEverything } from '../engine-in-time.ts';
import { type Conditions, count, type Figure, quantile, type Row, seconds } from '../figure.ts';
import { openShops, type Shops } from '../shops.ts';
import { createVirtualClock } from '../virtual-clock.ts';

const SALES_PER_SECOND = 2;
const GOAL_MS = 500;
const SHORT = 30;

/** When the shop took each number of each cell: `article\nstore` to instants and quantities, in order. */
function writesByCell({ calls }: EngineInTime, shops: Shops, since: number) {
  const storeAt = new Map(shops.places.map((place) => [place.locationId, place.storeNumber]));
  const skuOf = new Map(shops.articleNumbers.map((sku) => [shops.shopify.itemIdBySku(sku) ?? '', sku]));
  const writes = new Map<string, { at: number; quantity: number }[]>();
  for (const call of calls) {
    if (call.operation !== 'SetQuantities' || call.at < since) continue;
    const { variables } = JSON.parse(call.body) as {
      variables: {
        input: { quantities: { inventoryItemId: string; locationId: string; quantity: number }[] };
      };
    };
    for (const row of variables.input.quantities) {
      const key = `${skuOf.get(row.inventoryItemId)}\n${storeAt.get(row.locationId)}`;
      const held = writes.get(key) ?? [];
      held.push({ at: call.at, quantity: row.quantity });
      writes.set(key, held);
    }
  }
  return writes;
}

/** From the instant a sold balance was read to the instant the shop showed it (or what later sales made of it). */
function latencies(time: EngineInTime, shops: Shops, since: number) {
  const writes = writesByCell(time, shops, since);
  const waits: number[] = [];
  let missing = 0;
  const read = time.engine.ledger.all<{ key: string; at: number; units: number }>(
    `SELECT article_number || char(10) || store_number AS key, at, after AS units FROM log
     WHERE event = 'balanceChanged' AND cause = 'sale' AND at >= ? ORDER BY id`,
    since,
  );
  for (const { key, at, units } of read) {
    const write = writes.get(key)?.find((one) => one.at >= at && one.quantity <= Math.floor(units));
    if (write) waits.push(write.at - at);
    else missing += 1;
  }
  return { waits, missing };
}

/**
 * `short`: units that the webshop shows too few in every cell. Negative, each sale takes a unit away that it still offers; positive, it offers
 * less than there is, and a sale changes by how much it is raised.
 */
async function sellDuringSync({ seed, scale }: Conditions, short: number) {
  const clock = createVirtualClock();
  const shops = openShops({ clock, articles: scale === 'full' ? 7_000 : 4_000, stores: 20, short });
  const time = await openEngineInTime(clock, shops, seed);
  const random = createPracticeRandom(seed);
  let isSelling = true;
  let sold = 0;
  const till = async () => {
    while (isSelling) {
      await clock.sleep(1_000 / SALES_PER_SECOND);
      const { storeNumber } = random.pick(shops.places);
      shops.easycashier.sell(random.pick(shops.articleNumbers), storeNumber, 1);
      sold += 1;
    }
  };
  const { start, end } = await clock.run(
    time.withLoops(async () => {
      const selling = till();
      const written = await syncEverything(clock, time);
      isSelling = false;
      await selling;
      // What was sold last is read by the next poll and written then.
      await clock.sleep(40_000);
      return written;
    }),
  );
  const read = latencies(time, shops, start);
  const { throttled } = shops.shopify.stats;
  await time.engine.close();
  return { ...read, throttled, sold, syncMs: end - start };
}

export const saleLatency: Figure = {
  name: 'sale',
  measure: async (conditions: Conditions): Promise<Row[]> => {
    const over = await sellDuringSync(conditions, -SHORT);
    const short = await sellDuringSync(conditions, SHORT);

    const p99 = quantile(over.waits, 0.99);
    return [
      {
        what: `sale read → Shopify, during a full sync of ${seconds(over.syncMs)}, ${SALES_PER_SECOND} sales/s`,
        value: `p50 ${seconds(quantile(over.waits, 0.5))}, p99 ${seconds(p99)} virtual, ${count(over.waits.length)} sales of ${count(over.sold)} read meanwhile`,
        goal: 'p99 < 0,50 s',
        isMet: over.waits.length > 20 && p99 < GOAL_MS,
      },
      {
        what: 'the same, where the webshop offers less than there is: the number is raised',
        value: `p50 ${seconds(quantile(short.waits, 0.5))}, p99 ${seconds(quantile(short.waits, 0.99))} virtual`,
        goal: '–',
        isMet: null,
      },
      {
        what: 'sale read → Shopify, never shown, THROTTLED, in both',
        value: `${count(over.missing + short.missing)}, ${count(over.throttled + short.throttled)}`,
        goal: '0, 0',
        isMet: over.missing + short.missing + over.throttled + short.throttled === 0,
      },
    ];
  },
};
