import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../bench/virtual-clock.ts';
import {
  MAX_BODY_BYTES,
  pairingCodeAnswer,
  relayError,
  rotateAnswer,
  tenantAnswer,
} from '../shared/contract/relay.ts';
import { registerFirstCode } from './pairing.ts';
import { defaultLimits } from './relay.ts';
import { StoreUnavailable } from './store/store.ts';
import { at, bodies, code, poll } from './testing/asking.ts';
import { ADMIN_KEY, drawToken, openRig } from './testing/rig.ts';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-24T08:00:00Z');

describe('a delivery', () => {
  it('is answered 200 and pulled as it came, whatever it is', async () => {
    const rig = openRig(createVirtualClock());
    const shop = await rig.pair();
    const send = (body: string, headers: Record<string, string> = {}) =>
      rig.ask(at(shop.ingestToken), { body, headers });
    const id = (webhookId: string) => ({ 'X-Shopify-Webhook-Id': webhookId });
    const sent = [
      await send('{"id":9007199254740993}', { ...id('1'), 'X-Shopify-Topic': 'orders/create', Cookie: 'no' }),
      await send('{"id":9007199254740993}', id('2')), // alike, but another event
      await send('{"id":9007199254740993}', { 'Shopify-Webhook-Id': '2' }), // the same event under the newer name
      await send('', id('3')),
      await send('', { 'X-Shopify-Topic': 'a' }),
      await send('', { 'X-Shopify-Topic': 'a' }), // no id and alike: a retry
      await send('', { 'X-Shopify-Topic': 'b' }),
      await send('not json \u0000 å'),
      await send('not json \u0000 å', id(' ')),
    ];
    expect(sent.map(({ status }) => status)).toEqual(Array(9).fill(200));
    const answer = await poll(rig, shop);
    expect(bodies(answer)).toEqual([
      '{"id":9007199254740993}',
      '{"id":9007199254740993}',
      '',
      '',
      '',
      'not json \u0000 å',
    ]);
    expect(answer.events[0]?.headers).toEqual([
      ['x-shopify-topic', 'orders/create'],
      ['x-shopify-webhook-id', '1'],
    ]);
    expect(answer).toMatchObject({ head: 6, oldest: 1, gap: null });
  });

  it('may have 5 MB and not a byte more', async () => {
    const rig = openRig(createVirtualClock());
    const shop = await rig.pair();
    const body = 'x'.repeat(MAX_BODY_BYTES);
    expect((await rig.ask(at(shop.ingestToken), { body })).status).toBe(200);
    const refused = await rig.ask(at(shop.ingestToken), { body: `${body}x` });
    expect([refused.status, code(refused.body)]).toEqual([413, 'tooLarge']);
    expect((await poll(rig, shop)).events[0]?.body).toHaveLength(Math.ceil(MAX_BODY_BYTES / 3) * 4);
  });

  it('to nobody’s address is answered 404, and 429 when they guess on', async () => {
    const rig = openRig(createVirtualClock());
    const guess = () => rig.ask(at(drawToken()), { body: 'x' });
    expect((await rig.ask(at('short'))).status).toBe(404);
    const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await guess()).status));
    expect(statuses.filter((status) => status === 404)).toHaveLength(defaultLimits.strangers.burst - 1);
    expect(statuses.at(-1)).toBe(429);
    const shop = await rig.store.holdings();
    expect(shop).toMatchObject({ tenants: 0, events: 0 });
  });

  it('over the rate is answered 503 with a time, which Shopify repeats', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock, { limits: { ingest: { perSecond: 1, burst: 3 } } });
    const [shop, other] = [await rig.pair(), await rig.pair()];
    const send = (body: string, token = shop.ingestToken) => rig.ask(at(token), { body });
    for (const body of ['a', 'b', 'c']) expect((await send(body)).status).toBe(200);
    const refused = await send('d');
    expect([refused.status, code(refused.body)]).toEqual([503, 'unavailable']);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await send('d', other.ingestToken)).status).toBe(200);
    await clock.run(clock.sleep(1_000));
    expect((await send('d')).status).toBe(200);
  });

  it('is answered 503 when it cannot be kept', async () => {
    const clock = createVirtualClock();
    const whole = openRig(clock);
    const shop = await whole.pair();
    const rig = openRig(clock, {
      store: { ...whole.store, append: () => Promise.reject(new StoreUnavailable('no disk')) },
    });
    const refused = await rig.ask(at(shop.ingestToken), { body: 'a' });
    expect([refused.status, code(refused.body)]).toEqual([503, 'unavailable']);
    expect((await rig.ask<string>('GET /metrics')).body).toContain(
      'relay_ingest_total{outcome="unavailable"} 1',
    );
    const broken = openRig(clock, {
      store: { ...whole.store, findToken: () => Promise.reject(new Error('a blunder')) },
    });
    expect((await broken.ask(at(shop.ingestToken), { body: 'a' })).status).toBe(503);
    expect((await broken.ask('GET /v1/events', { token: shop.deviceToken })).status).toBe(503);
  });
});

