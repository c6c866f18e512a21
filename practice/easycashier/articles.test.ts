import { beforeEach, describe, expect, test } from 'vitest';
import { companyPath, openRig, type Rig, rigStores } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ articleNumberFilter: 'heeded' });
});

describe('articles', () => {
  test('pages are counted from 1 and capped', async () => {
    rig = await openRig({ pageSizeMax: 3 });
    const first = await rig.list('itemsPerPage=1000&pageNumber=1');
    expect(first.metaInformation).toEqual({ currentPage: 1, totalPages: 2, totalResources: 4 });
    expect(first.numbers).toEqual(['0042', '1042-BL-M', '7,5']);
    expect((await rig.list('itemsPerPage=1000&pageNumber=2')).numbers).toEqual(['T1']);
    expect((await rig.list('itemsPerPage=1000&pageNumber=3')).numbers).toEqual([]);
  });

  test('sorted, searched, looked up', async () => {
    expect((await rig.list('sortColumn=description&sortDirection=DESC')).numbers).toEqual([
      'T1',
      '0042',
      '1042-BL-M',
      '7,5',
    ]);
    expect((await rig.list('searchValue=731')).numbers).toEqual(['1042-BL-M']);
    expect((await rig.list('articleNumber=0042')).numbers).toEqual(['0042']);
    expect((await rig.list('articleNumber=42')).numbers).toEqual([]);
    rig.shop.renameArticle('0042', 'Ananas');
    expect((await rig.list('sortColumn=description')).numbers[0]).toBe('0042');
  });

  test('a store without a row is missing, not 0', async () => {
    const { items } = await rig.list('articleNumber=1042-BL-M');
    expect(items[0]).toMatchObject({
      averageCostPriceExcludingVat: 80,
      stockEntries: [{ storeNumber: '1', storeName: 'Butiken i Solna', quantity: 10, orderPoint: null }],
    });
    expect(rig.shop.balance('1042-BL-M', '2')).toBeUndefined();
  });

  test('a listing can come up short, for one full scan', async () => {
    rig.shop.truncateNextListing(2);
    expect((await rig.list('itemsPerPage=1')).metaInformation).toMatchObject({ totalResources: 2 });
    expect((await rig.list('itemsPerPage=1&pageNumber=3')).numbers).toEqual([]);
    expect((await rig.list()).numbers).toHaveLength(4);
  });

  test.each([
    ['articleNumber', 'articleNumberFilter'],
    ['searchValue', 'searchFilter'],
  ] as const)('the filter %s may be ignored or refused', async (filter, setting) => {
    rig.shop.settings[setting] = 'ignored';
    expect((await rig.list(`${filter}=0042`)).numbers).toHaveLength(4);
    rig.shop.settings[setting] = 'refused';
    const { status, json } = await rig.call('GET', `${companyPath}/article?${filter}=0042`);
    expect([status, json.error]).toEqual([400, { code: 400, message: `Unknown filter ${filter}` }]);
  });

  test('the list may show no stock; the article itself does', async () => {
    rig.shop.settings.listStock = false;
    const [row] = (await rig.list('articleNumber=0042')).items;
    expect(row).not.toHaveProperty('stockEntries');
    const { json } = await rig.call('GET', `${companyPath}/article/${row?.id}`);
    expect(json.stockEntries).toHaveLength(2);
  });

  test('the article itself may lack its stock, or be nowhere, and a store may be a number', async () => {
    const detail = async () => {
      const [row] = (await rig.list('articleNumber=0042')).items;
      return rig.call('GET', `${companyPath}/article/${row?.id}`);
    };
    expect((await detail()).json.stockEntries).toMatchObject([{ storeNumber: '1' }, { storeNumber: '2' }]);
    rig.shop.settings.storeNumbers = 'number';
    expect((await detail()).json.stockEntries).toMatchObject([{ storeNumber: 1 }, { storeNumber: 2 }]);
    expect((await rig.list('articleNumber=0042')).items[0]?.stockEntries).toMatchObject([
      { storeNumber: 1 },
      { storeNumber: 2 },
    ]);
    rig.shop.settings.articleDetail = 'noStock';
    expect((await detail()).json).toMatchObject({ articleNumber: '0042' });
    expect((await detail()).json).not.toHaveProperty('stockEntries');
    rig.shop.settings.articleDetail = 'absent';
    expect((await detail()).status).toBe(404);
  });

  test('an answer may tell the time and how many calls there are, or not', async () => {
    const headers = async () => (await rig.call('GET', `${companyPath}/article`)).headers;
    expect((await headers()).get('date')).toBe('Mon, 04 May 2026 08:00:00 GMT');
    expect((await headers()).has('x-ratelimit-limit')).toBe(false);
    Object.assign(rig.shop.settings, { tellsTime: false, rateHeaders: true });
    expect((await headers()).has('date')).toBe(false);
    expect((await headers()).get('x-ratelimit-limit')).toBe('300');
  });

  test('a page may come twice, and the list may be short for a while', async () => {
    rig.shop.repeatPages(1);
    const numbers = async (page: number) => (await rig.list(`itemsPerPage=2&pageNumber=${page}`)).numbers;
    const first = await numbers(1);
    expect(await numbers(2)).toEqual(first);
    expect(await numbers(2)).not.toEqual(first);
    rig.shop.settings.listingLimit = 1;
    for (let scan = 0; scan < 2; scan += 1) {
      expect((await rig.list()).metaInformation).toMatchObject({ totalPages: 1, totalResources: 1 });
    }
    rig.shop.settings.listingLimit = null;
    expect((await rig.list()).numbers).toHaveLength(4);
  });

  test('PUT takes the whole object and never the number', async () => {
    const { items } = await rig.list('articleNumber=0042');
    const article = items[0] ?? {};
    const route = `${companyPath}/article/${article.id}`;
    expect((await rig.call('PUT', route, { ...article, webshop: false })).json).toEqual({
      ...article,
      webshop: false,
    });
    expect((await rig.call('PUT', route, { ...article, articleNumber: '42' })).status).toBe(400);
    expect((await rig.call('PUT', route, { ...article, webshop: 'ja' })).status).toBe(400);
    const bare = await rig.call('PUT', route, {
      articleNumber: '0042',
      description: 'Regnjacka',
      webshop: true,
    });
    expect(bare.json).toMatchObject({ webshop: true, stockItem: false });
  });

  test('created, read, deleted', async () => {
    const made = await rig.call('POST', `${companyPath}/article`, {
      articleNumber: 'N.1',
      description: 'Ny',
      stockItem: true,
    });
    expect(made.json).toMatchObject({ articleNumber: 'N.1', stockEntries: [] });
    expect(
      (await rig.call('POST', `${companyPath}/article`, { articleNumber: 'N.1', description: 'Ny' })).status,
    ).toBe(400);
    const route = `${companyPath}/article/${made.json.id}`;
    expect((await rig.call('GET', route)).json).toEqual(made.json);
    expect((await rig.call('DELETE', route)).status).toBe(200);
    expect((await rig.call('GET', route)).status).toBe(404);
  });

  test('the list of stores can be missing', async () => {
    expect((await rig.call('GET', `${companyPath}/store`)).json).toEqual(rigStores);
    rig = await openRig({ storeEndpoint: false });
    expect((await rig.call('GET', `${companyPath}/store`)).status).toBe(404);
  });
});
