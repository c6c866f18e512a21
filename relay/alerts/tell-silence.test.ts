/** A relay in a time of the test's own: who is told, once, and once when the computer is back. */
import { expect, it } from 'vitest';
import type { SilenceAlerts } from '../../shared/contract/relay.ts';
import { StoreUnavailable } from '../store/store.ts';
import { openRig, type Paired, type Rig } from '../testing/rig.ts';
import type { Outgoing } from './ways.ts';

const MINUTE = 60_000;
const day = { from: '09:00', to: '18:00' };
const alerts: SilenceAlerts = {
  language: 'sv',
  shop: 'ovningsbutiken.myshopify.com',
  hours: [day, day, day, day, day, null, null],
  afterMinutes: 15,
  to: ['anna@example.com'],
  web: { kind: 'slack', address: 'https://hooks.example.com/hemlig-adress' },
};

/** Monday, ten by Stockholm's clock. */
function openWorld() {
  let now = Date.parse('2026-11-23T10:00:00+01:00');
  const time = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const told: { to: string; message: Outgoing }[] = [];
  const broken = new Set<string>();
  const send = async (to: string, message: Outgoing) => {
    if (broken.has(to)) throw new Error('status 500');
    told.push({ to, message });
  };
  const ways = {
    mail: (to: readonly string[], message: Outgoing) => send(to.join(), message),
    post: ({ address }: { address: string }, message: Outgoing) => send(address, message),
  };
  const rig = openRig(time, { ways });
  /** Minutes pass; the relay looks once in each. */
  const pass = async (minutes: number, relays = [rig.relay], each = async () => {}) => {
    for (let n = 0; n < minutes; n += 1) {
      now += MINUTE;
      await each();
      await Promise.all(relays.map((relay) => relay.lookForSilence()));
    }
  };
  return { rig, ways, time, told, broken, pass, kinds: () => told.map(({ message }) => message.kind) };
}

const come = (rig: Rig, { deviceToken }: Paired, instanceId = 'kassan-1') =>
  rig.ask('POST /v1/lease', { token: deviceToken, body: { instanceId, name: 'Kassan' } });
const say = (rig: Rig, { deviceToken }: Paired, body: unknown) =>
  rig.ask<{ mail: boolean }>('POST /v1/alerts', { token: deviceToken, body });

it('tells once that the computer does not come, on each way, and once that it is back', async () => {
  const { rig, told, pass, kinds } = openWorld();
  const paired = await rig.pair();
  expect(await say(rig, paired, { alerts })).toMatchObject({ status: 200, body: { mail: true } });
  const comes = async () => void (await come(rig, paired));
  await pass(30, [rig.relay], comes);
  expect(told).toEqual([]);
  await rig.ask(`POST /in/${paired.ingestToken}`, { body: '{}' });
  await pass(14);
  expect(told).toEqual([]);
  await pass(60);
  expect(told.map(({ to }) => to)).toEqual(['anna@example.com', 'https://hooks.example.com/hemlig-adress']);
  const [{ message } = { message: null }] = told;
  expect(message?.title).toBe('Datorn hör inte av sig: ovningsbutiken.myshopify.com');
  expect(message?.text).toContain('sedan 2026-11-23 10:30.');
  expect(message?.text).toContain('1 händelser från Shopify väntar');
  await pass(60, [rig.relay], comes);
  expect(kinds()).toEqual(['silent', 'silent', 'back', 'back']);
});

it('tells nothing outside opening hours, nor of a computer that is started in the morning', async () => {
  const { rig, told, pass } = openWorld();
  const paired = await rig.pair();
  await say(rig, paired, { alerts });
  const comes = async () => void (await come(rig, paired));
  await pass(8 * 60, [rig.relay], comes);
  await pass(15 * 60);
  await pass(10, [rig.relay]);
  await pass(60, [rig.relay], comes);
  expect(told).toEqual([]);
});

it('is told by one of several relays', async () => {
  const { rig, ways, time, told, pass } = openWorld();
  const other = openRig(time, { store: rig.store, ways });
  const paired = await rig.pair();
  await say(rig, paired, { alerts });
  await come(rig, paired);
  await pass(60, [rig.relay, other.relay]);
  expect(told).toHaveLength(2);
});

it('tries again with growing pauses where it arrived nowhere, and is content with one way', async () => {
  const { rig, told, broken, pass, kinds } = openWorld();
  const paired = await rig.pair();
  await say(rig, paired, { alerts });
  await come(rig, paired);
  for (const way of ['anna@example.com', alerts.web?.address ?? '']) broken.add(way);
  await pass(50);
  expect(told).toEqual([]);
  const { body } = await rig.ask<string>('GET /metrics');
  const failed = Number(/relay_alerts_total\{outcome="failed"\} (\d+)/.exec(body)?.[1]);
  expect(failed).toBeGreaterThan(2);
  expect(failed, 'two ways, some tries').toBeLessThan(16);
  broken.delete('anna@example.com');
  await pass(70);
  expect(kinds()).toEqual(['silent']);
});

it('tells of no computer while it could not be asked itself', async () => {
  const { rig, told, pass } = openWorld();
  const paired = await rig.pair();
  await say(rig, paired, { alerts });
  await come(rig, paired);
  const { watched } = rig.store;
  rig.store.watched = () => Promise.reject(new StoreUnavailable('away'));
  await pass(60);
  rig.store.watched = watched;
  await pass(10);
  expect(told).toEqual([]);
  await pass(10);
  expect(told).toHaveLength(2);
});

it('forgets who is told when it is told so, and with the shop', async () => {
  const { rig, told, pass } = openWorld();
  const [one, two] = [await rig.pair(), await rig.pair()];
  for (const paired of [one, two]) {
    await say(rig, paired, { alerts });
    await come(rig, paired);
  }
  await say(rig, one, { alerts: null });
  await rig.ask('DELETE /v1/device', { token: two.deviceToken });
  await pass(60);
  expect(told).toEqual([]);
});

it('refuses what is no address of the internet’s, and strangers', async () => {
  const { rig } = openWorld();
  const paired = await rig.pair();
  for (const web of [
    { kind: 'slack', address: 'http://hooks.example.com/x' },
    { kind: 'fax', address: 'https://hooks.example.com/x' },
    { kind: 'slack', address: `https://hooks.example.com/${'x'.repeat(2_000)}` },
  ])
    expect(await say(rig, paired, { alerts: { ...alerts, web } })).toMatchObject({ status: 400 });
  expect(await say(rig, paired, { alerts: { ...alerts, to: ['a\r\nBcc: b@example.com'] } })).toMatchObject({
    status: 400,
  });
  const stranger = { ...paired, deviceToken: 'x'.repeat(43) };
  expect(await say(rig, stranger, { alerts })).toMatchObject({ status: 401 });
});
