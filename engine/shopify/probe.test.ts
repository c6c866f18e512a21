import { describe, expect, it } from 'vitest';
import type { Found } from '../../shared/words/capabilities.ts';
import { type GatewayRig, openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { probeShopify } from './probe.ts';

const DAY = 24 * 60 * 60_000;

async function collect(questions: AsyncGenerator<Found>): Promise<Found> {
  const found: Found = {};
  for await (const answer of questions) Object.assign(found, answer);
  return found;
}

/** What was asked for, the version that answered and the bucket. */
async function ask(rig: GatewayRig) {
  const found = await rig.run(collect(probeShopify(rig.shopify)));
  return { ...found, apiVersion: rig.shopify.answeredVersion(), bucket: rig.shopify.bucket() };
}

/** An order that is still to be shipped. */
function order({ practice }: GatewayRig): void {
  const [inventoryItemId = ''] = practice.shopify.itemIds();
  practice.shopify.placeOrder({ lines: [{ inventoryItemId, quantity: 1 }], routingDelayMs: 0 });
}

async function age(rig: GatewayRig, days: number): Promise<void> {
  await rig.scheduler.runUntil(rig.scheduler.now() + days * DAY);
}

/** With an order of 61 days ago that nobody has shipped. */
async function openWithOldOrder(): Promise<GatewayRig> {
  const rig = openGateways();
  order(rig);
  await age(rig, 61);
  return rig;
}

function grant({ practice }: GatewayRig, change: (scopes: readonly string[]) => string[]): void {
  practice.shopify.settings.scopes = change(practice.shopify.settings.scopes);
}

describe('each is found out against its switch', () => {
  it('scopes, the version that answers and the plan', async () => {
    const rig = openGateways();
    expect(await ask(rig)).toMatchObject({
      scopes: [
        'read_inventory',
        'read_locations',
        'read_merchant_managed_fulfillment_orders',
        'read_orders',
        'write_inventory',
      ],
      apiVersion: '2026-10',
      bucket: { maximum: 2_000, restored: 100 },
    });
    const other = openGateways({ shopify: { bucketSize: 1_000, restoreRate: 50 } });
    other.practice.shopify.settings.apiVersions = [{ handle: '2027-01', supported: true }];
    grant(other, (scopes) => [...scopes, 'read_all_orders']);
    const found = await ask(other);
    expect(found).toMatchObject({ apiVersion: '2027-01', bucket: { maximum: 1_000, restored: 50 } });
    expect(found.scopes).toContain('read_all_orders');
  });

  it('the cost of a vector, with enough items', async () => {
    expect(await ask(openGateways())).toMatchObject({ vectorCostRequested: 32, vectorCostActual: 32 });
    const few = await ask(openGateways({ articles: 3 }));
    expect(few).toMatchObject({ vectorCostRequested: 32, vectorCostActual: null });
  });

  it('locations, and which are closed', async () => {
    const rig = openGateways();
    expect(await ask(rig)).toMatchObject({ locationsVisible: 2, locationsClosed: 0 });
    rig.practice.shopify.deactivateLocation(rig.practice.places[0]?.locationId ?? '');
    expect(await ask(rig)).toMatchObject({ locationsVisible: 2, locationsClosed: 1 });
  });

  it('open fulfillment orders: listed, refused, or none there to tell', async () => {
    const rig = openGateways();
    expect(await ask(rig)).toMatchObject({ openFulfillmentOrders: null, oldFulfillmentOrders: 'notSeen' });
    order(rig);
    expect(await ask(rig)).toMatchObject({
      openFulfillmentOrders: 'listed',
      oldFulfillmentOrders: 'notSeen',
      oldOrders: null,
    });
    grant(rig, (scopes) => scopes.filter((scope) => !scope.includes('fulfillment_orders')));
    expect(await ask(rig)).toMatchObject({ openFulfillmentOrders: 'refused', oldFulfillmentOrders: null });
  });

  it('one older than 60 days, and whether its order can be read', async () => {
    const rig = await openWithOldOrder();
    expect(await ask(rig)).toMatchObject({ oldFulfillmentOrders: 'listed', oldOrders: 'unreadable' });
    grant(rig, (scopes) => [...scopes, 'read_all_orders']);
    expect(await ask(rig)).toMatchObject({ oldFulfillmentOrders: 'listed', oldOrders: 'readable' });
  });

  it('that the list hides old ones looks as if there were none', async () => {
    const rig = await openWithOldOrder();
    rig.practice.shopify.settings.oldFulfillmentOrders = 'hidden';
    order(rig);
    expect(await ask(rig)).toMatchObject({ oldFulfillmentOrders: 'notSeen', oldOrders: null });
  });

  it('variants', async () => {
    const rig = openGateways();
    expect(await ask(rig)).toMatchObject({ variants: 'refused' });
    grant(rig, (scopes) => [...scopes, 'read_products']);
    expect(await ask(rig)).toMatchObject({ variants: 'readable' });
    const empty = openGateways({ articles: 0 });
    grant(empty, (scopes) => [...scopes, 'read_products']);
    expect(await ask(empty)).toMatchObject({ variants: null });
  });

  it('whether answers tell the time', async () => {
    const rig = openGateways();
    expect(rig.shopify.tellsTime()).toBeNull();
    await ask(rig);
    expect(rig.shopify.tellsTime()).toBe(true);
    const other = openGateways();
    other.practice.shopify.settings.tellsTime = false;
    await ask(other);
    expect(other.shopify.tellsTime()).toBe(false);
  });
});

describe('asking', () => {
  it('reads only, in at most eight calls and the login', async () => {
    const rig = await openWithOldOrder();
    rig.isShadow = true;
    await ask(rig);
    const calls = rig.sent.filter(({ path }) => path.endsWith('graphql.json'));
    expect(calls.length).toBeLessThanOrEqual(8);
    expect(calls.filter(({ body }) => body.includes('mutation'))).toEqual([]);
    expect(rig.practice.shopify.stats.mutations).toBe(0);
  });

  it('goes on after an answer it does not understand', async () => {
    const rig = openGateways();
    rig.practice.shopify.faults.add({ kind: 'wrong-shape', match: 'Locations', times: 4 });
    const found = await ask(rig);
    expect(found).not.toHaveProperty('locationsVisible');
    expect(found).toMatchObject({ variants: 'refused', vectorCostRequested: null });
  });

  it('is refused where Shopify is away, or the shop is frozen', async () => {
    const rig = openGateways();
    rig.practice.shopify.faults.add({ kind: 'lost-before', times: 40 });
    expect(await rig.run(outcomeOf(collect(probeShopify(rig.shopify))))).toBe('shopifyUnreachable');
    const frozen = openGateways();
    frozen.practice.shopify.faults.add({ kind: 'status-402', times: 4 });
    expect(await frozen.run(outcomeOf(collect(probeShopify(frozen.shopify))))).toBe('shopifyFrozen');
  });
});
