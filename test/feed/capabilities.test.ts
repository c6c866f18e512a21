/** What is not known of the real servers is asked, kept, asked again after trouble, and never relied on. */
import { afterEach, describe, expect, it } from 'vitest';
import { forgetFindings } from '../../engine/ledger/capabilities.ts';
import type { PracticeOptions } from '../../practice/practice.ts';
import { everythingOf } from '../security/canary.ts';
import type { Computer } from './computers.ts';
import { openShopRig, orderOne, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
let rig: ShopRig;
afterEach(() => rig.close());

async function start(easycashier: PracticeOptions['easycashier'] = {}): Promise<Computer> {
  rig = await openShopRig({ articles: 60, easycashier });
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  return computer;
}
const run = <T>(work: Promise<T>) => rig.scheduler.runFor(work, 10 * MINUTE);
const kept = async ({ client }: Computer) => (await client.activity.report()).capabilities.findings;
const linesOf = async ({ client }: Computer) =>
  (await run(client.connection.check())).lines.map(({ id, state }) => `${id} ${state}`);

describe('the pre-flight', () => {
  it('asks, keeps the answers, and says nothing of what is as hoped', async () => {
    const computer = await start();
    expect(await kept(computer)).toMatchObject({
      articlePageSize: { is: 'known', value: 50 },
      listStock: { is: 'known', value: 'shown' },
      searchFilter: { is: 'known', value: 'heeded' },
      companySpelling: { is: 'known', value: 'hyphen' },
      scopes: { is: 'known' },
      vectorCostActual: { is: 'known', value: 32 },
    });
    const lines = await linesOf(computer);
    for (const id of ['ListStock', 'Article ', 'Report', 'OldOrders'])
      expect(lines.filter((line) => line.includes(id))).toEqual([]);
  });

  it.each([
    ['no stock in the list', { listStock: false }, 'easycashierListStock warning'],
    [
      'no article by itself',
      { articleDetail: 'absent', listStock: true, searchFilter: 'ignored' },
      'easycashierArticle warning',
    ],
  ] as const)('says what matters to the shop: %s', async (_what, switches, line) => {
    const computer = await start(switches);
    expect(await linesOf(computer)).toContain(line);
    Object.assign(rig.practice.easycashier.settings, {
      listStock: true,
      articleDetail: 'stock',
      searchFilter: 'heeded',
    });
    expect(await linesOf(computer)).not.toContain(line);
  });

  it('says that the sales report is nowhere', async () => {
    const computer = await start();
    const noReport = (request: Request) =>
      request.url.includes('/report/') ? Response.json({ message: 'Not found' }, { status: 404 }) : null;
    rig.network = noReport;
    expect(await linesOf(computer)).toContain('easycashierReport warning');
    rig.network = () => null;
    expect(await linesOf(computer)).not.toContain('easycashierReport warning');
  });

  it('says that old open orders cannot be read, for as long as there are any', async () => {
    rig = await openShopRig();
    const { orderId } = orderOne(rig);
    await rig.pass(61 * DAY);
    const computer = await rig.start('kassan');
    expect(await linesOf(computer)).toContain('shopifyOldOrders warning');
    const { settings } = rig.practice.shopify;
    const scopes = settings.scopes;
    settings.scopes = [...scopes, 'read_all_orders'];
    expect(await linesOf(computer)).not.toContain('shopifyOldOrders warning');
    settings.scopes = scopes;
    expect(await linesOf(computer)).toContain('shopifyOldOrders warning');
    rig.practice.shopify.fulfill(orderId);
    expect(await linesOf(computer)).not.toContain('shopifyOldOrders warning');
  });
});

describe('a probe', () => {
  it('names a side that cannot be reached, and leaves standing what was known of it', async () => {
    const computer = await start();
    rig.network = ({ url }) => (url.includes(':4710') ? 'fail' : null);
    rig.practice.shopify.settings.restoreRate = 50;
    const result = await run(computer.client.connection.probe());
    expect(result.sides).toEqual({
      easycashier: { failure: 'easycashierUnreachable' },
      shopify: { failure: null },
    });
    expect(result.findings).toMatchObject({
      listStock: { is: 'known', value: 'shown' },
      pointsRestored: { is: 'known', value: 50, askedAt: result.probedAt },
    });
    expect(result.findings.stockAnswer).toMatchObject({ is: 'unknown' });
    expect(result.askedApis).toEqual({ easycashier: 'v1', shopify: '2026-10' });
  });

  it('tells how far the clocks are apart, where a server tells the time', async () => {
    const computer = await start();
    rig.wallOffsetMs = -90_000;
    expect((await run(computer.client.connection.probe())).findings).toMatchObject({
      easycashierDate: { value: 'told' },
      shopifyDate: { value: 'told' },
      easycashierClockOffset: { value: 90 },
      shopifyClockOffset: { value: 90 },
    });
  });

  it('holds no secret and nothing of a person or of the goods', async () => {
    const computer = await start({ preferredCorporateIdentity: '165566778899' });
    const { orderId } = orderOne(rig);
    await rig.pass(MINUTE);
    const { credentials, catalogue, places } = rig.practice;
    const result = await run(computer.client.connection.probe());
    const { capabilities } = await computer.client.activity.report();
    const said = [result, capabilities].map((value) => everythingOf(value).toString()).join('\n');
    expect(said).toContain('preferred');
    const secrets = [
      ...Object.values(credentials.easycashier),
      ...Object.values(credentials.shopify),
      credentials.easycashier.company.replace('-', ''),
      '165566778899',
      'practice-session-',
      'shpat_',
      orderId,
      '#1001',
      ...places.flatMap(({ locationId, storeName }) => [locationId, storeName]),
      ...catalogue.articles.flatMap(({ articleNumber, description, barcode }) =>
        [articleNumber, description, barcode ?? ''].filter((text) => text.length > 5),
      ),
    ];
    expect(secrets.length).toBeGreaterThan(100);
    // The password »ovning« is part of other words; none of them may be said either.
    for (const secret of secrets) expect(said.includes(secret), secret).toBe(false);
  });
});

describe('a side is asked again', () => {
  const lose = async (minutes: number): Promise<void> => {
    rig.network = ({ url }) => (url.includes(':4710') ? 'fail' : null);
    await rig.pass(minutes * MINUTE);
    rig.network = () => null;
  };

  it('when its trouble has ended, once an hour at most', async () => {
    const computer = await start();
    const asked = () => computer.sent.filter((name) => name.endsWith('/article/0')).length;
    const { settings } = rig.practice.easycashier;
    const before = asked();
    settings.articleNumberFilter = 'heeded';
    await rig.pass(10 * MINUTE);
    expect(asked()).toBe(before);
    await lose(2);
    await rig.pass(3 * MINUTE);
    expect(asked()).toBe(before + 1);
    expect(await kept(computer)).toMatchObject({ articleNumberFilter: { value: 'heeded' } });
    settings.articleNumberFilter = 'refused';
    await lose(2);
    await rig.pass(10 * MINUTE);
    expect(asked()).toBe(before + 1);
    await rig.pass(HOUR);
    expect(asked()).toBe(before + 2);
    expect(await kept(computer)).toMatchObject({ articleNumberFilter: { value: 'refused' } });
  });

  it('when its answers of everyday contradict what is kept', async () => {
    const computer = await start();
    expect(await kept(computer)).toMatchObject({
      pointsRestored: { value: 100 },
      variants: { value: 'refused' },
    });
    const { settings } = rig.practice.shopify;
    settings.restoreRate = 200;
    settings.scopes = [...settings.scopes, 'read_products'];
    orderOne(rig);
    await rig.pass(3 * MINUTE);
    expect(await kept(computer)).toMatchObject({
      pointsRestored: { value: 200 },
      variants: { value: 'readable' },
    });
  });

  it('of what every scan shows by itself nobody needs to ask', async () => {
    const computer = await start();
    rig.practice.easycashier.settings.pageSizeMax = 20;
    rig.practice.easycashier.settings.listStock = false;
    const sent = computer.sent.length;
    await rig.pass(5 * MINUTE);
    expect(computer.sent.slice(sent).filter((name) => name.endsWith('/article/0'))).toEqual([]);
    expect(await kept(computer)).toMatchObject({
      articlePageSize: { value: 20 },
      listStock: { value: 'absent' },
    });
  });
});

it.each([
  ['object', 'json'],
  ['text', 'plainText'],
  ['nothing', 'nothing'],
] as const)('what a change of stock answers is heard from bookings: %s', async (stockAnswer, value) => {
  const computer = await start({ stockAnswer });
  expect((await kept(computer)).stockAnswer).toMatchObject({ is: 'unknown', why: 'nothingToTell' });
  orderOne(rig);
  await rig.pass(3 * MINUTE);
  expect((await kept(computer)).stockAnswer).toMatchObject({ is: 'known', value });
});

it.each([
  ['as it is usual', {}],
  [
    'as hard as it may be',
    {
      companySpelling: 'bare',
      listStock: false,
      storeNumbers: 'number',
      searchFilter: 'refused',
      articleNumberFilter: 'refused',
      errorShape: 'error_description',
      salesPageSize: 5,
      pageSizeMax: 20,
      tellsTime: false,
    },
  ],
] as const)('while nothing is known the engine works all the same: %s', async (_what, switches) => {
  const computer = await start(switches);
  const { easycashier, shopify } = rig.practice;
  forgetFindings(computer.engine.ledger, 'easycashier');
  forgetFindings(computer.engine.ledger, 'shopify');
  const [cell] = stocked(rig);
  if (!cell) throw new Error('nothing is in stock');
  const { articleNumber, storeNumber, item, locationId } = cell;
  const held = () => easycashier.balance(articleNumber, storeNumber) ?? 0;
  const before = held();
  easycashier.sell(articleNumber, storeNumber, 1);
  await rig.pass(2 * MINUTE);
  shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
  await rig.pass(2 * MINUTE);
  expect(held()).toBe(before - 2);
  expect(shopify.level(item, locationId)?.available).toBe(Math.floor(before - 2));
  expect((await kept(computer)).searchFilter).toEqual({ is: 'notAsked' });
});
