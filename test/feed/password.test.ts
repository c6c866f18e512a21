/** Somebody changes EasyCashier's password: no account is locked by us, and the new one is tried at once. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';

const HOUR = 3_600_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('is tried a handful of times in hours, and works again as soon as a person has entered it', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  const { easycashier, credentials } = rig.practice;
  const logins = () => easycashier.stats.byPath['POST /v1/login'] ?? 0;
  const trouble = async () => (await client.activity.status()).troubles.easycashier?.code ?? null;
  easycashier.setPassword('nytt');
  easycashier.expireTokens();
  const before = logins();
  await rig.pass(4 * HOUR);
  expect(logins() - before).toBeLessThanOrEqual(5);
  expect(easycashier.isLocked()).toBe(false);
  expect(await trouble()).toBe('easycashierRefusedLogin');
  const url = 'http://127.0.0.1:4710';
  const login = { url, ...credentials.easycashier, password: 'nytt' };
  await rig.scheduler.runFor(client.connection.connectEasyCashier(login), 60_000);
  await rig.pass(60_000);
  expect(await trouble()).toBeNull();
});
