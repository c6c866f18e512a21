import { expect, it } from 'vitest';
import { openGateways, type RigOptions } from '../../../test/gateways/rig.ts';
import { openEngine } from '../../engine.ts';
import { openDatabase } from '../../ledger/database.ts';

/** Connected, mapped and activated; `work` runs in virtual time. */
async function withEngine(
  options: RigOptions,
  work: (
    rig: ReturnType<typeof openGateways>,
    engine: Awaited<ReturnType<typeof openEngine>>,
  ) => Promise<void>,
) {
  const rig = openGateways(options);
  const { credentials, places } = rig.practice;
  const all = async () => {
    const ledger = openDatabase({ path: ':memory:', durability: 'none' });
    const engine = await openEngine({ ports: rig.ports, dataDir: '', ledger });
    const { client } = engine;
    await client.connection.connectEasyCashier({
      url: 'https://easycashier.test',
      ...credentials.easycashier,
    });
    const { shop, clientId, clientSecret } = credentials.shopify;
    await client.connection.connectShopify({ shop, clientId, clientSecret });
    await client.stores.setMultipleLocations({ on: true });
    for (const { storeNumber, locationId } of places)
      await client.stores.map({ storeNumber, location: locationId });
    await client.connection.activate({});
    await work(rig, engine);
    await engine.close();
  };
  await rig.run(all());
}

it('reads a shop with many locations, where an item is too dear for fifty a page', async () => {
  await withEngine({ articles: 80, stores: 12, traps: false }, async (_rig, { client }) => {
    const plan = await client.sync.plan();
    expect(plan.counts.unchanged + plan.writes).toBeGreaterThan(100);
  });
});

it('does not read again, minute after minute, what changed together long ago', async () => {
  await withEngine({ articles: 400, stores: 2, traps: false }, async (rig, engine) => {
    const stopping = new AbortController();
    const loops = engine.run(stopping.signal);
    await rig.ports.monotonic.sleep(6 * 60_000);
    const before = rig.sent.length;
    await rig.ports.monotonic.sleep(5 * 60_000);
    const pages = rig.sent.slice(before).filter((call) => call.body.includes('query Items'));
    expect(pages.length).toBeGreaterThanOrEqual(4);
    expect(pages.length).toBeLessThanOrEqual(6);
    stopping.abort();
    await loops;
  });
});
