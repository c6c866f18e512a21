/**
 * »Flytta till en ny dator«: the old computer falls silent and leaves a file, the new one opens it, is given its keys and goes on. Every order
 * is booked once, whichever way it goes, and nothing is asked that nobody else can have booked.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readState } from '../../engine/ledger/engine-state.ts';
import { asRefusal } from '../../host/failure.ts';
import { stageMoved } from '../../host/system/open-moved.ts';
import { putInPlace } from '../../host/system/restore.ts';
import {
  answerAll,
  endLives,
  expectOnce,
  type Kept,
  kinds,
  type Life,
  MINUTE,
  newFolder,
  openQuestions,
  type World,
  world,
} from './lives.ts';

afterEach(endLives);

const DAY = 24 * 60 * MINUTE;

interface Place {
  readonly folder: string;
  readonly secrets: Kept;
}
const newPlace = (): Place => ({ folder: newFolder(), secrets: new Map() });

/** Leaves, and is ended as a person ends the program then. The path of the file. */
async function leave(shop: World, { engine }: Life): Promise<string> {
  const { folder, file } = await shop.rig.run(engine.client.move.leave());
  return join(folder, file);
}

/** Opens the file at another place and gives the keys; with a tenant the relay's code too. */
async function arriveAt(shop: World, { folder, secrets }: Place, file: string, tenantId?: string) {
  stageMoved(folder, file);
  putInPlace(folder);
  const life = await shop.start(folder, secrets);
  await shop.connect(life.engine);
  if (tenantId !== undefined) await shop.relay.pair(life.engine, tenantId);
  return life;
}

const tenantOf = ({ engine }: Life) => readState(engine.ledger, 'relay')?.tenantId;

async function begin(hasRelay: boolean) {
  const shop = world();
  const [old, fresh] = [newPlace(), newPlace()];
  const life = await shop.start(old.folder, old.secrets);
  await shop.connect(life.engine);
  await shop.activate(life.engine);
  if (hasRelay) await shop.relay.pair(life.engine);
  await shop.buy(3);
  await shop.pass(MINUTE);
  expectOnce(shop);
  return { shop, old, fresh, life };
}

describe.each([
  ['without a relay', false],
  ['with a relay', true],
])('a move %s', (_name, hasRelay) => {
  it('there: the old one is silent from the first instant, the new one books each order once, and nobody is asked', async () => {
    const { shop, fresh, life } = await begin(hasRelay);
    const tenantId = tenantOf(life);
    const file = await leave(shop, life);
    await shop.buy(3);
    await shop.pass(5 * MINUTE);
    expect(shop.booked()).toHaveLength(3);
    const { troubles } = await life.engine.client.activity.status();
    expect(troubles.ledger).toMatchObject({ code: 'movedAway' });

    const next = await arriveAt(shop, fresh, file, tenantId);
    await shop.pass(5 * MINUTE);
    expect(await openQuestions(next)).toEqual([]);
    expectOnce(shop);
    await shop.buy(2);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    expect(await openQuestions(next)).toEqual([]);
    // Both run, and a start of the old one changes nothing.
    await life.stop();
    await next.stop();
    const again = await shop.start(fresh.folder, fresh.secrets);
    await shop.buy(1);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    expect(await openQuestions(again)).toEqual([]);
  });

  it('and back again to the first, whose folder still has what was moved from it', async () => {
    const { shop, old, fresh, life } = await begin(hasRelay);
    const tenantId = tenantOf(life);
    const file = await leave(shop, life);
    await life.stop();
    const there = await arriveAt(shop, fresh, file, tenantId);
    await shop.buy(2);
    await shop.pass(5 * MINUTE);
    const backFile = await leave(shop, there);
    await there.stop();
    await shop.buy(2);
    const home = await arriveAt(shop, old, backFile, tenantId);
    await shop.pass(5 * MINUTE);
    expect(await openQuestions(home)).toEqual([]);
    expectOnce(shop);
    const silent = await shop.start(fresh.folder, fresh.secrets);
    await shop.buy(2);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    expect((await silent.engine.client.activity.status()).troubles.ledger?.code).toBe('movedAway');
  });

  it('that is taken back asks about what the other may have booked, and about nothing before', async () => {
    const { shop, fresh, life } = await begin(hasRelay);
    const tenantId = tenantOf(life);
    const file = await leave(shop, life);
    const there = await arriveAt(shop, fresh, file, tenantId);
    await shop.buy(2);
    await shop.pass(5 * MINUTE);
    await there.stop();
    await shop.buy(1);
    await shop.rig.run(life.engine.client.move.takeBack());
    await shop.pass(5 * MINUTE);
    expect(await kinds(life)).toEqual(['ledgerTakenBack', 'takenOverOrder']);
    expect((await openQuestions(life)).filter(({ kind }) => kind === 'takenOverOrder')).toHaveLength(3);
    await answerAll(shop, life);
    expectOnce(shop);
    await shop.buy(1);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
  });

  it('is silent also after a start, and says so to whoever asks for more', async () => {
    const { shop, old, life } = await begin(hasRelay);
    await leave(shop, life);
    await life.stop();
    const again = await shop.start(old.folder, old.secrets);
    await shop.buy(1);
    await shop.pass(5 * MINUTE);
    expect(shop.booked()).toHaveLength(3);
    const codeOf = (wish: Promise<unknown>) =>
      shop.rig.run(
        wish.then(
          () => null,
          (error: unknown) => asRefusal(error)?.code ?? String(error),
        ),
      );
    const { client } = again.engine;
    expect(await codeOf(client.webhooks.delete())).toBe('movedAway');
    const { planId, guard } = await shop.rig.run(client.sync.plan());
    const confirmed = guard ? { confirmRows: guard.confirmRows } : {};
    expect(await codeOf(client.sync.apply({ planId, ...confirmed }))).toBe('movedAway');
    if (hasRelay) expect(await codeOf(client.webhooks.takeOver())).toBe('movedAway');
    // Asked again it leaves the file again.
    expect(existsSync(await leave(shop, again))).toBe(true);
  });
});

