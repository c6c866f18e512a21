import { describe, expect, it } from 'vitest';
import { type GatewayRig, openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { API_VERSION } from './client.ts';
import {
  missingScopes,
  type QuantityWrite,
  readItemsById,
  readLocations,
  readShop,
  stockAtLocation,
  writeQuantities,
} from './gateway.ts';

const tokenCalls = (rig: GatewayRig) => rig.sent.filter((call) => call.path.endsWith('/access_token')).length;
const graphqlCalls = (rig: GatewayRig) => rig.sent.filter((call) => call.path.endsWith('/graphql.json'));

/** A row that adds one to what the shop shows. */
function rowOf(rig: GatewayRig, n = 0): QuantityWrite {
  const inventoryItemId = rig.practice.shopify.itemIds()[n] ?? '';
  const locationId = rig.practice.places[0]?.locationId ?? '';
  const before = rig.practice.shopify.available(inventoryItemId, locationId);
  return {
    inventoryItemId,
    locationId,
    before,
    after: before + 1,
  };
}
const write = (rig: GatewayRig, key: string, rows: readonly QuantityWrite[]) =>
  writeQuantities(rig.shopify, key, rows, 'test');
const shown = (rig: GatewayRig, row: QuantityWrite) =>
  rig.practice.shopify.available(row.inventoryItemId, row.locationId);

describe('tokens', () => {
  it('are made once for many calls, and renewed at 80 % of their life', async () => {
    const rig = openGateways();
    await rig.run(Promise.all(Array.from({ length: 8 }, () => readShop(rig.shopify))));
    expect(tokenCalls(rig)).toBe(1);
    const start = rig.scheduler.now();
    await rig.scheduler.runUntil(start + 86_399 * 790);
    await rig.run(readShop(rig.shopify));
    expect(tokenCalls(rig)).toBe(1);
    await rig.scheduler.runUntil(start + 86_399 * 801);
    await rig.run(readShop(rig.shopify));
    expect(tokenCalls(rig)).toBe(2);
  });

  it('are renewed once when Shopify answers 401, and then it is said', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    rig.practice.shopify.faults.add({ kind: 'expired-token' });
    await rig.run(readShop(rig.shopify));
    expect(tokenCalls(rig)).toBe(2);
    rig.practice.shopify.faults.add({ kind: 'expired-token', match: 'Shop', times: 2 });
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyRefusedKey');
  });

  it('of an existing app are used as they are', async () => {
    const rig = openGateways();
    rig.secrets.set('shopify.accessToken', rig.practice.credentials.shopify.accessToken);
    rig.secrets.delete('shopify.clientSecret');
    await rig.run(readShop(rig.shopify));
    expect(tokenCalls(rig)).toBe(0);
    rig.secrets.set('shopify.accessToken', 'shpat_wrong');
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyRefusedKey');
    expect(tokenCalls(rig)).toBe(0);
  });

  it('need a secret, and a right one', async () => {
    const rig = openGateways();
    rig.secrets.set('shopify.clientSecret', 'shpss_wrong');
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyRefusedKey');
    rig.secrets.clear();
    await rig.scheduler.runUntil(rig.scheduler.now() + 30_000);
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('secretGone');
  });

  it('are asked for again for a reading, and not waited for without end', async () => {
    const rig = openGateways();
    rig.practice.shopify.faults.add({ kind: 'lost-before', match: 'access_token' });
    await rig.run(readShop(rig.shopify));
    expect(tokenCalls(rig)).toBe(2);
    const silent = openGateways();
    silent.practice.shopify.faults.add({ kind: 'hang', match: 'access_token', ms: 7_200_000, times: 50 });
    const row = rowOf(silent);
    expect(await silent.run(outcomeOf(readShop(silent.shopify)))).toBe('shopifyUnreachable');
    expect(await silent.run(outcomeOf(write(silent, 'key', [row])))).toBe('shopifyUnreachable');
    expect(graphqlCalls(silent).length).toBe(0);
  });

  it('are never written to the log', async () => {
    const rig = openGateways();
    rig.practice.shopify.faults.add({ kind: 'wrong-shape', match: 'Shop', times: 9 });
    await rig.run(outcomeOf(readShop(rig.shopify)));
    rig.practice.shopify.settings.scopes = [];
    await rig.run(outcomeOf(readLocations(rig.shopify)));
    expect(rig.log.length).toBeGreaterThan(0);
    expect(rig.log.join('\n')).not.toMatch(/shpat_|shpss_/);
  });
});

