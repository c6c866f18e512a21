/** EasyCashier's list of articles is cut, empty, shifted or repeated: an article is gone only where that is certain. */
import { afterEach, describe, expect, it } from 'vitest';
import { countArticles, findArticle } from '../../engine/ledger/catalogue.ts';
import type { Computer } from './computers.ts';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let rig: ShopRig;
afterEach(() => rig.close());

async function start(options: Parameters<typeof openShopRig>[0] = {}): Promise<Computer> {
  rig = await openShopRig(options);
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  await rig.pass(MINUTE);
  return computer;
}
const isGone = ({ engine }: Computer, articleNumber: string) =>
  findArticle(engine.ledger, articleNumber)?.isGone;
const questions = async ({ client }: Computer) =>
  (await client.orders.inbox({})).items.map(({ kind, args }) => ({ kind, ...args }));
const numbers = () => rig.practice.catalogue.articles.map(({ articleNumber }) => articleNumber).toSorted();
type Cell = ReturnType<typeof stocked>[number];
const shown = ({ item, locationId }: Cell) => rig.practice.shopify.level(item, locationId)?.available;
/** Whole units. */
const held = ({ articleNumber, storeNumber }: Cell) =>
  Math.floor(rig.practice.easycashier.balance(articleNumber, storeNumber) ?? 0);

/** Does something at the first page of a scan, once it has been read. */
function afterFirstPage(happens: () => void): void {
  let isDone = false;
  rig.network = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const isNext = pathname.endsWith('/article') && searchParams.get('pageNumber') === '2';
    if (isNext && !isDone && searchParams.get('searchValue') === null) {
      isDone = true;
      happens();
    }
    return null;
  };
}

describe('a list that is far too short', () => {
  it.each([
    ['empty', 0],
    ['cut', 30],
  ])('is not believed for half an hour: %s', async (_what, shownArticles) => {
    const computer = await start({ articles: 120 });
    const before = countArticles(computer.engine.ledger);
    const cells = stocked(rig).slice(0, 3);
    rig.practice.easycashier.settings.listingLimit = shownArticles;
    await rig.pass(10 * MINUTE);
    for (const { item, locationId } of cells)
      rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }], locationId });
    await rig.pass(20 * MINUTE);
    expect(countArticles(computer.engine.ledger)).toBe(before);
    // Its orders are matched and booked as ever, and nothing is offered that is not there.
    for (const cell of cells) expect(shown(cell)).toBe(held(cell));
    expect(await questions(computer)).toMatchObject([{ kind: 'shortList', before }]);
    rig.practice.easycashier.settings.listingLimit = null;
    await rig.pass(2 * MINUTE);
    expect(await questions(computer)).toEqual([]);
    expect(countArticles(computer.engine.ledger)).toBe(before);
  });

  it('is believed when a person says so', async () => {
    const computer = await start({ articles: 120, easycashier: { searchFilter: 'refused' } });
    const kept = numbers().slice(0, 20);
    for (const articleNumber of numbers().slice(20)) rig.practice.easycashier.removeArticle(articleNumber);
    await rig.pass(10 * MINUTE);
    expect(countArticles(computer.engine.ledger)).toBe(120);
    const [question] = (await computer.client.orders.inbox({})).items;
    await computer.client.orders.resolve({ inboxId: question?.inboxId ?? '', choice: 'believe' });
    await rig.pass(2 * MINUTE);
    expect(countArticles(computer.engine.ledger)).toBe(kept.length);
    expect(await questions(computer)).toEqual([]);
  });
});

describe('an article that is in no page', () => {
  it('because rows shifted is not gone, not for one pass', async () => {
    const computer = await start({ articles: 120 });
    const [first = '', ...others] = numbers();
    const wentMissing: string[] = [];
    afterFirstPage(() => rig.practice.easycashier.removeArticle(first));
    for (let seconds = 0; seconds < 120; seconds += 1) {
      await rig.pass(SECOND);
      wentMissing.push(...others.filter((articleNumber) => isGone(computer, articleNumber)));
    }
    expect(wentMissing).toEqual([]);
    expect(isGone(computer, first)).toBe(true);
  });

  it('because a page came twice is not gone', async () => {
    const computer = await start({ articles: 120 });
    rig.practice.easycashier.repeatPages(1);
    await rig.pass(MINUTE);
    rig.practice.easycashier.repeatPages(50);
    await rig.pass(2 * MINUTE);
    expect(numbers().filter((articleNumber) => isGone(computer, articleNumber))).toEqual([]);
    expect(await questions(computer)).toEqual([]);
  });

  it.each([
    ['is gone when it was asked for by its number', 'heeded', 45],
    ['is gone when it is missing from two passes, where a search proves nothing', 'ignored', 120],
  ] as const)('because it was removed %s', async (_what, searchFilter, seconds) => {
    const computer = await start({ articles: 120, easycashier: { searchFilter } });
    const [removed = ''] = numbers();
    rig.practice.easycashier.removeArticle(removed);
    await rig.pass(seconds * SECOND);
    expect(isGone(computer, removed)).toBe(true);
    expect(countArticles(computer.engine.ledger)).toBe(119);
  });
});

it('knows every number where the list shows no stock', async () => {
  await start({ easycashier: { listStock: false } });
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  for (const each of stocked(rig)) expect(shown(each)).toBe(held(each));
  rig.practice.easycashier.consume(cell.articleNumber, cell.storeNumber, 1);
  await rig.pass(MINUTE);
  expect(shown(cell)).toBe(held(cell));
});

it('writes the number of now of an article that is ticked, where the list shows no stock', async () => {
  const { client } = await start({ easycashier: { listStock: false } });
  const { easycashier } = rig.practice;
  const [cell] = stocked(rig);
  if (!cell) throw new Error('the shop is too small');
  const { articleNumber, storeNumber } = cell;
  easycashier.setWebshop(articleNumber, false);
  await rig.pass(MINUTE);
  easycashier.consume(articleNumber, storeNumber, 1); // nobody reads it
  await rig.pass(MINUTE);
  const before = rig.practice.shopify.history(cell.item, cell.locationId).length;
  await rig.scheduler.runFor(
    client.articles.setWebshop({ articleNumbers: [articleNumber], on: true }),
    MINUTE,
  );
  await rig.pass(MINUTE);
  const written = rig.practice.shopify.history(cell.item, cell.locationId).slice(before);
  expect(written.map(({ quantityAfter }) => quantityAfter)).toEqual([held(cell)]);
  const { lines } = await client.activity.log({ articleNumber, events: ['webshopChanged'] });
  expect(lines.map(({ after }) => after)).toEqual([1, 0]); // each once, the newest first
});

it('is left where it is when the program ends: the rest of a large catalogue is not read first', async () => {
  rig = await openShopRig({ articles: 600, easycashier: { pageSizeMax: 4 } });
  const computer = await rig.start('kassan', { pollSeconds: 3 });
  const before = countArticles(computer.engine.ledger);
  let pages = 0;
  rig.network = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.endsWith('/article') && searchParams.has('itemsPerPage')) pages += 1;
    return null;
  };
  await rig.until(() => pages > 3, 10 * MINUTE);
  const atEnd = pages;
  await computer.stop();
  expect(pages - atEnd).toBeLessThanOrEqual(2);
  const { engine } = await rig.restart(computer);
  expect(countArticles(engine.ledger)).toBe(before);
});
