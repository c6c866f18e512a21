/** A relay that a computer has left keeps nothing of it, and goes on for the others. */
import { afterEach, describe, expect, it } from 'vitest';
import { openTestRelay, relayUrl } from '../programs/relay.ts';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

describe('a relay that is left', () => {
  const leave = (client: Computer['client']) => rig.scheduler.runFor(client.webhooks.delete(), MINUTE);

  it('erases all it keeps of the shop; where it is away, as soon as it answers, also after a restart', async () => {
    rig = await openShopRig();
    const { store } = rig.relay;
    const computer = await rig.start('kassan');
    await rig.pass(MINUTE);
    rig.network = ({ url }) => (url.startsWith(relayUrl) ? new Response(null, { status: 503 }) : null);
    expect(await leave(computer.client)).toMatchObject({ erased: false });
    expect((await computer.client.webhooks.status()).leaving).toBe(new URL(relayUrl).host);
    const again = await rig.restart(computer);
    await rig.pass(5 * MINUTE);
    expect(await store.holdings()).toMatchObject({ tenants: 1 });
    rig.network = () => null;
    await rig.pass(2 * MINUTE);
    expect(await store.holdings()).toMatchObject({ tenants: 0 });
    expect((await again.client.webhooks.status()).leaving).toBeNull();
  });

  it('and another one that is left meanwhile are both erased, each as soon as it answers', async () => {
    rig = await openShopRig();
    const computer = await rig.start('kassan');
    await rig.pass(MINUTE);
    const otherUrl = 'http://127.0.0.1:4799';
    const other = openTestRelay({ clock: rig.scheduler.clock });
    const away = new Set([relayUrl]);
    let asked = 0;
    rig.network = (request) => {
      const { origin } = new URL(request.url);
      if (away.has(origin)) return new Response(null, { status: 503 });
      if (request.method === 'DELETE' && origin === otherUrl) asked += 1;
      return origin === otherUrl ? other.handle(request) : null;
    };
    expect(await leave(computer.client)).toMatchObject({ erased: false });
    const pairingCode = await other.newCode();
    await rig.scheduler.runFor(computer.client.webhooks.create({ relayUrl: otherUrl, pairingCode }), MINUTE);
    away.add(otherUrl);
    expect(await leave(computer.client)).toMatchObject({ erased: false });
    const hosts = [relayUrl, otherUrl].map((url) => new URL(url).host);
    expect((await computer.client.webhooks.status()).leaving).toBe(hosts.join(', '));
    const again = await rig.restart(computer);
    away.delete(otherUrl);
    await rig.pass(2 * MINUTE);
    // The first that is away keeps the second waiting no more.
    expect(await other.store.holdings()).toMatchObject({ tenants: 0 });
    expect(await rig.relay.store.holdings()).toMatchObject({ tenants: 1 });
    expect((await again.client.webhooks.status()).leaving).toBe(hosts[0]);
    away.clear();
    await rig.pass(2 * MINUTE);
    expect(await rig.relay.store.holdings()).toMatchObject({ tenants: 0 });
    expect((await again.client.webhooks.status()).leaving).toBeNull();
    expect(asked).toBe(1);
    await other.close();
  });

  it('goes on for the shop’s other computers', async () => {
    rig = await openShopRig();
    const [one, other] = [await rig.start('kassan'), await rig.start('kontoret')];
    await rig.pass(MINUTE);
    expect(await leave(one.client)).toMatchObject({ erased: true });
    expect(await rig.relay.store.holdings()).toMatchObject({ tenants: 1 });
    await rig.pass(5 * MINUTE);
    expect((await rig.scheduler.runFor(other.client.webhooks.status(), MINUTE)).writer).toMatchObject({
      isThisComputer: true,
    });
    const { articleNumber } = orderOne(rig);
    const before = rig.balance(articleNumber);
    await rig.until(() => rig.balance(articleNumber) === before - 1, 10 * MINUTE);
  });
});
