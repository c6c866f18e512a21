/** One engine, asked in process, over a port and over WebSockets: whoever asks gets the same answer and the same refusal. */
import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRefusal } from '../../host/failure.ts';
import type { Client } from '../../host/load-engine.ts';
import { refusalCode } from '../../shared/contract/base.ts';
import { openForBusiness, openRig, type Rig } from './rig.ts';
import { everyWay, type Line, type Way } from './transports.ts';

const unexpected: unknown[] = [];
let rig: Rig;
let ways: Way<Client>[];
let lines: Line<Client>[];

beforeAll(async () => {
  rig = await openRig();
  await openForBusiness(rig);
  ways = await everyWay<Client>(rig.engine.router, (error) => {
    if (asRefusal(error) === null) unexpected.push(error);
  });
  lines = await Promise.all(ways.map((way) => way.open()));
});

afterAll(async () => {
  for (const line of lines) line.close();
  for (const way of ways) await way.close();
  await rig.engine.close();
});

const clients = () => lines.map(({ client }) => client);

it('there are four ways to ask', () => {
  expect(ways.map(({ name }) => name)).toEqual([
    'in process',
    'over a port',
    'over the web',
    'over the socket',
  ]);
});

async function refusalOf(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => new Error('it answered'),
    (thrown: unknown) => thrown,
  );
  return asRefusal(error) ?? error;
}

type Page = { readonly limit: number; readonly after?: string };

async function pagewise(
  read: (page: Page) => Promise<{ ids: string[]; next: string | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await read({ limit: 1, ...(after === undefined ? {} : { after }) });
    ids.push(...page.ids);
    after = page.next;
  }
  return ids;
}

/** One way to be refused for each room of the contract, with everything a sentence needs. */
const refusals: readonly [string, (client: Client) => Promise<unknown>, object][] = [
  [
    'connection',
    (client) => client.connection.connectShopify({ shop: 'not a shop', accessToken: 'x' }),
    { code: 'shopifyBadAddress', args: { shop: 'not a shop' } },
  ],
  ['activation', (client) => client.connection.activate({}), { code: 'alreadyActivated', args: {} }],
  [
    'stores',
    (client) => client.stores.map({ storeNumber: '99', location: '57770000111' }),
    { code: 'unknownStore', args: { store: '99', known: '1, 2' } },
  ],
  [
    'articles',
    (client) => client.articles.story({ articleNumber: 'å"\u0000🦆' }),
    { code: 'unknownArticle', args: { article: 'å"\u0000🦆' } },
  ],
  ['sync', (client) => client.sync.apply({ planId: 'p' }), { code: 'unknownPlan', args: { plan: 'p' } }],
  [
    'orders',
    (client) => client.orders.resolve({ inboxId: 'q', choice: 'yes' }),
    { code: 'unknownInboxItem', args: { item: 'q' } },
  ],
];

describe('a refusal', () => {
  it.each(refusals)('of %s is the same everywhere, typed, with its arguments', async (_, call, expected) => {
    for (const client of clients()) expect(await refusalOf(call(client))).toEqual(expected);
  });

  it('has a code of the contract', () => {
    for (const [, , expected] of refusals)
      expect(refusalCode.safeParse((expected as { code: string }).code).success).toBe(true);
  });
});

describe('input of the wrong shape', () => {
  it('names the field and never reaches the engine', async () => {
    for (const client of clients()) {
      const error = await refusalOf(client.sync.runs({ limit: 5000 }));
      expect(error).toBeInstanceOf(ORPCError);
      expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['limit'] }] } });
    }
  });
});

describe('an answer', () => {
  it('is the same everywhere', async () => {
    const { client: here } = rig.engine;
    for (const there of clients()) {
      expect(await there.activity.status()).toEqual(await here.activity.status());
      expect(await there.orders.list({})).toEqual(await here.orders.list({}));
      expect(await there.activity.log({ limit: 1000 })).toEqual(await here.activity.log({ limit: 1000 }));
    }
  });

  it('of a long list has every row once, however small the pages and however much happened at once', async () => {
    const [item = ''] = rig.practice.shopify.itemIds();
    for (let made = 0; made < 4; made += 1) {
      rig.practice.shopify.placeOrder({ lines: [{ inventoryItemId: item, quantity: 1 }] });
    }
    for (let made = 0; made < 3; made += 1) {
      const { planId } = await rig.engine.client.sync.plan();
      await rig.engine.client.sync.apply({ planId });
    }
    for (const { sync, orders } of clients()) {
      const runs = async (page: Page) => {
        const found = await sync.runs(page);
        return { ids: found.runs.map((run) => run.runId), next: found.next };
      };
      const list = async (page: Page) => {
        const found = await orders.list(page);
        return { ids: found.orders.map((order) => order.orderId), next: found.next };
      };
      for (const read of [runs, list]) {
        const whole = (await read({ limit: 1000 })).ids;
        expect(whole.length).toBeGreaterThanOrEqual(4);
        expect(await pagewise(read)).toEqual(whole);
      }
    }
  });
});

describe('a stream', () => {
  it('tells the same lines everywhere, and ends when nobody listens', async () => {
    const told: unknown[][] = [];
    for (const client of clients()) {
      const stop = new AbortController();
      const rows: unknown[] = [];
      for await (const row of await client.activity.followLog({ after: 0 }, { signal: stop.signal })) {
        rows.push(row);
        if (rows.length === 5) break;
      }
      stop.abort();
      told.push(rows);
    }
    expect(told[0]).toHaveLength(5);
    for (const rows of told) expect(rows).toEqual(told[0]);
  });

  it('of progress ends with the run', async () => {
    for (const client of clients()) {
      const stop = new AbortController();
      const events = await client.activity.followProgress(undefined, { signal: stop.signal });
      let isTold = false;
      const first = events.next().finally(() => {
        isTold = true;
      });
      // Whoever follows over a socket does so a little later.
      while (!isTold) {
        await rig.engine.client.sync.plan();
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await first).value).toMatchObject({ total: expect.any(Number) });
      stop.abort();
    }
  });
});

it('nothing of all this was unexpected to the host', () => {
  expect(unexpected.filter((error) => !(error instanceof ORPCError && error.code === 'BAD_REQUEST'))).toEqual(
    [],
  );
});
