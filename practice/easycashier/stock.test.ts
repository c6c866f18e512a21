import { beforeEach, describe, expect, test } from 'vitest';
import { companyPath, openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ articleNumberFilter: 'heeded' });
});

describe('stock', () => {
  test('deltas are not idempotent, may go below 0, and leave their comment', async () => {
    const line = [{ articleNumber: '0042', quantity: 3, costPriceExcludingVat: 0 }];
    expect(await rig.book('decrease', line)).toMatchObject({ status: 200, json: { id: 'stock-change' } });
    await rig.book('decrease', line);
    expect(rig.shop.balance('0042', '1')).toBe(-1);
    expect(rig.shop.history('0042', '1')).toEqual([
      { at: rig.now, delta: 5, cause: 'count', comment: 'Ingående saldo' },
      { at: rig.now, delta: -3, cause: 'api', comment: 'Webborder #1001' },
      { at: rig.now, delta: -3, cause: 'api', comment: 'Webborder #1001' },
    ]);
  });

  test.each([
    ['unknown article', [{ articleNumber: 'XYZ', quantity: 1 }], '1', 'XYZ'],
    ['unknown store', [], '9', '9'],
    ['a service', [{ articleNumber: 'T1', quantity: 1 }], '1', 'T1'],
    ['no quantity', [{ articleNumber: '1042-BL-M', quantity: 0 }], '1', '1042-BL-M'],
    ['negative quantity', [{ articleNumber: '1042-BL-M', quantity: -1 }], '1', '1042-BL-M'],
  ])('%s: 400 naming it, nothing applied', async (_, articles, store, named) => {
    const { status, json } = await rig.book(
      'increase',
      [{ articleNumber: '0042', quantity: 1 }, ...articles],
      store,
    );
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 400, message: expect.stringContaining(named) });
    expect(rig.shop.balance('0042', '1')).toBe(5);
  });

  test('a row is opened where there was none; a store number may be a number', async () => {
    await rig.book('increase', [{ articleNumber: '1042-BL-M', quantity: 2, costPriceExcludingVat: 80 }], 2);
    expect(rig.shop.balance('1042-BL-M', '2')).toBe(2);
  });

  test('an increase at cost 0 pulls the average cost down, one at the average leaves it', async () => {
    await rig.book('increase', [{ articleNumber: '1042-BL-M', quantity: 10, costPriceExcludingVat: 80 }]);
    expect(rig.shop.article('1042-BL-M')?.averageCostPriceExcludingVat).toBe(80);
    await rig.book('increase', [{ articleNumber: '1042-BL-M', quantity: 20, costPriceExcludingVat: 0 }]);
    expect(rig.shop.article('1042-BL-M')?.averageCostPriceExcludingVat).toBe(40);
  });

  test('decimals are exact', async () => {
    for (let count = 0; count < 10; count += 1)
      await rig.book('decrease', [{ articleNumber: '7,5', quantity: 0.1 }]);
    expect(rig.shop.balance('7,5', '1')).toBe(1.75);
    rig.shop.sell('7,5', '1', 0.125);
    expect((await rig.list('articleNumber=7,5')).items[0]).toMatchObject({
      stockEntries: [{ quantity: 1.625 }],
    });
  });

  test('life in the shop', () => {
    rig.shop.deliver('0042', '1', 4);
    rig.shop.consume('0042', '1', 1);
    rig.shop.sell('0042', '1', 2);
    rig.shop.returnSale('0042', '1', 1);
    expect(rig.shop.balance('0042', '1')).toBe(7);
    rig.shop.count('0042', '1', 6);
    expect(rig.shop.balance('0042', '1')).toBe(6);
    expect(rig.shop.history('0042', '1').map(({ cause, delta }) => [cause, delta])).toEqual([
      ['count', 5],
      ['delivery', 4],
      ['consumption', -1],
      ['sale', -2],
      ['return', 1],
      ['count', -1],
    ]);
    rig.shop.sell('T1', '1', 1);
    expect(rig.shop.balance('T1', '1')).toBeUndefined();
    expect(() => rig.shop.sell('saknas', '1', 1)).toThrow('saknas');
    expect(() => rig.shop.sell('0042', '9', 1)).toThrow('9');
  });
});

describe('sales report', () => {
  const report = async (startDate: string, stopDate = startDate) => {
    const route = `${companyPath}/report/sales/groupedByArticleAndStore/preview?startDate=${startDate}&stopDate=${stopDate}`;
    return (await rig.call('GET', route)).json.items;
  };
  beforeEach(() => {
    rig.shop.settings.salesStrayRows = false;
  });

  test('cumulative per Stockholm day, returns negative', async () => {
    rig.now = Date.parse('2026-05-04T21:59:00Z');
    rig.shop.sell('0042', '1', 2);
    rig.shop.sell('0042', '1', 1);
    rig.shop.returnSale('0042', '2', 1);
    rig.now = Date.parse('2026-05-04T22:00:00Z');
    rig.shop.sell('0042', '1', 1);
    await rig.logIn();
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
    rig.shop.returnSale('0042', '1', 1);
    expect(await report('2026-05-05')).toEqual([]);
  });

  test('what a till delivers late is on the day it was sold, and moves stock now', async () => {
    rig.shop.sellLate('0042', '1', 2, 24);
    expect(rig.shop.balance('0042', '1')).toBe(3);
    expect(await report('2026-05-03')).toEqual([{ articleNumber: '0042', storeNumber: '1', quantity: 2 }]);
    expect(await report('2026-05-04')).toEqual([]);
  });

  test('the day of the spring change has 23 hours', async () => {
    rig.now = Date.parse('2026-03-29T21:59:59Z');
    rig.shop.sell('0042', '1', 1);
    rig.now += 1000;
    rig.shop.sell('0042', '1', 2);
    await rig.logIn();
    expect(await report('2026-03-29')).toEqual([{ articleNumber: '0042', storeNumber: '1', quantity: 1 }]);
  });

  test.each([
    [50, false, [50, 12]],
    [50, true, [50, 12]],
    [Number.POSITIVE_INFINITY, false, [62, 62]],
  ])('comes in pages of %s, and may count them: %s', async (salesPageSize, salesMeta, rows) => {
    Object.assign(rig.shop.settings, { salesPageSize, salesMeta, salesStrayRows: true });
    for (let n = 0; n < 60; n += 1) {
      rig.shop.addArticle({ articleNumber: `P${n}`, description: 'Såld' });
      rig.shop.sell(`P${n}`, '1', 1);
    }
    const route = `${companyPath}/report/sales/groupedByArticleAndStore/preview?startDate=2026-05-04&stopDate=2026-05-04`;
    const pages = [];
    for (const page of [1, 2]) {
      const { json } = await rig.call('GET', `${route}&itemsPerPage=500&pageNumber=${page}`);
      expect(json.metaInformation).toEqual(
        salesMeta ? { currentPage: page, totalPages: 2, totalResources: 62 } : undefined,
      );
      pages.push(json.items as { articleNumber?: string; storeNumber?: string }[]);
    }
    expect(pages.map((page) => page.length)).toEqual(rows);
    expect(pages[0]?.filter((row) => row.articleNumber === undefined)).toHaveLength(1);
    expect(pages[0]?.filter((row) => row.storeNumber === undefined)).toHaveLength(1);
  });

  test('wants dates', async () => {
    expect(
      (await rig.call('GET', `${companyPath}/report/sales/groupedByArticleAndStore/preview`)).status,
    ).toBe(400);
  });
});
