import { describe, expect, it } from 'vitest';
import { type GatewayRig, openGateways } from '../../../test/gateways/rig.ts';
import { type Engine, openEngine } from '../../engine.ts';
import { openDatabase } from '../../ledger/database.ts';

interface Sent {
  readonly key: string | undefined;
  readonly query: string;
  readonly quantities: readonly Record<string, unknown>[];
}

const inventoryWrite = /\binventory(SetQuantities|Activate)\s*\(/;

/** Every inventory write as it was sent. */
function writesOf(rig: GatewayRig): Sent[] {
  return rig.sent.flatMap(({ path, body }) => {
    if (!path.endsWith('/graphql.json')) return [];
    const { query, variables } = JSON.parse(body) as {
      query: string;
      variables: { key?: string; input?: { quantities?: Record<string, unknown>[] } };
    };
    if (!inventoryWrite.test(query)) return [];
    return [{ query, key: variables.key, quantities: variables.input?.quantities ?? [] }];
  });
}

/** Two shops just met: the engine connected, mapped and activated. */
async function meet(rig: GatewayRig): Promise<Engine> {
  const { easycashier, shopify } = rig.practice.credentials;
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  const engine = await openEngine({ ports: rig.ports, dataDir: '', ledger });
  const { client } = engine;
  await client.connection.connectEasyCashier({ url: 'https://easycashier.test', ...easycashier });
  const { shop, clientId, clientSecret } = shopify;
  await client.connection.connectShopify({ shop, clientId, clientSecret });
  await client.stores.setMultipleLocations({ on: true });
  for (const { storeNumber, locationId } of rig.practice.places) {
    await client.stores.map({ storeNumber, location: locationId });
  }
  return engine;
}

async function syncAll({ client }: Engine) {
  const plan = await client.sync.plan();
  return client.sync.apply({
    planId: plan.planId,
    ...(plan.guard ? { confirmRows: plan.guard.confirmRows } : {}),
  });
}

describe('what a full sync and a day of sales send', () => {
  it('carries a key on every inventory write and a changeFromQuantity on every quantity', async () => {
    const rig = openGateways({ articles: 120, traps: true, stores: 2 });
    const { easycashier, shopify, places } = rig.practice;
    const [place] = places;
    // Where an item is not active it must be activated first, with a key of its own.
    for (const id of shopify.itemIds().slice(0, 5))
      shopify.setLevelActive(id, place?.locationId ?? '', false);
    const day = async () => {
      const engine = await meet(rig);
      await engine.client.connection.activate({});
      const run = await syncAll(engine);
      const stopping = new AbortController();
      const loops = engine.run(stopping.signal);
      for (const article of [...easycashier.articles()].slice(0, 10)) {
        if (!article.fields.stockItem) continue;
        easycashier.sell(article.fields.articleNumber, place?.storeNumber ?? '', 1);
        await rig.ports.monotonic.sleep(4_000);
      }
      stopping.abort();
      await loops;
      await engine.close();
      return run;
    };
    const run = await rig.run(day());
    expect(run.state).toBe('done');
    expect(run.counts.done).toBeGreaterThan(20);

    const writes = writesOf(rig);
    const sets = writes.filter((write) => write.quantities.length > 0);
    expect(writes.some((write) => write.query.includes('inventoryActivate'))).toBe(true);
    expect(sets.length).toBeGreaterThan(3);
    for (const write of writes) {
      expect(write.query).toMatch(/\)\s*@idempotent\(key: \$key\)/);
      expect(write.key).toMatch(/\S/);
    }
    expect(new Set(writes.map((write) => write.key)).size).toBe(writes.length);
    for (const quantity of sets.flatMap((write) => write.quantities)) {
      expect(Number.isInteger(quantity.changeFromQuantity)).toBe(true);
      expect(quantity.quantity).toBeGreaterThanOrEqual(0);
      expect(quantity.quantity).not.toBe(quantity.changeFromQuantity);
    }
    for (const { quantities } of sets) expect(quantities.length).toBeLessThanOrEqual(250);
    expect(shopify.stats.throttled).toBe(0);
  });

  it('is nothing at all in shadow mode', async () => {
    const rig = openGateways({ articles: 60, stores: 2 });
    const day = async () => {
      const engine = await meet(rig);
      await engine.client.activity.setSettings({ shadow: true });
      await engine.client.connection.activate({});
      await engine.client.sync.plan();
      const stopping = new AbortController();
      const loops = engine.run(stopping.signal);
      const [inventoryItemId = ''] = rig.practice.shopify.itemIds();
      rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }] });
      await rig.ports.monotonic.sleep(60_000);
      stopping.abort();
      await loops;
      await engine.close();
    };
    await rig.run(day());
    expect(writesOf(rig)).toEqual([]);
    expect(rig.sent.filter((call) => call.path.includes('/stock/'))).toEqual([]);
    expect(rig.practice.shopify.stats.quantitiesWritten).toBe(0);
  });
});
