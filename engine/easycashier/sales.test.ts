import { describe, expect, it } from 'vitest';
import { type GatewayRig, openGateways } from '../../test/gateways/rig.ts';
import { readSales } from './sales.ts';

const DAY = '2026-11-23';
const soldOnce = (rig: GatewayRig, articles: number): string[] => {
  const { easycashier, places } = rig.practice;
  return Array.from({ length: articles }, (_, n) => {
    const articleNumber = `SALD-${String(n).padStart(4, '0')}`;
    easycashier.addArticle({ articleNumber, description: 'Såld', stock: { 1: 10 } });
    easycashier.sell(articleNumber, places[0]?.storeNumber ?? '1', 1);
    return articleNumber;
  });
};
const report = (rig: GatewayRig) => rig.run(readSales(rig.easycashier, { startDay: DAY, stopDay: DAY }));
const calls = (rig: GatewayRig) => rig.sent.filter(({ path }) => path.includes('/report/')).length;

describe('the sales report', () => {
  it.each([
    [0, 1],
    [7, 1],
    [49, 1],
    [50, 2],
    [103, 3],
    [250, 6],
  ])('of %i rows is read to its end, in %i pages', async (rows, pages) => {
    const rig = openGateways({ easycashier: { salesStrayRows: false } });
    const sold = soldOnce(rig, rows);
    const read = await report(rig);
    expect(read.rows.map(({ articleNumber }) => articleNumber)).toEqual(sold);
    expect(read).toMatchObject({ isWhole: true, skipped: 0, partlyKnown: [] });
    expect(calls(rig)).toBe(pages);
  });

  it.each([
    ['that counts its rows', { salesMeta: true }],
    ['that grants fewer rows than were asked for', { salesPageSize: 10 }],
    ['that is not paged', { salesPageSize: Number.POSITIVE_INFINITY }],
    ['that is not paged and counts its rows', { salesPageSize: Number.POSITIVE_INFINITY, salesMeta: true }],
  ])('%s is read whole, at every length', async (_what, easycashier) => {
    for (const rows of [1, 5, 8, 10, 20, 40, 49, 51, 60, 110]) {
      const rig = openGateways({ easycashier: { ...easycashier, salesStrayRows: false } });
      const sold = soldOnce(rig, rows);
      const read = await report(rig);
      expect(read.rows.map(({ articleNumber }) => articleNumber)).toEqual(sold);
      expect(read.isWhole).toBe(true);
    }
  });

  it.each([
    [200, 451, 3],
    [100, 451, 5],
    [100, 400, 5],
  ])(
    'is asked for in pages as large as are granted, and waits for its turn before each: %i',
    async (granted, rows, pages) => {
      const rig = openGateways({ easycashier: { salesStrayRows: false, salesPageSize: granted } });
      const sold = soldOnce(rig, rows);
      let turns = 0;
      const turn = <T>(work: () => Promise<T>) => {
        turns += 1;
        return work();
      };
      const asked = { startDay: DAY, stopDay: DAY, pageRows: 200, turn };
      const read = await rig.run(readSales(rig.easycashier, asked));
      expect(read.rows.map(({ articleNumber }) => articleNumber)).toEqual(sold);
      expect([read.isWhole, read.calls, turns]).toEqual([true, pages, pages]);
    },
  );

  it('that fills a page and is not paged is not called whole, and costs no calls to no end', async () => {
    const rig = openGateways({
      easycashier: { salesStrayRows: false, salesPageSize: Number.POSITIVE_INFINITY },
    });
    const sold = soldOnce(rig, 50);
    const read = await report(rig);
    expect(read.rows.map(({ articleNumber }) => articleNumber)).toEqual(sold);
    expect(read.isWhole).toBe(false);
    expect(calls(rig)).toBe(4);
  });

  it('has rows without numbers, which are left out and counted', async () => {
    const rig = openGateways({ easycashier: { salesStrayRows: true } });
    const sold = soldOnce(rig, 3);
    const read = await report(rig);
    expect(read.rows).toEqual(
      sold.map((articleNumber) => ({ articleNumber, storeNumber: '1', thousandths: 1_000 })),
    );
    expect(read).toMatchObject({ isWhole: true, skipped: 2, partlyKnown: ['FRITEXT'] });
  });

  it.each([false, true])(
    'is read once more where it shifts meanwhile, and not called whole where it does again; it counts: %s',
    async (salesMeta) => {
      const rig = openGateways({ easycashier: { salesStrayRows: false, salesMeta } });
      soldOnce(rig, 120);
      const { easycashier } = rig.practice;
      let left = 0;
      const shifting: typeof rig.easycashier = {
        ...rig.easycashier,
        read: async (path, shape) => {
          const page = await rig.easycashier.read(path, shape);
          if (left > 0 && new URLSearchParams(path.split('?')[1]).get('pageNumber') === '1') {
            left -= 1;
            const articleNumber = `FORST-${rig.sent.length}`; // before all others
            easycashier.addArticle({ articleNumber, description: 'Såld nu', stock: { 1: 1 } });
            easycashier.sell(articleNumber, '1', 1);
          }
          return page;
        },
      };
      left = 1;
      expect((await rig.run(readSales(shifting, { startDay: DAY, stopDay: DAY }))).isWhole).toBe(true);
      expect(calls(rig)).toBe(6);
      left = 2;
      expect((await rig.run(readSales(shifting, { startDay: DAY, stopDay: DAY }))).isWhole).toBe(false);
    },
  );

  it.each([
    ['a row that is none', 'Summa', { isWhole: false, partlyKnown: [], calls: 2 }],
    [
      'a quantity that is none',
      { articleNumber: 'A', storeNumber: '1', quantity: '1 st' },
      { isWhole: true, partlyKnown: ['A'], calls: 1 },
    ],
  ])('is not refused for %s', async (_what, odd, told) => {
    const rig = openGateways();
    const items = [odd, { articleNumber: 'B', storeNumber: '1', quantity: 2 }];
    const other: typeof rig.easycashier = {
      ...rig.easycashier,
      read: async (_path, shape) => shape.parse({ items }),
    };
    expect(await rig.run(readSales(other, { startDay: DAY, stopDay: DAY }))).toEqual({
      rows: [{ articleNumber: 'B', storeNumber: '1', thousandths: 2_000 }],
      skipped: 1,
      ...told,
    });
  });
});
