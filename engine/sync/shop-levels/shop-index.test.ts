import { beforeEach, describe, expect, it } from 'vitest';
import { openGateways, type GatewayRig as Rig, type RigOptions } from '../../../test/gateways/rig.ts';
import { type Engine, openEngine } from '../../engine.ts';
import { openDatabase } from '../../ledger/database.ts';
import { countItems } from '../../ledger/shop-items.ts';

/** Called at every named instant. Set by a test; what it throws ends the work there. */
let onMilestone: (name: string) => void;
beforeEach(() => {
  onMilestone = () => undefined;
});

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
    const ports = { ...rig.ports, milestone: (name: string) => onMilestone(name) };
    const engine = await openEngine({ ports, dataDir: '', ledger });
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

it('takes a walk in part by part; a death in between loses nothing, and what has gone by the next one is forgotten', async () => {
  await withEngine({ articles: 800, stores: 2, traps: false }, async (rig, { client, ledger }) => {
    let parts = 0;
    onMilestone = (name) => {
      if (name === 'walk:part-saved') parts += 1;
    };
    await client.articles.match({});
    expect(parts).toBeGreaterThan(1);
    const known = countItems(ledger);

    onMilestone = (name) => {
      if (name === 'walk:part-saved') throw new Error('died');
    };
    await expect(client.articles.match({})).rejects.toThrow();
    expect(countItems(ledger)).toBe(known);

    onMilestone = () => undefined;
    rig.practice.shopify.settings.itemsShown = rig.practice.shopify.itemIds().length - 1;
    await client.articles.match({});
    expect(countItems(ledger)).toBe(known - 1);
  });
});

describe.each([40, 200])('a shop of %i articles that shows only a third of its items', (articles) => {
  const MINUTE = 60_000;
  const open = (work: Parameters<typeof withEngine>[1]) =>
    withEngine({ articles, stores: 1, traps: false }, async (rig, engine) => {
      await engine.client.articles.match({});
      await work(rig, engine);
    });
  const asked = async ({ client }: Engine) =>
    (await client.orders.inbox({})).items.filter(({ kind }) => kind === 'shopShrunk');
  const missed = async ({ client }: Engine) => (await client.articles.match({})).missed.length;
  const cut = ({ practice }: Rig) => {
    practice.shopify.settings.itemsShown = Math.floor(practice.shopify.itemIds().length / 3);
  };

  it('has lost none of them, and asks until they are shown again', async () => {
    await open(async (rig, engine) => {
      const before = await missed(engine);
      cut(rig);
      expect(await missed(engine)).toBe(before);
      expect(await missed(engine), 'the same fault twice is one fault').toBe(before);
      expect(await asked(engine)).toHaveLength(1);
      const plan = await engine.client.sync.plan();
      expect(plan.guard?.reason).toBe('shorterWalk');
      expect(plan.counts.skipped).toBe(0);

      rig.practice.shopify.settings.itemsShown = null;
      expect(await missed(engine)).toBe(before);
      expect(await asked(engine)).toEqual([]);
    });
  });

  it('has lost them when a walk some time later finds just as many', async () => {
    await open(async (rig, engine) => {
      cut(rig);
      const before = await missed(engine);
      await rig.ports.monotonic.sleep(11 * MINUTE);
      expect(await missed(engine)).toBeGreaterThan(before);
      expect(await asked(engine)).toEqual([]);
    });
  });

  it('has lost them when a person says so', async () => {
    await open(async (rig, engine) => {
      cut(rig);
      const before = await missed(engine);
      const [question] = await asked(engine);
      await engine.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'gone' });
      expect(await missed(engine)).toBeGreaterThan(before);
      expect(await asked(engine)).toEqual([]);
    });
  });
});