describe('who may what', () => {
  it('is decided by the token, in the middle of a poll too', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const [shop, other] = [await rig.pair(), await rig.pair()];
    await rig.ask(at(shop.ingestToken), { body: 'mine' });
    expect((await poll(rig, other)).events).toEqual([]);
    expect((await rig.ask('GET /v1/events')).status).toBe(401);
    expect((await rig.ask('GET /v1/events', { token: shop.ingestToken })).status).toBe(401);
    expect((await rig.ask(at(shop.deviceToken), { body: 'x' })).status).toBe(404);

    const waiting = poll(rig, shop, 'after=1&wait=25');
    await clock.run(clock.sleep(1));
    const turned = await rig.ask('POST /v1/tokens/rotate', {
      token: shop.deviceToken,
      body: { kind: 'device' },
    });
    const renewed = { ...shop, deviceToken: rotateAnswer.parse(turned.body).token ?? '' };
    await rig.ask('POST /v1/tokens/rotate', {
      token: renewed.deviceToken,
      body: { kind: 'device', dropPrevious: true },
    });
    await rig.ask(at(shop.ingestToken), { body: 'second' });
    expect(bodies(await clock.run(waiting))).toEqual(['second']);
    expect((await rig.ask('GET /v1/events', { token: shop.deviceToken })).status).toBe(401);
    expect(bodies(await poll(rig, renewed, 'after=1'))).toEqual(['second']);

    const lease = { instanceId: 'instance', name: 'Kassan' };
    const leased = await rig.ask('POST /v1/lease', { token: renewed.deviceToken, body: lease });
    expect(leased.body).toEqual({
      epoch: 1,
      ttl: 60,
      since: clock.now(),
      others: 1,
      store: shop.tenantId,
    });
    const held = await rig.ask('POST /v1/lease', {
      token: renewed.deviceToken,
      body: { instanceId: 'another one', name: 'Lagret' },
    });
    expect([held.status, code(held.body)]).toEqual([409, 'leaseHeld']);
    expect(relayError.parse(held.body).error.holder?.name).toBe('Kassan');
    const stale = await rig.ask('POST /v1/ack', {
      token: renewed.deviceToken,
      body: { through: 1, epoch: 7 },
    });
    expect([stale.status, code(stale.body)]).toEqual([409, 'staleLease']);
    const looked = await rig.ask('GET /v1/tenant', { token: renewed.deviceToken });
    expect(tenantAnswer.parse(looked.body)).toMatchObject({ head: 2, acknowledged: 0, waiting: 2 });

    const polling = rig.ask('GET /v1/events?after=2&wait=25', { token: renewed.deviceToken });
    await clock.run(clock.sleep(1));
    const erased = await rig.ask('DELETE /v1/tenant', { token: renewed.deviceToken });
    expect([erased.status, erased.body]).toEqual([204, '']);
    expect((await clock.run(polling)).status).toBe(401);
    expect((await rig.ask(at(shop.ingestToken), { body: 'x' })).status).toBe(404);
  });

  it('refuses the lease to a ledger that is behind what was written under its name, and says how far', async () => {
    const rig = openRig(createVirtualClock());
    const shop = await rig.pair();
    const ask = (writes: number, known: number, mark: string) => {
      const ledger = { id: 'the-ledger', writes, known, mark };
      const body = { instanceId: 'instance', name: 'Kassan', ledger };
      return rig.ask('POST /v1/lease', { token: shop.deviceToken, body });
    };
    expect((await ask(7, 0, 'first call')).status).toBe(200);
    const behind = await ask(3, 3, 'second call');
    expect([behind.status, relayError.parse(behind.body).error]).toMatchObject([
      409,
      { code: 'ledgerBehind', ledger: { id: 'the-ledger', writes: 7 } },
    ]);
    expect(JSON.stringify(behind.body), 'the call that said so is the holder’s own matter').not.toContain(
      'first',
    );
  });

  it('needs the admin key for a pairing code, and the code for a pairing', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const make = (token: string, body: unknown = {}) =>
      rig.ask<{ code: string }>('POST /v1/pairing-codes', { token, body });
    expect((await make('wrong')).status).toBe(401);
    const made = await make(ADMIN_KEY, { note: 'Butiken' });
    expect(pairingCodeAnswer.parse(made.body).expiresAt).toBe(clock.now() + DAY);
    expect(made.body.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    const [ingestToken, deviceToken] = [drawToken(), drawToken()];
    const body = { code: made.body.code, instanceId: 'instance', name: 'Kassan', ingestToken, deviceToken };
    const typed = made.body.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    const paired = await rig.ask<{ tenantId: string }>('POST /v1/pair', { body: { ...body, code: typed } });
    expect(paired.status).toBe(200);
    expect((await rig.ask('POST /v1/pair', { body })).body).toEqual(paired.body);
    const stolen = await rig.ask('POST /v1/pair', { body: { ...body, instanceId: 'somebody else' } });
    expect([stolen.status, code(stolen.body)]).toEqual([404, 'unknownCode']);
    const second = await make(ADMIN_KEY, { tenantId: paired.body.tenantId });
    expect(second.status).toBe(200);
    const nobody = await make(ADMIN_KEY, { tenantId: 'tenant_nobody' });
    expect([nobody.status, code(nobody.body)]).toEqual([404, 'unknownTenant']);
    const closed = openRig(clock, { adminKey: null });
    expect((await closed.ask('POST /v1/pairing-codes', { token: ADMIN_KEY, body: {} })).status).toBe(404);
  });

  it('is good for a day with a code out of the settings, however often the relay starts with it', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const first = 'KOD-UR-INSTALLNINGARNA-123';
    const tokens = { ingestToken: drawToken(), deviceToken: drawToken() };
    const pair = (code: string) =>
      rig.ask('POST /v1/pair', {
        body: { code, instanceId: 'the till in the shop', name: 'Kassan', ...tokens },
      });
    await registerFirstCode(rig.store, first, clock.now());
    await clock.run(clock.sleep(DAY + 1), 2 * DAY);
    await rig.store.sweep(clock.now(), 0);
    await registerFirstCode(rig.store, first, clock.now());
    expect((await pair(first)).status).toBe(404);
    await registerFirstCode(rig.store, `${first}-2`, clock.now());
    expect((await pair(`${first}-2`)).status).toBe(200);
  });

  it('is refused to those who guess codes, for a while', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const guess = () => {
      const [ingestToken, deviceToken] = [drawToken(), drawToken()];
      const body = { code: drawToken(), instanceId: 'instance', name: '', ingestToken, deviceToken };
      return rig.ask('POST /v1/pair', { body });
    };
    for (let n = 0; n < defaultLimits.strangers.burst; n += 1) expect((await guess()).status).toBe(404);
    const refused = await guess();
    expect([refused.status, code(refused.body)]).toEqual([429, 'tooMany']);
    await clock.run(clock.sleep(60_000));
    expect((await guess()).status).toBe(404);
  });

  it('is never decided by a body that is not as it should be', async () => {
    const rig = openRig(createVirtualClock());
    const shop = await rig.pair();
    const wrong: readonly [`POST ${string}`, unknown][] = [
      ['POST /v1/ack', 'not json'],
      ['POST /v1/ack', { through: -1, epoch: 1 }],
      ['POST /v1/ack', { through: 2 ** 53, epoch: 1 }],
      ['POST /v1/lease', {}],
      ['POST /v1/lease', { instanceId: 'instance', name: 'x', more: true }],
      ['POST /v1/tokens/rotate', { kind: 'admin' }],
      ['POST /v1/pair', { code: 'x' }],
    ];
    for (const [call, body] of wrong) {
      const refused = await rig.ask(call, { token: shop.deviceToken, body });
      expect([call, refused.status, code(refused.body)]).toEqual([call, 400, 'badRequest']);
    }
    for (const query of ['after=-1', 'after=x', 'limit=0', 'limit=501', 'wait=26', 'more=1']) {
      const refused = await rig.ask(`GET /v1/events?${query}`, { token: shop.deviceToken });
      expect([query, refused.status]).toEqual([query, 400]);
    }
    expect((await rig.ask('GET /nowhere')).status).toBe(404);
    expect((await rig.ask('POST /v1/events', { token: shop.deviceToken })).status).toBe(404);
  });
});