it('a booking whose answer was lost goes along, and is booked once', async () => {
  const { shop, fresh, life } = await begin(false);
  shop.onMilestone = (name) => {
    if (name === 'booking:answered') throw new Error('the power goes');
  };
  await shop.buy(1);
  shop.onMilestone = () => undefined;
  const file = await leave(shop, life);
  await life.stop();
  const next = await arriveAt(shop, fresh, file);
  await shop.pass(10 * MINUTE);
  await answerAll(shop, next);
  expectOnce(shop);
});

/** The orders since are asked about, and booked once when a person has answered. */
async function expectAsked(shop: World, fresh: Place, file: string): Promise<void> {
  const next = await arriveAt(shop, fresh, file);
  await shop.pass(5 * MINUTE);
  expect(await kinds(next)).toEqual(['ledgerCopied', 'takenOverOrder']);
  await answerAll(shop, next);
  expectOnce(shop);
}

it.each([
  ['', 0],
  [', also by a computer whose clock stands days behind', -2 * DAY],
])('a file that was left more than a day ago is asked about%s', async (_name, wallOffsetMs) => {
  const { shop, fresh, life } = await begin(false);
  const file = await leave(shop, life);
  await life.stop();
  await shop.pass(DAY + MINUTE);
  shop.wallOffsetMs = wallOffsetMs;
  await shop.buy(1);
  await expectAsked(shop, fresh, file);
});

it('one that was just left is not, by a computer whose clock stands days ahead', async () => {
  const { shop, fresh, life } = await begin(false);
  const file = await leave(shop, life);
  await life.stop();
  shop.wallOffsetMs = 2 * DAY;
  await shop.buy(1);
  const next = await arriveAt(shop, fresh, file);
  await shop.pass(5 * MINUTE);
  expect(await openQuestions(next)).toEqual([]);
  expectOnce(shop);
});

it('one that a silent computer leaves once more is as old as its silence', async () => {
  const { shop, fresh, life } = await begin(false);
  await leave(shop, life);
  await shop.pass(DAY + MINUTE);
  const file = await leave(shop, life);
  await life.stop();
  await shop.buy(1);
  await expectAsked(shop, fresh, file);
});

