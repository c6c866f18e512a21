import { describe, expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { saveTestPlan } from '../testing/test-ledger.ts';
import { listArticles } from './article-list.ts';
import { articlesNotMet, markGone, saveArticle } from './catalogue.ts';
import { openDatabase } from './database.ts';
import { readLog, writeLog } from './log-lines.ts';
import { migrate } from './migrate.ts';
import { countPlanRows, planRows } from './plans.ts';

const names: Record<string, string> = {
  '0042': 'Åkerbärssylt 250 g',
  '0043': 'ÅKERBÄRSSYLT 500 g',
  '0044': 'Ljuslykta, 100% glas',
  '0045': 'Ljuslykta _mini_',
};

function openLedger() {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  for (const [articleNumber, name] of Object.entries(names)) {
    const rest = { barcode: `7391111${articleNumber}`, isStockItem: true, inUse: true, averageCost: 1 };
    saveArticle(
      ledger,
      { articleNumber, articleId: articleNumber, name, isWebshop: articleNumber !== '0045', ...rest },
      false,
    );
  }
  return ledger;
}

describe('a search', () => {
  const searches: [string, string[]][] = [
    ['åker', ['0042', '0043']],
    ['ÅKER', ['0042', '0043']],
    ['500 åkerbär', ['0043']],
    ['0042', ['0042']],
    ['11110044', ['0044']],
    ['100%', ['0044']],
    ['_', ['0045']],
    ['  ', ['0042', '0043', '0044', '0045']],
    ['åkerbär glas', []],
  ];

  it.each(searches)('for %j among the articles', (search, expected) => {
    const found = listArticles(openLedger(), { search, limit: 10 });
    expect(found).toEqual({ articleNumbers: expected, next: null, total: expected.length });
  });

  it.each(searches)('for %j in the sync log', (search, expected) => {
    const ledger = openLedger();
    const line = { event: 'pushed', cause: 'sale', result: 'ok' } as const;
    for (const articleNumber of Object.keys(names))
      writeLog(ledger, { ...line, at: ourTime(1), articleNumber });
    const found = readLog(ledger, { search }, { limit: 10 }).map((one) => one.articleNumber);
    expect(found.sort()).toEqual(expected);
  });

  it.each(searches)('for %j in a preview', (search, expected) => {
    const ledger = openLedger();
    const rest = { storeNumber: '1', inventoryItemId: null, locationId: null, reason: null } as const;
    const rows = Object.entries(names).map(([articleNumber, name]) => ({
      articleNumber,
      name,
      ...rest,
      ...{ group: 'raised' as const, easycashier: 1000, before: 0, after: 1 },
    }));
    const counts = { unchanged: 0, raised: 4, lowered: 0, zeroed: 0, skipped: 0 };
    const plan = {
      planId: 'P',
      hash: 'h',
      createdAt: ourTime(1),
      counts,
      writes: 4,
      guard: null,
      appliedBy: null,
    };
    saveTestPlan(ledger, plan, rows);
    const found = planRows(ledger, 'P', { search, after: -1, limit: 10 }).map((row) => row.articleNumber);
    expect(found).toEqual(expected);
    expect(countPlanRows(ledger, 'P', { search })).toBe(expected.length);
    expect(countPlanRows(ledger, 'P', { search, groups: ['zeroed', 'raised'] })).toBe(expected.length);
    expect(countPlanRows(ledger, 'P', { search, groups: ['zeroed', 'skipped'] })).toBe(0);
  });

  it('finds an order, and an article that EasyCashier does not know, in the log', () => {
    const ledger = openLedger();
    const line = { event: 'booked', cause: 'webOrder', result: 'ok', at: ourTime(1) } as const;
    writeLog(ledger, { ...line, articleNumber: '0042', reference: '#A1042' });
    writeLog(ledger, { ...line, articleNumber: 'OKAND-7', reference: null });
    const found = (search: string) =>
      readLog(ledger, { search }, { limit: 10 }).map((one) => one.articleNumber);
    expect(found('#a1042')).toEqual(['0042']);
    expect(found('#a1042 sylt')).toEqual(['0042']);
    expect(found('okand')).toEqual(['OKAND-7']);
  });
});

it('cuts a searched list into the same pages as a whole one', () => {
  const ledger = openLedger();
  const seek = (search: string) => {
    const first = listArticles(ledger, { search, limit: 2 });
    const second = listArticles(ledger, { search, limit: 2, after: first.next ?? '' });
    const third = listArticles(ledger, { search, limit: 1, offset: 3 });
    return [first, second, third].map(({ articleNumbers, total }) => [articleNumbers, total]);
  };
  const whole = [
    [['0042', '0043'], 4],
    [['0044', '0045'], 4],
    [['0045'], 4],
  ];
  expect(seek('')).toEqual(whole);
  expect(seek('l')).toEqual(whole);
});

it('follows a new name, and leaves out what is gone or not on the web', () => {
  const ledger = openLedger();
  const article = {
    articleNumber: '0044',
    articleId: '0044',
    barcode: '',
    isStockItem: true,
    isWebshop: true,
  };
  saveArticle(ledger, { ...article, name: 'Värmeljus', inUse: true, averageCost: 1 }, false);
  expect(listArticles(ledger, { search: 'VÄRME', limit: 10 }).articleNumbers).toEqual(['0044']);
  expect(listArticles(ledger, { search: 'glas', limit: 10 }).total).toBe(0);
  expect(listArticles(ledger, { search: 'l', webshop: true, limit: 10 }).total).toBe(3);
  expect(listArticles(ledger, { webshop: false, limit: 10 }).articleNumbers).toEqual(['0045']);
  markGone(ledger, articlesNotMet(ledger, new Set(['0042', '0043', '0045'])));
  expect(listArticles(ledger, { search: 'värme', limit: 10 }).total).toBe(0);
});
