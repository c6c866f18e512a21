import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLost } from '../faults.ts';
import { companyPath, openRig, type Rig, rigCredentials } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});

describe('login', () => {
  test('gives a token with its life in seconds', async () => {
    expect((await rig.logIn()).json).toEqual({
      authenticationResponseType: 'AUTHORIZATION_SUCCESSFUL',
      accessToken: expect.stringMatching(/./),
      expiresIn: 3600,
      preferredCorporateIdentity: '556677-8899',
    });
  });

  test('refuses a wrong password', async () => {
    const { status, json } = await rig.call('POST', '/v1/login', { ...rigCredentials, password: 'fel' });
    expect(status).toBe(401);
    expect(json.authenticationResponseType).not.toBe('AUTHORIZATION_SUCCESSFUL');
  });

  test('ten refusals in a row lock the account', async () => {
    const logIn = async (password: string) =>
      (await rig.call('POST', '/v1/login', { ...rigCredentials, password })).json.authenticationResponseType;
    for (let n = 0; n < 9; n += 1) await logIn('fel');
    expect(await logIn(rigCredentials.password)).toBe('AUTHORIZATION_SUCCESSFUL');
    for (let n = 0; n < 10; n += 1) expect(await logIn('fel')).toBe('AUTHORIZATION_FAILED');
    expect(rig.shop.isLocked()).toBe(true);
    expect(await logIn(rigCredentials.password)).toBe('ACCOUNT_LOCKED');
  });

  test('a wrong password may be refused with 200, and a new one be set', async () => {
    rig.shop.settings.loginRefusal = 'type';
    rig.shop.setPassword('nytt');
    const { status, json } = await rig.call('POST', '/v1/login', rigCredentials);
    expect([status, json.authenticationResponseType]).toEqual([200, 'AUTHORIZATION_FAILED']);
    const { json: now } = await rig.call('POST', '/v1/login', { ...rigCredentials, password: 'nytt' });
    expect(now.authenticationResponseType).toBe('AUTHORIZATION_SUCCESSFUL');
  });

  test('the token expires by the clock', async () => {
    rig.now += 3_599_999;
    expect((await rig.call('GET', `${companyPath}/article`)).status).toBe(200);
    rig.now += 1;
    expect((await rig.call('GET', `${companyPath}/article`)).status).toBe(401);
    await rig.logIn();
    expect((await rig.call('GET', `${companyPath}/article`)).status).toBe(200);
    rig.shop.expireTokens();
    expect((await rig.call('GET', `${companyPath}/article`)).status).toBe(401);
  });

  test('another company is out of reach', async () => {
    expect((await rig.call('GET', '/v1/company/550000-0000/article')).status).toBe(403);
    expect((await rig.call('GET', '/v1/company/556677-8899/article')).status).toBe(200);
  });

  test('the company wants its hyphen, or what the login calls it, unless it is taken anyhow', async () => {
    const status = async (company: string) =>
      (await rig.call('GET', `/v1/company/${company}/article`)).status;
    expect(await status('5566778899')).toBe(403);
    rig.shop.settings.preferredCorporateIdentity = '165566778899';
    expect((await rig.logIn()).json.preferredCorporateIdentity).toBe('165566778899');
    expect(await status('165566778899')).toBe(200);
    expect(await status('556677-8899')).toBe(200);
    rig.shop.settings.companySpelling = 'any';
    expect(await status('5566778899')).toBe(200);
    Object.assign(rig.shop.settings, { companySpelling: 'bare', preferredCorporateIdentity: null });
    expect(await status('5566778899')).toBe(200);
    expect(await status('556677-8899')).toBe(403);
  });
});

describe('rate limit', () => {
  test('300 requests in any 60 seconds, then 429 with the seconds to wait', async () => {
    for (let count = 1; count < 300; count += 1) {
      rig.now += 100;
      expect((await rig.call('GET', `${companyPath}/store`)).status).toBe(200);
    }
    const refused = await rig.call('GET', `${companyPath}/store`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('31');
    expect(rig.shop.stats).toMatchObject({ requests: 301, rateLimited: 1, byPath: { 'GET /store': 300 } });
    rig.now += 30_099;
    expect((await rig.call('GET', `${companyPath}/store`)).status).toBe(429);
    rig.now += 1;
    expect((await rig.call('GET', `${companyPath}/store`)).status).toBe(200);
    expect((await rig.call('GET', `${companyPath}/store`)).status).toBe(429);
  });
});

describe('faults', () => {
  test('strike by the name of the exchange', async () => {
    rig.shop.faults.add({ kind: 'unanswered', match: 'POST /stock/decreaseStock' });
    expect((await rig.call('GET', `${companyPath}/article`)).status).toBe(200);
    await expect(rig.book('decrease', [{ articleNumber: '0042', quantity: 1 }])).rejects.toBeInstanceOf(
      ConnectionLost,
    );
    expect(rig.shop.balance('0042', '1')).toBe(4);
    rig.shop.faults.add({ kind: 'duplicate', match: 'decreaseStock' });
    await rig.book('decrease', [{ articleNumber: '0042', quantity: 1 }]);
    expect(rig.shop.balance('0042', '1')).toBe(2);
  });
});
