/**
 * Another program holds the ledger's file, for a minute and more, from whatever instant on: nothing ends, nothing is lost, nothing is done
 * twice, and one line says what is waited for.
 */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Ledger, openDatabase } from '../../engine/ledger/database.ts';
import { Refusal } from '../../engine/refusal.ts';
import { type Holder, holdFile, readFileOn } from '../programs/hold-file.ts';
import {
  endLives,
  expectOnce,
  type Kept,
  type Life,
  MINUTE,
  newFolder,
  openQuestions,
  world,
} from './lives.ts';

const HELD_MS = 65_000;
const SECOND = 1_000;

let holder: Holder | null = null;
const release = () => {
  holder?.release();
  holder = null;
};
afterEach(async () => {
  release();
  await endLives();
});

/** A shop that is equal, with its program running. */
async function openShop() {
  const shop = world();
  const folder = newFolder();
  const secrets: Kept = new Map();
  const waits: string[] = [];
  const held = { onWait: ({ code }: Refusal) => void waits.push(code) };
  const start = (more = {}) => shop.start(folder, secrets, 2, { held: { ...held, ...more } });
  const life = await start();
  await shop.connect(life.engine);
  await shop.activate(life.engine);
  await shop.buy(1);
  await shop.pass(2 * MINUTE);
  expectOnce(shop);
  const hold = () => {
    holder = holdFile(join(folder, 'ledger.sqlite'));
  };
  return { shop, folder, secrets, life, waits, start, hold };
}

const troubleOf = async ({ engine }: Life) => (await engine.client.activity.status()).troubles.ledger?.code;
const logged = async ({ engine }: Life) =>
  (await engine.client.activity.log({ events: ['trouble', 'recovered'] })).lines
    .map(({ event, reference }) => `${event} ${reference}`)
    .reverse();