describe('a store that was put back', () => {
  it('says so in every answer about its numbers, and takes none of before', async () => {
    const rig = openRig(createVirtualClock());
    const shop = await rig.pair();
    const ask = (call: Parameters<typeof rig.ask>[0], body?: unknown) =>
      rig.ask<{ store: string; epoch: number }>(call, { token: shop.deviceToken, body });
    const lease = () => ask('POST /v1/lease', { instanceId: 'instance one', name: 'Kassan' });
    await rig.ask(at(shop.ingestToken), { body: 'a' });
    const { epoch, store } = (await lease()).body;
    const told = async (through: number) => [
      (await poll(rig, shop)).store,
      (await ask('GET /v1/tenant')).body.store,
      (await lease()).body.store,
      (await ask('POST /v1/ack', { through, epoch })).body.store,
    ];
    expect(new Set(await told(0))).toEqual(new Set([store]));
    await rig.store.restored(NOW);
    const others = new Set(await told(0));
    expect(others.size).toBe(1);
    expect(others).not.toContain(store);
    await rig.ask(at(shop.ingestToken), { body: 'b' });
    const { head } = await poll(rig, shop);
    const stale = await ask('POST /v1/ack', { through: head, epoch, store });
    expect([stale.status, code(stale.body)]).toEqual([409, 'otherStore']);
    expect(bodies(await poll(rig, shop))).toEqual(['b']);
    const [now] = others;
    expect((await ask('POST /v1/ack', { through: head, epoch, store: now })).status).toBe(200);
    expect((await poll(rig, shop)).events).toEqual([]);
  });
});
