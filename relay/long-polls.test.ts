import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../bench/virtual-clock.ts';
import { MAX_WAIT_SECONDS } from '../shared/contract/relay.ts';
import { LINGER_MS } from './routes/events.ts';
import { at, bodies, code, poll } from './testing/asking.ts';
import { openRig } from './testing/rig.ts';

const DAY = 24 * 3_600_000;

describe('a poll', () => {
  it('waits until something is there, and no longer than it was told', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const shop = await rig.pair();
    const start = clock.now();
    expect((await clock.run(poll(rig, shop, `wait=${MAX_WAIT_SECONDS}`))).events).toEqual([]);
    expect(clock.now() - start).toBe(MAX_WAIT_SECONDS * 1_000);

    const waiting = poll(rig, shop, 'wait=25');
    const sent = clock.sleep(3_000).then(() => rig.ask(at(shop.ingestToken), { body: 'a' }));
    expect(bodies(await clock.run(waiting))).toEqual(['a']);
    await sent;
    expect(clock.now() - start).toBe(28_000 + LINGER_MS);
    expect((await poll(rig, shop, 'wait=25&after=0')).events).toHaveLength(1);
    expect(clock.now() - start).toBe(28_000 + LINGER_MS);
  });

  it('tells a webhook and the one on its heels together', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const shop = await rig.pair();
    const waiting = poll(rig, shop, 'wait=25');
    const send = (after: number, body: string) =>
      clock.sleep(after).then(() => rig.ask(at(shop.ingestToken), { body }));
    const sent = Promise.all([send(3_000, 'level'), send(3_020, 'order'), send(4_000, 'later')]);
    expect(bodies(await clock.run(waiting))).toEqual(['level', 'order']);
    await clock.run(sent);
  });

  it('does not end for somebody else’s events, and many wait for as long as each was told', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock, { limits: { pollsPerDevice: 30 } });
    const [shop, other] = [await rig.pair(), await rig.pair()];
    const start = clock.now();
    const waited = async (seconds: number) => {
      await poll(rig, shop, `wait=${seconds}`);
      return (clock.now() - start) / 1_000;
    };
    const many = Promise.all([25, 3, 7, 1, 7, 25].map(waited));
    const sent = clock.sleep(500).then(() => rig.ask(at(other.ingestToken), { body: 'a' }));
    expect(await clock.run(many)).toEqual([25, 3, 7, 1, 7, 25]);
    await sent;
  });

  it('finds within two seconds what another node has stored unheard', async () => {
    const clock = createVirtualClock();
    const whole = openRig(clock);
    const shop = await whole.pair();
    const deaf = openRig(clock, { store: { ...whole.store, onCommit: () => undefined, pollEveryMs: 2_000 } });
    const start = clock.now();
    const waiting = poll(deaf, shop, 'wait=25');
    const sent = clock.sleep(3_000).then(() => whole.ask(at(shop.ingestToken), { body: 'a' }));
    expect(bodies(await clock.run(waiting))).toEqual(['a']);
    await sent;
    expect(clock.now() - start).toBe(4_000 + LINGER_MS);
    deaf.relay.stop();
  });

  it('whose caller has gone frees its place', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock, { limits: { pollsPerDevice: 1 } });
    const shop = await rig.pair();
    const gone = new AbortController();
    const first = rig.ask('GET /v1/events?wait=25', { token: shop.deviceToken, signal: gone.signal });
    await clock.run(clock.sleep(1));
    const second = await rig.ask('GET /v1/events?wait=25', { token: shop.deviceToken });
    expect([second.status, code(second.body)]).toEqual([429, 'tooMany']);
    expect((await rig.ask<string>('GET /metrics')).body).toContain('relay_polls_waiting 1');
    gone.abort();
    await first.catch(() => undefined);
    expect((await rig.ask<string>('GET /metrics')).body).toContain('relay_polls_waiting 0');
    expect((await poll(rig, shop)).events).toEqual([]);
  });

  it('beyond the head is answered at once: this relay was set back', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const shop = await rig.pair();
    const start = clock.now();
    expect(await poll(rig, shop, 'after=5&wait=25')).toMatchObject({ head: 0, events: [] });
    expect(clock.now()).toBe(start);
  });

  it('hears of a gap until it is acknowledged, and only behind it', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock, { quota: { events: 2, bytes: 1_000_000 } });
    const shop = await rig.pair();
    for (const body of ['a', 'b', 'c', 'd']) await rig.ask(at(shop.ingestToken), { body });
    const gap = { through: 2, dropped: 2, reason: 'quota', at: clock.now() };
    expect(await poll(rig, shop)).toMatchObject({ gap, oldest: 3 });
    expect(await poll(rig, shop, 'after=1')).toMatchObject({ gap });
    expect(await poll(rig, shop, 'after=2')).toMatchObject({ gap: null });
    const lease = { instanceId: 'instance', name: 'Kassan' };
    await rig.ask('POST /v1/lease', { token: shop.deviceToken, body: lease });
    await rig.ask('POST /v1/ack', { token: shop.deviceToken, body: { through: 4, epoch: 1 } });
    expect(await poll(rig, shop)).toMatchObject({ gap: null, oldest: null, head: 4, events: [] });
  });

  it('after 45 days away hears of a gap', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const shop = await rig.pair();
    await rig.ask(at(shop.ingestToken), { body: 'a' });
    await clock.run(clock.sleep(29 * DAY), 100 * DAY);
    await rig.ask(at(shop.ingestToken), { body: 'b' });
    await rig.relay.sweep();
    expect(await poll(rig, shop)).toMatchObject({ gap: null, oldest: 1 });
    await clock.run(clock.sleep(16 * DAY), 100 * DAY);
    await rig.relay.sweep();
    const answer = await poll(rig, shop);
    expect(answer).toMatchObject({ gap: { through: 1, dropped: 1, reason: 'retention' }, oldest: 2 });
    expect(bodies(answer)).toEqual(['b']);
  });
});

describe('stopping', () => {
  it('answers who waits at once and refuses who comes', async () => {
    const clock = createVirtualClock();
    const rig = openRig(clock);
    const shop = await rig.pair();
    const waiting = poll(rig, shop, 'wait=25');
    await clock.run(clock.sleep(1_000));
    const start = clock.now();
    rig.relay.stop();
    expect((await waiting).events).toEqual([]);
    expect(clock.now()).toBe(start);
    expect((await rig.ask(at(shop.ingestToken), { body: 'a' })).status).toBe(503);
    expect((await rig.ask('GET /v1/events', { token: shop.deviceToken })).status).toBe(503);
    expect((await rig.ask('GET /health')).status).toBe(503);
  });
});