describe('a file that is held for a minute', () => {
  it('is waited for: nothing is sent, one line says why, and then everything is made good', async () => {
    const { shop, life, waits, hold } = await openShop();
    const before = [shop.balance(), shop.available()];
    hold();
    await shop.buy(2);
    await shop.pass(HELD_MS - 40 * SECOND);
    expect(await troubleOf(life)).toBe('ledgerHeld');
    expect(shop.balance(), 'nothing is booked that could not be remembered').toBe(before[0]);
    expect(waits, 'told once').toEqual(['ledgerHeld']);
    release();
    await shop.pass(2 * MINUTE);
    expectOnce(shop);
    expect(await troubleOf(life)).toBeUndefined();
    expect(await logged(life)).toEqual(['trouble ledgerHeld', 'recovered ledgerHeld']);
    expect(await openQuestions(life)).toEqual([]);
    // Another time is told another time.
    hold();
    await shop.pass(10 * SECOND);
    release();
    await shop.pass(10 * SECOND);
    expect(waits).toEqual(['ledgerHeld', 'ledgerHeld']);
  });

  const instants = [
    'order:read',
    'order:taken-in',
    'orders:before-cursor',
    'booking:sent-stored',
    'booking:answered',
    'booking:confirmed',
    'pass:page-taken-in',
    'batch:stored',
    'batch:answered',
    'batch:done',
  ];
  it.each(instants)('from %s on costs nothing but the minute', async (instant) => {
    const { shop, life, hold } = await openShop();
    const { easycashier, places } = shop.rig.practice;
    let isReached = false;
    shop.onMilestone = (name) => {
      if (name !== instant || isReached) return;
      isReached = true;
      hold();
    };
    await shop.buy(1);
    await shop.pass(30 * SECOND);
    await shop.buy(1);
    easycashier.sell(shop.articleNumber, places[0]?.storeNumber ?? '', 3);
    await shop.pass(HELD_MS);
    expect(isReached).toBe(true);
    expect(await troubleOf(life)).toBe('ledgerHeld');
    release();
    await shop.pass(5 * MINUTE);
    easycashier.deliver(shop.articleNumber, places[0]?.storeNumber ?? '', 3);
    await shop.pass(MINUTE);
    expectOnce(shop);
    expect(await openQuestions(life)).toEqual([]);
    expect(await logged(life)).toEqual(['trouble ledgerHeld', 'recovered ledgerHeld']);
  });

  it.each(['booking:answered', 'batch:answered'])(
    'from %s on, and the program is ended meanwhile: the next start finds out what was done',
    async (instant) => {
      const { shop, life, start, hold } = await openShop();
      const { easycashier, places } = shop.rig.practice;
      let isReached = false;
      shop.onMilestone = (name) => {
        if (name !== instant || isReached) return;
        isReached = true;
        hold();
      };
      await shop.buy(1);
      easycashier.sell(shop.articleNumber, places[0]?.storeNumber ?? '', 3);
      await shop.pass(10 * SECOND);
      expect(isReached).toBe(true);
      await life.stop();
      release();
      const next = await start();
      await shop.pass(5 * MINUTE);
      easycashier.deliver(shop.articleNumber, places[0]?.storeNumber ?? '', 3);
      await shop.pass(MINUTE);
      expectOnce(shop);
      expect(await openQuestions(next)).toEqual([]);
    },
  );

  it('from the answer to what was taken off on: it is not taken off twice', async () => {
    const { shop, hold } = await openShop();
    const { easycashier, shopify, places } = shop.rig.practice;
    const [{ storeNumber, locationId } = { storeNumber: '', locationId: '' }] = places;
    const item = shopify.itemIdBySku(shop.articleNumber) ?? '';
    const keys = () =>
      shop.rig.sent.flatMap(({ body }) =>
        body.includes('mutation AdjustQuantities') ? [/"key":"([^"]+)"/.exec(body)?.[1] ?? body] : [],
      );
    shop.onMilestone = (name) => {
      if (name === 'batch:answered' && keys().length === 1 && holder === null) hold();
    };
    // Somebody has changed the number, so a sale cannot be compared with it and is taken off instead.
    shopify.adminSetAvailable(item, locationId, shop.available() + 7);
    const before = shop.available();
    easycashier.sell(shop.articleNumber, storeNumber, 1);
    await shop.pass(20 * SECOND);
    expect(holder).not.toBeNull();
    expect(shop.available()).toBe(before - 1);
    await shop.pass(HELD_MS);
    shop.onMilestone = () => undefined;
    release();
    await shop.pass(10 * SECOND);
    expect(new Set(keys()).size).toBe(1);
    await shop.pass(5 * MINUTE);
    expect(shop.available()).toBe(shop.balance());
    expect(new Set(keys()).size).toBe(1);
  });

  it('is waited for at the start, before anything is done', async () => {
    const { shop, life, start, hold, waits } = await openShop();
    await life.stop();
    hold();
    void shop.rig.scheduler.clock.sleep(HELD_MS).then(release);
    const begun = shop.rig.scheduler.now();
    const next = await start();
    expect(shop.rig.scheduler.now() - begun).toBeGreaterThanOrEqual(HELD_MS);
    expect(waits).toEqual(['ledgerHeld']);
    await shop.buy(1);
    await shop.pass(MINUTE);
    expectOnce(shop);
    expect(await openQuestions(next)).toEqual([]);
  });

  it('for longer than anybody waits is told to who starts it', async () => {
    const { life, start, hold } = await openShop();
    await life.stop();
    hold();
    await expect(start()).rejects.toMatchObject({ code: 'ledgerHeld' });
    const stopping = new AbortController();
    stopping.abort();
    await expect(
      start({ patienceMs: Number.POSITIVE_INFINITY, signal: stopping.signal }),
    ).rejects.toMatchObject({ code: 'ledgerHeld' });
  });

  it('keeps a person’s wish until it can be written down whole, and answers what is only asked', async () => {
    const { shop, life, hold } = await openShop();
    const { client } = life.engine;
    hold();
    const begun = shop.rig.scheduler.now();
    void shop.rig.scheduler.clock.sleep(HELD_MS).then(release);
    const wish = shop.rig.run(client.activity.setSettings({ buffer: 2 }));
    expect((await client.activity.status()).activatedAt).not.toBeNull();
    await wish;
    expect(shop.rig.scheduler.now() - begun).toBeGreaterThanOrEqual(HELD_MS);
    expect((await client.activity.settings()).buffer).toBe(2);
    hold();
    const tooLong = shop.rig.run(client.activity.setSettings({ buffer: 3 }));
    await expect(tooLong).rejects.toMatchObject({ data: { code: 'ledgerHeld' } });
    release();
    expect((await client.activity.settings()).buffer).toBe(2);
  });
});

