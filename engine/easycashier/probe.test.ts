import { describe, expect, it } from 'vitest';
import type { PracticeOptions } from '../../practice/practice.ts';
import type { Found } from '../../shared/words/capabilities.ts';
import { openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { createEasyCashierClient } from './client.ts';
import { probeEasyCashier } from './probe.ts';

type Switches = NonNullable<PracticeOptions['easycashier']>;

const days = { first: '2026-10-24', last: '2026-11-22' };

async function collect(questions: AsyncGenerator<Found>): Promise<Found> {
  const found: Found = {};
  for await (const answer of questions) Object.assign(found, answer);
  return found;
}

/** A shop of 60 articles that has sold some of each of 40 a day ago, unless told otherwise. */
function shopWith(easycashier: Switches, { articles = 60, sold = 40 } = {}) {
  const rig = openGateways({ easycashier, articles });
  const { practice } = rig;
  const numbers = [...practice.easycashier.articles()].filter((one) => '1' in one.balances);
  for (const { fields } of numbers.slice(0, sold)) {
    practice.easycashier.sellLate(fields.articleNumber, '1', 1, 24);
  }
  const ask = () => collect(probeEasyCashier(rig.easycashier, (work) => work(), days));
  return { rig, ask, sent: () => rig.sent.filter(({ path }) => !path.startsWith('/admin')) };
}

async function probed(easycashier: Switches = {}, size: { articles?: number; sold?: number } = {}) {
  const { rig, ask } = shopWith(easycashier, size);
  const found = await rig.run(ask());
  return { ...found, ...rig.easycashier.observed() };
}

describe('each is found out against its switch', () => {
  it.each<[Switches, Found]>([
    [{ pageSizeMax: 50 }, { articlePageSize: 50 }],
    [{ pageSizeMax: 20 }, { articlePageSize: 20 }],
    [{ listStock: true }, { listStock: 'shown' }],
    [{ listStock: false }, { listStock: 'absent', articleDetail: 'withStock' }],
    [{ articleDetail: 'stock' }, { articleDetail: 'withStock' }],
    [{ articleDetail: 'noStock' }, { articleDetail: 'withoutStock', storeNumbersInStock: null }],
    [{ articleDetail: 'absent' }, { articleDetail: 'absent', storeNumbersInStock: null }],
    [{ articleNumberFilter: 'ignored' }, { articleNumberFilter: 'ignored' }],
    [{ articleNumberFilter: 'heeded' }, { articleNumberFilter: 'heeded' }],
    [{ articleNumberFilter: 'refused' }, { articleNumberFilter: 'refused', searchFilter: 'heeded' }],
    [{ searchFilter: 'ignored' }, { searchFilter: 'ignored' }],
    [{ searchFilter: 'heeded' }, { searchFilter: 'heeded' }],
    [{ searchFilter: 'refused' }, { searchFilter: 'refused', articleNumberFilter: 'ignored' }],
    [{ salesPageSize: 20 }, { salesReport: 'paged', salesPageSize: 20 }],
    [{ salesPageSize: Number.POSITIVE_INFINITY }, { salesReport: 'whole', salesPageSize: null }],
    [{ salesMeta: true }, { salesMeta: 'present' }],
    [{ salesMeta: false }, { salesMeta: 'absent' }],
    [{ salesStrayRows: true }, { salesGaps: 'seen' }],
    [{ salesStrayRows: false }, { salesGaps: 'notSeen' }],
    [{ companySpelling: 'hyphen' }, { companySpelling: 'hyphen' }],
    [{ companySpelling: 'bare' }, { companySpelling: 'bare' }],
    [{ preferredCorporateIdentity: '16556677-8899' }, { companySpelling: 'preferred' }],
    [{ storeNumbers: 'text' }, { storeNumbersInStock: 'text', storeNumbersInReport: 'text' }],
    [{ storeNumbers: 'number' }, { storeNumbersInStock: 'number', storeNumbersInReport: 'text' }],
    [{ errorShape: 'error' }, { errorShape: 'error' }],
    [{ errorShape: 'message' }, { errorShape: 'message' }],
    [{ errorShape: 'error_description' }, { errorShape: 'error_description' }],
    [{ rateHeaders: false }, { rateHeaders: [] }],
    [{ rateHeaders: true }, { rateHeaders: ['x-ratelimit-limit'] }],
    [{ tellsTime: true }, { easycashierDate: 'told' }],
    [{ tellsTime: false }, { easycashierDate: 'absent' }],
  ])('%j', async (switches, expected) => {
    expect(await probed(switches)).toMatchObject(expected);
  });
});

describe('what cannot be told is not told', () => {
  it('how large a page may be, of a list and a report that end on the first', async () => {
    const found = await probed({}, { articles: 20, sold: 3 });
    expect(found).toMatchObject({ articlePageSize: null, salesReport: 'paged', salesPageSize: null });
    const whole = await probed({ salesPageSize: Number.POSITIVE_INFINITY }, { articles: 20, sold: 3 });
    expect(whole).toMatchObject({ salesReport: 'whole' });
  });

  it('anything of a report without a row', async () => {
    expect(await probed({ salesStrayRows: false }, { sold: 0 })).toMatchObject({
      salesReport: null,
      salesPageSize: null,
      salesGaps: null,
      storeNumbersInReport: null,
      salesMeta: 'absent',
    });
  });

  it('anything of a shop without an article', async () => {
    expect(await probed({}, { articles: 0, sold: 0 })).toMatchObject({
      articlePageSize: null,
      listStock: null,
      articleDetail: null,
      searchFilter: null,
    });
  });

  it('whether a report is whole that has just as many rows as a page and is repeated', async () => {
    const { rig, ask } = shopWith(
      { salesStrayRows: false, salesPageSize: Number.POSITIVE_INFINITY },
      {
        articles: 120,
        sold: 50,
      },
    );
    expect(await rig.run(ask())).toMatchObject({ salesReport: null, salesPageSize: null });
  });
});

describe('asking', () => {
  it('reads only, in at most twelve calls and the login', async () => {
    for (const switches of [{}, { listStock: false }, { searchFilter: 'refused' }] as const) {
      const { rig, ask, sent } = shopWith(switches);
      rig.isShadow = true;
      await rig.run(ask());
      expect(
        sent()
          .filter(({ method }) => method !== 'GET')
          .map(({ path }) => path),
      ).toEqual(['/v1/login']);
      expect(sent().length).toBeLessThanOrEqual(13);
    }
  });

  it('keeps what was told before a call that fails, and goes on after an answer it does not understand', async () => {
    const { rig, ask } = shopWith({});
    rig.practice.easycashier.faults.add({ kind: 'wrong-shape', match: 'report', times: 4 });
    const found = await rig.run(ask());
    expect(found).toMatchObject({ articlePageSize: 50, searchFilter: 'heeded' });
    expect(found).not.toHaveProperty('salesReport');
    expect(rig.easycashier.observed().errorShape).toBe('error');
  });

  it('is refused where EasyCashier is away', async () => {
    const { rig, ask } = shopWith({});
    rig.practice.easycashier.faults.add({ kind: 'lost-before', times: 40 });
    expect(await rig.run(outcomeOf(ask()))).toBe('easycashierUnreachable');
  });
});

it('tells a spelling by its kind and never by the number', async () => {
  const rig = openGateways({ easycashier: { companySpelling: 'any', preferredCorporateIdentity: 'X' } });
  const client = createEasyCashierClient(
    rig.ports,
    { url: 'https://easycashier.test', company: '5566778899', username: 'ovning@exempel.se' },
    () => null,
  );
  expect(client.observed()).toMatchObject({ companySpelling: null, errorShape: null, rateHeaders: null });
  await rig.run(client.login());
  expect(client.observed().companySpelling).toBeNull();
  await rig.run(collect(probeEasyCashier(client, (work) => work(), days)));
  expect(JSON.stringify(client.observed())).not.toMatch(/556677/);
  expect(client.observed().companySpelling).toBe('hyphen');
});