it('nothing is concluded or written while Shopify does not tell how old it is', async () => {
  const { shop, old, fresh, life } = await begin(false);
  const { easycashier } = shop.rig.practice;
  easycashier.faults.add({ kind: 'page-403', match: 'decreaseStock', times: 10_000 });
  await shop.buy(1);
  const file = await leave(shop, life);
  await life.stop();
  easycashier.faults.clear();
  await shop.pass(DAY + MINUTE);
  shop.wallOffsetMs = -DAY;

  stageMoved(fresh.folder, file);
  putInPlace(fresh.folder);
  for (const [name, secret] of old.secrets) if (name !== 'ledger.witness') fresh.secrets.set(name, secret);
  let isAway = true;
  const next = await shop.start(fresh.folder, fresh.secrets, 2, {
    within: (ports) => ({
      ...ports,
      http: (request) =>
        isAway && request.url.includes('shopify')
          ? Promise.reject(new TypeError('fetch failed'))
          : ports.http(request),
    }),
  });
  const before = shop.booked().length;
  await shop.pass(5 * MINUTE);
  expect(shop.booked()).toHaveLength(before);
  expect(await openQuestions(next)).toEqual([]);
  isAway = false;
  await shop.pass(5 * MINUTE);
  expect(await kinds(next)).toContain('ledgerCopied');
  await answerAll(shop, next);
  expectOnce(shop);
});

it('a keychain that is emptied later is noticed as on any other computer', async () => {
  const { shop, fresh, life } = await begin(false);
  const file = await leave(shop, life);
  await life.stop();
  const next = await arriveAt(shop, fresh, file);
  await shop.buy(1);
  await shop.pass(5 * MINUTE);
  await next.stop();
  fresh.secrets.delete('ledger.witness');
  const again = await shop.start(fresh.folder, fresh.secrets);
  await shop.pass(5 * MINUTE);
  expect(await kinds(again)).toContain('ledgerCopied');
});

describe('a ledger that had a relay', () => {
  it('is silent at the new place until it is paired there, or a person does without', async () => {
    const { shop, fresh, life } = await begin(true);
    const file = await leave(shop, life);
    await life.stop();
    const next = await arriveAt(shop, fresh, file);
    await shop.buy(1);
    await shop.pass(5 * MINUTE);
    expect(shop.booked()).toHaveLength(3);
    expect((await next.engine.client.activity.status()).troubles.relay?.code).toBe('relayFirst');
    await shop.rig.run(next.engine.client.move.withoutRelay());
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    expect(await openQuestions(next)).toEqual([]);
    expect((await next.engine.client.activity.status()).troubles.relay).toBeNull();
  });

  it('and has been taken back since is found out: the orders since the older file are asked about', async () => {
    const { shop, fresh, life } = await begin(true);
    const tenantId = tenantOf(life);
    const file = await leave(shop, life);
    await shop.rig.run(life.engine.client.move.takeBack());
    await shop.pass(5 * MINUTE);
    await answerAll(shop, life);
    await shop.buy(2);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    await life.stop();
    const next = await arriveAt(shop, fresh, file);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    // It is paired, and waits for what the other may have on its way.
    await shop.relay.pair(next.engine, tenantId).catch(() => undefined);
    await shop.pass(5 * MINUTE);
    expect(await kinds(next)).toEqual(['takenOverOrder']);
    await answerAll(shop, next);
    expectOnce(shop);
  });
});

it('no other file is taken for one, and none takes the place of a ledger at work', async () => {
  const { shop, old, fresh, life } = await begin(false);
  await life.stop();
  const codeOf = (work: () => unknown) => {
    try {
      work();
      return null;
    } catch (error) {
      return asRefusal(error);
    }
  };
  const plain = join(old.folder, 'ledger.sqlite');
  const refused = { code: 'badMoveFile', args: { file: 'ledger.sqlite', why: 'notMoveFile' } };
  expect(codeOf(() => stageMoved(fresh.folder, plain))).toEqual(refused);
  const missing = { code: 'badMoveFile', args: { file: 'x.sqlite', why: 'missing' } };
  expect(codeOf(() => stageMoved(fresh.folder, join(old.folder, 'x.sqlite')))).toEqual(missing);
  const again = await shop.start(old.folder, old.secrets);
  const file = await leave(shop, again);
  await again.stop();
  const other = newPlace();
  const busy = await shop.start(other.folder, other.secrets);
  await shop.connect(busy.engine);
  await shop.activate(busy.engine);
  await busy.stop();
  expect(codeOf(() => stageMoved(other.folder, file))?.code).toBe('alreadyActivated');
  expect(putInPlace(other.folder)).toBeNull();
});
