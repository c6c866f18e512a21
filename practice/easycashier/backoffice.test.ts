import { beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLost } from '../faults.ts';
import {
  createPracticeEasyCashier,
  type PracticeEasyCashier,
  type PracticeEasyCashierOptions,
} from './backoffice.ts';

let now = 0;
const clock = {
  now: () => now,
  sleep: (ms: number) => {
    now += ms;
    return Promise.resolve();
  },
};
const stores = [
  { storeNumber: '1', storeName: 'Butiken i Solna' },
  { storeNumber: '2', storeName: 'Lagret i Borås' },
];
const credentials = { username: 'lager@exempel.se', password: 'övning' };
const path = '/v1/company/5566778899';

function open(options: Partial<PracticeEasyCashierOptions> = {}): PracticeEasyCashier {
  const shop = createPracticeEasyCashier({
    clock,
    company: '556677-8899',
    ...credentials,
    stores,
    ...options,
  });
  shop.addArticle({ articleNumber: '0042', description: 'Regnjacka', webshop: true, stock: { 1: 5, 2: 3 } });
  shop.addArticle({
    articleNumber: '1042-BL-M',
    description: 'Mössa',
    barcode: '7310000000013',
    costPriceExcludingVat: 80,
    stock: { 1: 10 },
  });
  shop.addArticle({
    articleNumber: '7,5',
    description: 'Kaffe, lösvikt',
    looseWeight: true,
    stock: { 1: 2.75 },
  });
  shop.addArticle({ articleNumber: 'T1', description: 'Uppläggning', articleType: 'SERVICE' });
  return shop;
}

let shop: PracticeEasyCashier;
let token = '';