describe('a shop that is shut', () => {
  it.each([
    ['status-402', 'shopifyFrozen'],
    ['status-423', 'shopifyLocked'],
  ] as const)('with %s is told as that, whatever is asked of it', async (kind, code) => {
    const rig = openGateways();
    const { faults } = rig.practice.shopify;
    const { shop } = rig.practice.credentials.shopify;
    faults.add({ kind });
    // The first call of all asks for a token.
    const told = readShop(rig.shopify).catch((error: unknown) => error);
    expect(await rig.run(told)).toMatchObject({ code, args: { shop } });
    expect(graphqlCalls(rig)).toEqual([]);
    await rig.scheduler.runUntil(rig.scheduler.now() + 5_000);
    await rig.run(readShop(rig.shopify));
    faults.add({ kind });
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe(code);
    await rig.scheduler.runUntil(rig.scheduler.now() + 5_000);
    const row = rowOf(rig);
    faults.add({ kind });
    expect(await rig.run(outcomeOf(write(rig, 'key', [row])))).toBe(code);
    expect(shown(rig, row)).toBe(row.before);
  });

  it('is asked seldom, and is open at the first call after the pause', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    rig.practice.shopify.faults.add({ kind: 'status-423', times: 1_000_000 });
    const before = rig.sent.length;
    const end = rig.scheduler.now() + 3_600_000;
    while (rig.scheduler.now() < end) {
      expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyLocked');
      await rig.scheduler.runUntil(rig.scheduler.now() + 1_000);
    }
    expect(rig.sent.length - before).toBeLessThan(3_600 / 30 + 10);
    rig.practice.shopify.faults.clear();
    await rig.scheduler.runUntil(rig.scheduler.now() + 30_000);
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe(null);
    rig.practice.shopify.faults.add({ kind: 'status-423' });
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyLocked');
    await rig.scheduler.runUntil(rig.scheduler.now() + 4_000);
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe(null);
  });
});

it('a key that Shopify refuses is shown to it seldom', async () => {
  const rig = openGateways();
  rig.secrets.set('shopify.clientSecret', 'shpss_wrong');
  const end = rig.scheduler.now() + 3_600_000;
  while (rig.scheduler.now() < end) {
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe('shopifyRefusedKey');
    await rig.scheduler.runUntil(rig.scheduler.now() + 1_000);
  }
  expect(tokenCalls(rig)).toBeLessThan(3_600 / 30 + 10);
});

