/** The relay's wall clock is set while it runs: what waits and what was lent last as long as they were to. */
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../bench/virtual-clock.ts';
import { at, bodies, poll } from './testing/asking.ts';
import { openRig } from './testing/rig.ts';

const HOUR = 3_600_000;

/** A relay in virtual time, and a hand on its wall clock. */
function openSetRig() {
  const time = createVirtualClock();
  let offset = 0;
  const rig = openRig(time, {
    clock: { now: () => time.now() + offset },
    limits: { ingest: { perSecond: 1, burst: 2 } },
  });
  return { time, rig, set: (ms: number) => (offset += ms) };
}

describe.each([
  ['back', -HOUR],
  ['forward', HOUR],
])('a clock that is set %s by an hour', (_name, step) => {
  it('ends a poll when it was to end, and hears what comes', async () => {
    const { time, rig, set } = openSetRig();
    const shop = await rig.pair();
    const start = time.now();
    const empty = poll(rig, shop, 'wait=25');
    await time.run(time.sleep(5_000));
    set(step);
    expect((await time.run(empty)).events).toEqual([]);
    expect(time.now() - start).toBe(25_000);
    const next = poll(rig, shop, 'wait=25');
    await time.run(time.sleep(1_000));
    set(step);
    await rig.ask(at(shop.ingestToken), { body: 'a' });
    expect(bodies(await time.run(next))).toEqual(['a']);
  });

  it('lets a lease run for a minute, as it was lent', async () => {
    const { time, rig, set } = openSetRig();
    const shop = await rig.pair();
    const ask = async (instanceId: string, change: object = {}) => {
      const body = { instanceId, name: instanceId, ...change };
      return (await rig.ask('POST /v1/lease', { token: shop.deviceToken, body })).status;
    };
    const holder = async () =>
      (await rig.ask<{ lease: object | null }>('GET /v1/tenant', { token: shop.deviceToken })).body.lease;
    expect(await ask('computer one')).toBe(200);
    await time.run(time.sleep(10_000));
    set(step);
    await time.run(time.sleep(49_000));
    expect(await ask('computer two')).toBe(409);
    expect(await holder()).not.toBeNull();
    await time.run(time.sleep(1_000));
    expect(await holder()).toBeNull();
    expect(await ask('computer two')).toBe(200);
    set(step);
    expect(await ask('computer two', { release: true })).toBe(200);
    expect(await ask('computer one')).toBe(200);
    // Renewed, with the clock where it was when it was lent.
    await time.run(time.sleep(40_000));
    set(-40_000);
    expect(await ask('computer one')).toBe(200);
    await time.run(time.sleep(59_000));
    expect(await ask('computer two')).toBe(409);
  });

  it('lets a shop send as much as before', async () => {
    const { time, rig, set } = openSetRig();
    const shop = await rig.pair();
    const send = async (body: string) => (await rig.ask(at(shop.ingestToken), { body })).status;
    expect([await send('a'), await send('b'), await send('c')]).toEqual([200, 200, 503]);
    set(step);
    expect(await send('c')).toBe(503);
    await time.run(time.sleep(1_000));
    expect(await send('c')).toBe(200);
  });
});