async function call(method: string, route: string, body?: unknown) {
  const response = await shop.handle(
    new Request(`http://practice${route}`, {
      method,
      headers: { 'X-Auth-Token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, headers: response.headers };
}

async function logIn() {
  const answer = await call('POST', '/v1/login', credentials);
  token = String(answer.json.accessToken);
  return answer;
}

async function list(query = '') {
  const { json } = await call('GET', `${path}/article?${query}`);
  const { items, metaInformation } = json as {
    items: Record<string, unknown>[];
    metaInformation: Record<string, number>;
  };
  return { items, metaInformation, numbers: items.map(({ articleNumber }) => articleNumber) };
}

function book(direction: 'increase' | 'decrease', articles: unknown, storeNumber: unknown = '1') {
  return call('POST', `${path}/stock/${direction}Stock`, {
    storeNumber,
    articles,
    comment: 'Webborder #1001',
  });
}

beforeEach(async () => {
  now = Date.parse('2026-05-04T08:00:00Z');
  shop = open();
  await logIn();
});

describe('login', () => {
  test('gives a token with its life in seconds', async () => {
    expect((await logIn()).json).toEqual({
      authenticationResponseType: 'AUTHORIZATION_SUCCESSFUL',
      accessToken: token,
      expiresIn: 3600,
      preferredCorporateIdentity: '5566778899',
    });
  });

  test('refuses a wrong password', async () => {
    const { status, json } = await call('POST', '/v1/login', { ...credentials, password: 'fel' });
    expect(status).toBe(401);
    expect(json.authenticationResponseType).not.toBe('AUTHORIZATION_SUCCESSFUL');
  });

  test('the token expires by the clock', async () => {
    now += 3_599_999;
    expect((await call('GET', `${path}/article`)).status).toBe(200);
    now += 1;
    expect((await call('GET', `${path}/article`)).status).toBe(401);
    await logIn();
    expect((await call('GET', `${path}/article`)).status).toBe(200);
    shop.expireTokens();
    expect((await call('GET', `${path}/article`)).status).toBe(401);
  });

  test('another company is out of reach, the own one is known with and without its dash', async () => {
    expect((await call('GET', '/v1/company/5500000000/article')).status).toBe(403);
    expect((await call('GET', '/v1/company/556677-8899/article')).status).toBe(200);
  });
});

describe('rate limit', () => {
  test('300 requests in any 60 seconds, then 429 with the seconds to wait', async () => {
    for (let count = 1; count < 300; count += 1) {
      now += 100;
      expect((await call('GET', `${path}/store`)).status).toBe(200);
    }
    const refused = await call('GET', `${path}/store`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('31');
    expect(shop.stats).toMatchObject({ requests: 301, rateLimited: 1, byPath: { 'GET /store': 300 } });
    now += 30_099;
    expect((await call('GET', `${path}/store`)).status).toBe(429);
    now += 1;
    expect((await call('GET', `${path}/store`)).status).toBe(200);
    expect((await call('GET', `${path}/store`)).status).toBe(429);
  });
});

describe('articles', () => {
  test('pages are counted from 1 and capped', async () => {
    shop = open({ pageSizeMax: 3 });
    await logIn();
    const first = await list('itemsPerPage=1000&pageNumber=1');
    expect(first.metaInformation).toEqual({ currentPage: 1, totalPages: 2, totalResources: 4 });
    expect(first.numbers).toEqual(['0042', '1042-BL-M', '7,5']);
    expect((await list('itemsPerPage=1000&pageNumber=2')).numbers).toEqual(['T1']);
    expect((await list('itemsPerPage=1000&pageNumber=3')).numbers).toEqual([]);
  });

  test('sorted, searched, looked up', async () => {
    expect((await list('sortColumn=description&sortDirection=DESC')).numbers).toEqual([
      'T1',
      '0042',
      '1042-BL-M',
      '7,5',
    ]);
    expect((await list('searchValue=731')).numbers).toEqual(['1042-BL-M']);
    expect((await list('articleNumber=0042')).numbers).toEqual(['0042']);
    expect((await list('articleNumber=42')).numbers).toEqual([]);
    shop.renameArticle('0042', 'Ananas');
    expect((await list('sortColumn=description')).numbers[0]).toBe('0042');
  });

  test('a store without a row is missing, not 0', async () => {
    const { items } = await list('articleNumber=1042-BL-M');
    expect(items[0]).toMatchObject({
      averageCostPriceExcludingVat: 80,
      stockEntries: [{ storeNumber: '1', storeName: 'Butiken i Solna', quantity: 10, orderPoint: null }],
    });
    expect(shop.balance('1042-BL-M', '2')).toBeUndefined();
  });

  test('a listing can come up short, for one walk', async () => {
    shop.truncateNextListing(2);
    expect((await list('itemsPerPage=1')).metaInformation).toMatchObject({ totalResources: 2 });
    expect((await list('itemsPerPage=1&pageNumber=3')).numbers).toEqual([]);
    expect((await list()).numbers).toHaveLength(4);
  });

  test('PUT takes the whole object and never the number', async () => {
    const { items } = await list('articleNumber=0042');
    const article = items[0] ?? {};
    const route = `${path}/article/${article.id}`;
    expect((await call('PUT', route, { ...article, webshop: false })).json).toEqual({
      ...article,
      webshop: false,
    });
    expect((await call('PUT', route, { ...article, articleNumber: '42' })).status).toBe(400);
    expect((await call('PUT', route, { ...article, webshop: 'ja' })).status).toBe(400);
    const bare = await call('PUT', route, { articleNumber: '0042', description: 'Regnjacka', webshop: true });
    expect(bare.json).toMatchObject({ webshop: true, stockItem: false });
  });

  test('created, read, deleted', async () => {
    const made = await call('POST', `${path}/article`, {
      articleNumber: 'N.1',
      description: 'Ny',
      stockItem: true,
    });
    expect(made.json).toMatchObject({ articleNumber: 'N.1', stockEntries: [] });
    expect((await call('POST', `${path}/article`, { articleNumber: 'N.1', description: 'Ny' })).status).toBe(
      400,
    );
    const route = `${path}/article/${made.json.id}`;
    expect((await call('GET', route)).json).toEqual(made.json);
    expect((await call('DELETE', route)).status).toBe(200);
    expect((await call('GET', route)).status).toBe(404);
  });

  test('the list of stores can be missing', async () => {
    expect((await call('GET', `${path}/store`)).json).toEqual(stores);
    shop = open({ storeEndpoint: false });
    await logIn();
    expect((await call('GET', `${path}/store`)).status).toBe(404);
  });
});

describe('stock', () => {
  test('deltas are not idempotent, may go below 0, and leave their comment', async () => {
    const line = [{ articleNumber: '0042', quantity: 3, costPriceExcludingVat: 0 }];
    expect(await book('decrease', line)).toMatchObject({ status: 200, json: {} });
    await book('decrease', line);
    expect(shop.balance('0042', '1')).toBe(-1);
    expect(shop.history('0042', '1')).toEqual([
      { at: now, delta: 5, cause: 'count', comment: 'Ingående saldo' },
      { at: now, delta: -3, cause: 'api', comment: 'Webborder #1001' },
      { at: now, delta: -3, cause: 'api', comment: 'Webborder #1001' },
    ]);
  });

  test.each([
    ['unknown article', [{ articleNumber: 'XYZ', quantity: 1 }], '1', 'XYZ'],
    ['unknown store', [], '9', '9'],
    ['a service', [{ articleNumber: 'T1', quantity: 1 }], '1', 'T1'],
    ['no quantity', [{ articleNumber: '1042-BL-M', quantity: 0 }], '1', '1042-BL-M'],
    ['negative quantity', [{ articleNumber: '1042-BL-M', quantity: -1 }], '1', '1042-BL-M'],
  ])('%s: 400 naming it, nothing applied', async (_, articles, store, named) => {
    const { status, json } = await book(
      'increase',
      [{ articleNumber: '0042', quantity: 1 }, ...articles],
      store,
    );
    expect(status).toBe(400);
    expect(json.message).toContain(named);
    expect(shop.balance('0042', '1')).toBe(5);
  });

  test('a row is opened where there was none; a store number may be a number', async () => {
    await book('increase', [{ articleNumber: '1042-BL-M', quantity: 2, costPriceExcludingVat: 80 }], 2);
    expect(shop.balance('1042-BL-M', '2')).toBe(2);
  });

  test('an increase at cost 0 pulls the average cost down, one at the average leaves it', async () => {
    await book('increase', [{ articleNumber: '1042-BL-M', quantity: 10, costPriceExcludingVat: 80 }]);
    expect(shop.article('1042-BL-M')?.averageCostPriceExcludingVat).toBe(80);
    await book('increase', [{ articleNumber: '1042-BL-M', quantity: 20, costPriceExcludingVat: 0 }]);
    expect(shop.article('1042-BL-M')?.averageCostPriceExcludingVat).toBe(40);
  });

  test('decimals are exact', async () => {
    for (let count = 0; count < 10; count += 1)
      await book('decrease', [{ articleNumber: '7,5', quantity: 0.1 }]);
    expect(shop.balance('7,5', '1')).toBe(1.75);
    shop.sell('7,5', '1', 0.125);
    expect((await list('articleNumber=7,5')).items[0]).toMatchObject({ stockEntries: [{ quantity: 1.625 }] });
  });

  test('life in the shop', () => {
    shop.deliver('0042', '1', 4);
    shop.consume('0042', '1', 1);
    shop.sell('0042', '1', 2);
    shop.returnSale('0042', '1', 1);
    expect(shop.balance('0042', '1')).toBe(7);
    shop.count('0042', '1', 6);
    expect(shop.balance('0042', '1')).toBe(6);
    expect(shop.history('0042', '1').map(({ cause, delta }) => [cause, delta])).toEqual([
      ['count', 5],
      ['delivery', 4],
      ['consumption', -1],
      ['sale', -2],
      ['return', 1],
      ['count', -1],
    ]);
    shop.sell('T1', '1', 1);
    expect(shop.balance('T1', '1')).toBeUndefined();
    expect(() => shop.sell('saknas', '1', 1)).toThrow('saknas');
    expect(() => shop.sell('0042', '9', 1)).toThrow('9');
  });
});

describe('sales report', () => {
  const report = async (startDate: string, stopDate = startDate) => {
    const route = `${path}/report/sales/groupedByArticleAndStore/preview?startDate=${startDate}&stopDate=${stopDate}`;
    return (await call('GET', route)).json.items;
  };

  test('cumulative per Stockholm day, returns negative', async () => {
    now = Date.parse('2026-05-04T21:59:00Z');
    shop.sell('0042', '1', 2);
    shop.sell('0042', '1', 1);
    shop.returnSale('0042', '2', 1);
    now = Date.parse('2026-05-04T22:00:00Z');
    shop.sell('0042', '1', 1);
    await logIn();
    expect(await report('2026-05-04')).toEqual([
      { articleNumber: '0042', storeNumber: '1', quantity: 3 },
      { articleNumber: '0042', storeNumber: '2', quantity: -1 },
    ]);
    expect(await report('2026-05-05')).toEqual([{ articleNumber: '0042', storeNumber: '1', quantity: 1 }]);
    expect(await report('2026-05-04', '2026-05-05')).toContainEqual({
      articleNumber: '0042',
      storeNumber: '1',
      quantity: 4,
    });
    shop.returnSale('0042', '1', 1);
    expect(await report('2026-05-05')).toEqual([]);
  });

  test('the day of the spring change has 23 hours', async () => {
    now = Date.parse('2026-03-29T21:59:59Z');
    shop.sell('0042', '1', 1);
    now += 1000;
    shop.sell('0042', '1', 2);
    await logIn();
    expect(await report('2026-03-29')).toEqual([{ articleNumber: '0042', storeNumber: '1', quantity: 1 }]);
  });

  test('wants dates', async () => {
    expect((await call('GET', `${path}/report/sales/groupedByArticleAndStore/preview`)).status).toBe(400);
  });
});

describe('faults', () => {
  test('strike by the name of the exchange', async () => {
    shop.faults.add({ kind: 'unanswered', match: 'POST /stock/decreaseStock' });
    expect((await call('GET', `${path}/article`)).status).toBe(200);
    await expect(book('decrease', [{ articleNumber: '0042', quantity: 1 }])).rejects.toBeInstanceOf(
      ConnectionLost,
    );
    expect(shop.balance('0042', '1')).toBe(4);
    shop.faults.add({ kind: 'duplicate', match: 'decreaseStock' });
    await book('decrease', [{ articleNumber: '0042', quantity: 1 }]);
    expect(shop.balance('0042', '1')).toBe(2);
  });
});