it('a file that another program reads for hours is written all the same, copied and cleared', async () => {
  const { shop, folder, life, waits, start } = await openShop();
  await life.stop();
  holder = readFileOn(join(folder, 'ledger.sqlite'));
  await shop.pass(24 * 60 * MINUTE);
  const next = await start();
  for (let n = 0; n < 4; n += 1) {
    await shop.buy(2);
    await shop.pass(3 * MINUTE);
  }
  expectOnce(shop);
  const { lastCopyAt } = (await next.engine.client.activity.report()).ledger;
  expect(shop.rig.scheduler.now() - Number(lastCopyAt)).toBeLessThan(60 * MINUTE);
  await next.stop();
  expect(waits).toEqual([]);
});

it('a night’s work that a held file stops goes on with where it was', async () => {
  const { shop, folder, life, waits, start, hold } = await openShop();
  await life.stop();
  await shop.pass(400 * 24 * 60 * MINUTE);
  let steps = 0;
  shop.onMilestone = (name) => {
    if (name !== 'retention:step-done') return;
    steps += 1;
    if (steps === 1) hold();
  };
  const next = await start();
  await shop.pass(HELD_MS + 10 * SECOND);
  expect([steps, waits]).toEqual([1, ['ledgerHeld']]);
  release();
  await shop.pass(5 * MINUTE);
  expect(steps).toBeGreaterThan(1);
  const old = openDatabase({ path: join(folder, 'ledger.sqlite') });
  expect(old.get("SELECT count(*) AS n FROM log WHERE event = 'booked'")).toEqual({ n: 0 });
  old.close();
  await shop.buy(1);
  await shop.pass(MINUTE);
  expectOnce(shop);
  expect(await openQuestions(next)).toEqual([]);
});

/** A ledger that takes nothing the next so many times. */
function refusing(path: string) {
  const ledger = openDatabase({ path });
  const refuse = { times: 0, code: 'ledgerHeld' as 'ledgerHeld' | 'diskFull' };
  const once = () => {
    if (refuse.times === 0) return;
    refuse.times -= 1;
    throw new Refusal(refuse.code, { path });
  };
  const wrapped: Ledger = {
    ...ledger,
    get changes() {
      return ledger.changes;
    },
    run: (sql, ...values) => {
      once();
      return ledger.run(sql, ...values);
    },
    transaction: (work) => {
      once();
      return ledger.transaction(work);
    },
  };
  return { ledger: wrapped, refuse };
}

describe.each(['ledgerHeld', 'diskFull'] as const)(
  'a file that says %s when an answer is to be written down',
  (code) => {
    it.each([1, 2, 3, 4])('%i times, and then not: a booking is made once', async (times) => {
      const shop = world();
      const folder = newFolder();
      const { ledger, refuse } = refusing(join(folder, 'ledger.sqlite'));
      const life = await shop.start(folder, new Map(), 2, { ledger });
      await shop.connect(life.engine);
      await shop.activate(life.engine);
      await shop.pass(MINUTE);
      shop.onMilestone = (name) => {
        if (name === 'booking:answered' && refuse.times === 0) Object.assign(refuse, { times, code });
      };
      await shop.buy(1);
      await shop.pass(5 * MINUTE);
      expect(refuse.times).toBe(0);
      expectOnce(shop);
      expect(await openQuestions(life)).toEqual([]);
    });
  },
);