describe('pacing', () => {
  /** `count` writes of one row each, some at a time. Returns virtual milliseconds. */
  const flood = async (rig: GatewayRig, count: number, atOnce = 4) => {
    let next = 0;
    const worker = async () => {
      while (next < count) {
        next += 1;
        await write(rig, `key-${next}`, [rowOf(rig, next % 20)]);
      }
    };
    const start = rig.scheduler.now();
    await Promise.all(Array.from({ length: atOnce }, worker));
    return rig.scheduler.now() - start;
  };

  it('spends what there is and is never throttled', async () => {
    const rig = openGateways();
    const elapsed = await rig.run(flood(rig, 600));
    expect(rig.practice.shopify.stats.throttled).toBe(0);
    const ideal = ((600 * 10 - 2_000) / 100) * 1_000;
    expect(elapsed).toBeLessThan(ideal * 1.03);
  });

  it('keeps points for readings, which do not wait behind the writes', async () => {
    const rig = openGateways();
    const work = flood(rig, 500);
    const read = async () => {
      await rig.ports.monotonic.sleep(30_000);
      const start = rig.scheduler.now();
      await readShop(rig.shopify);
      return rig.scheduler.now() - start;
    };
    const [, waited] = await rig.run(Promise.all([work, read()]));
    expect(waited).toBeLessThan(500);
    expect(rig.practice.shopify.stats.throttled).toBe(0);
  });

  it('is not throttled when a reading of many items follows one of few', async () => {
    const rig = openGateways();
    const ids = rig.practice.shopify.itemIds().slice(0, 20);
    const locationIds = rig.practice.places.map(({ locationId }) => locationId);
    for (let n = 0; n < 100; n += 1) {
      await rig.run(readItemsById(rig.shopify, ids.slice(0, 1), locationIds));
      await rig.run(
        Promise.all(Array.from({ length: 8 }, () => readItemsById(rig.shopify, ids, locationIds))),
      );
    }
    expect(rig.practice.shopify.stats.throttled).toBe(0);
  });

  it('learns another plan and a smaller bucket from the answers', async () => {
    const rig = openGateways({ shopify: { bucketSize: 4_000, restoreRate: 200 } });
    const elapsed = await rig.run(flood(rig, 800, 12));
    expect(elapsed).toBeLessThan(((800 * 10 - 4_000) / 200) * 1_000 * 1.05);
    expect(rig.practice.shopify.stats.throttled).toBe(0);
    rig.practice.shopify.settings.bucketSize = 100;
    rig.practice.shopify.settings.restoreRate = 20;
    await rig.run(flood(rig, 60));
    expect(rig.practice.shopify.stats.throttled).toBeLessThan(8);
  });

  it('waits three minutes at most while Shopify is busy: then whoever asked is told, and nothing was done', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    const row = rowOf(rig);
    rig.practice.shopify.faults.add({ kind: 'status-429', times: 10_000, pauseMs: 60_000 });
    for (const ask of [() => readShop(rig.shopify), () => write(rig, 'k1', [row])]) {
      const start = rig.scheduler.now();
      expect(await rig.run(outcomeOf(ask()))).toBe('shopifyThrottled');
      expect(rig.scheduler.now() - start).toBeLessThan(190_000);
    }
    expect(shown(rig, row)).toBe(row.before);
  });

  it('waits as long as Retry-After says', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    const row = rowOf(rig);
    rig.practice.shopify.faults.add({ kind: 'status-429', match: 'SetQuantities' });
    const start = rig.scheduler.now();
    expect(await rig.run(write(rig, 'key', [row]))).toEqual([]);
    expect(rig.scheduler.now() - start).toBeGreaterThanOrEqual(2_000);
    expect(shown(rig, row)).toBe(row.after);
  });
});

describe('a reading', () => {
  it.each([
    'lost-before',
    'unanswered',
    'status-503',
    'status-500',
    'status-502-after',
    'wrong-shape',
    'not-json',
  ] as const)('is repeated after %s, and refused when it does not help', async (kind) => {
    const rig = openGateways();
    rig.practice.shopify.faults.add({ kind, match: 'Shop', times: 2 });
    if (kind !== 'lost-before' && kind !== 'unanswered') await rig.run(readShop(rig.shopify));
    rig.practice.shopify.faults.clear();
    rig.practice.shopify.faults.add({ kind, match: 'Shop', times: 50 });
    const isAnswered = kind === 'wrong-shape' || kind === 'not-json';
    const code = isAnswered ? 'shopifyUnexpected' : 'shopifyUnreachable';
    expect(await rig.run(outcomeOf(readShop(rig.shopify)))).toBe(code);
  });

  it('names the scope that is missing', async () => {
    const rig = openGateways();
    rig.practice.shopify.settings.scopes = ['read_orders'];
    const refused = await rig.run(readLocations(rig.shopify).catch((error) => error));
    expect(refused).toMatchObject({ code: 'shopifyMissingScope' });
    expect(String(refused.args.scopes)).toContain('read_locations');
    const { granted } = await rig.run(readShop(rig.shopify));
    expect(missingScopes(granted)).toEqual([
      'read_inventory',
      'write_inventory',
      'read_locations',
      'read_merchant_managed_fulfillment_orders',
    ]);
  });

  it('tells which version answered: another than asked for means ours is no longer served', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    expect(rig.shopify.answeredVersion()).toBe(API_VERSION);
    rig.practice.shopify.settings.apiVersions = [{ handle: '2027-10', supported: true }];
    await rig.run(readShop(rig.shopify));
    expect(rig.shopify.answeredVersion()).toBe('2027-10');
  });
});

describe('a write', () => {
  it.each([
    ['unanswered', true],
    ['hang', true],
    ['status-502-after', true],
    ['lost-before', false],
    ['status-503', false],
    ['status-500', false],
    ['wrong-shape', false],
    ['not-json', false],
  ] as const)('is sent once and its outcome unknown after %s', async (kind, isDone) => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    const row = rowOf(rig);
    rig.practice.shopify.faults.add({ kind, match: 'SetQuantities' });
    const calls = graphqlCalls(rig).length;
    expect(await rig.run(outcomeOf(write(rig, 'key', [row])))).toBe('OutcomeUnknown');
    expect(graphqlCalls(rig).length).toBe(calls + 1);
    expect(shown(rig, row)).toBe(isDone ? row.after : row.before);
    // The same key and rows again: done once, whatever had happened.
    expect(await rig.run(write(rig, 'key', [row]))).toEqual([]);
    expect(shown(rig, row)).toBe(row.after);
  });

  it('carries its key, and what each quantity was computed against', async () => {
    const rig = openGateways();
    const row = rowOf(rig);
    await rig.run(write(rig, 'key-7', [row, rowOf(rig, 1)]));
    const { query, variables } = JSON.parse(graphqlCalls(rig).at(-1)?.body ?? '{}');
    expect(query).toContain('@idempotent(key: $key)');
    expect(variables.key).toBe('key-7');
    expect(variables.input).toMatchObject({ name: 'available', reason: 'correction' });
    expect(variables.input.referenceDocumentUri).toBe('gid://easycashier-backoffice/Sync/test');
    expect(variables.input.quantities[0].changeFromQuantity).toBe(row.before);
  });

  it('is not sent again once it may not be any more, though Shopify is busy only', async () => {
    const rig = openGateways();
    await rig.run(readShop(rig.shopify));
    const row = rowOf(rig);
    rig.practice.shopify.faults.add({ kind: 'status-429', times: 2, pauseMs: 30_000 });
    const outcome = outcomeOf(write(rig, 'key', [row]));
    await rig.scheduler.runUntil(rig.scheduler.now() + 10_000);
    rig.isShadow = true;
    expect(await rig.run(outcome)).toBe('shadowMode');
    expect(shown(rig, row)).toBe(row.before);
  });

  it('in shadow mode never leaves the transport', async () => {
    const rig = openGateways();
    rig.isShadow = true;
    const row = rowOf(rig);
    await rig.run(readShop(rig.shopify));
    const calls = rig.sent.length;
    expect(await rig.run(outcomeOf(write(rig, 'key', [row])))).toBe('shadowMode');
    const activate = stockAtLocation(rig.shopify, 'key', row.inventoryItemId, row.locationId);
    expect(await rig.run(outcomeOf(activate))).toBe('shadowMode');
    expect(rig.sent.length).toBe(calls);
    expect(rig.practice.shopify.stats.mutations).toBe(0);
  });
});
