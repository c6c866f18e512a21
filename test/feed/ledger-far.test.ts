/**
 * The count of writes that is kept at the relay: a computer that went back as a whole, keychain and all, and a copy of one that runs beside
 * it, are told. A relay that is old, away, set back or lying costs nothing but that.
 */
import { cpSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readState } from '../../engine/ledger/engine-state.ts';
import { readIdentity } from '../../engine/ledger/identity.ts';
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

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A computer as it is on its disk: the folder and the keychain. */
interface Disk {
  readonly folder: string;
  readonly secrets: Kept;
}

/** An image of the whole disk, or what comes of putting it back elsewhere. */
function imageOf({ folder, secrets }: Disk): Disk {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, secrets: new Map(secrets) };
}

const boot = (shop: World, { folder, secrets }: Disk, pollSeconds = 2) =>
  shop.start(folder, secrets, pollSeconds);

/** A shop with a relay, stopped in order; an image of its computer from then. */
async function pairedShop() {
  const shop = world();
  const disk: Disk = { folder: newFolder(), secrets: new Map() };
  const life = await boot(shop, disk);
  await shop.connect(life.engine);
  await shop.activate(life.engine);
  await shop.relay.pair(life.engine);
  await shop.buy(3);
  await shop.pass(MINUTE);
  await life.stop();
  return { shop, disk, image: imageOf(disk) };
}

/** The same, with orders that are booked since the image and two that nobody has booked. */
async function shopSince() {
  const { shop, disk, image } = await pairedShop();
  const life = await boot(shop, disk);
  await shop.buy(5);
  await shop.pass(MINUTE);
  expectOnce(shop);
  await life.stop();
  await shop.buy(2);
  return { shop, disk, image };
}

const logged = async ({ engine }: Life, event: 'ledgerReplaced' | 'tookOver') =>
  (await engine.client.activity.log({ events: [event] })).lines.length;
const ledgerTrouble = async ({ engine }: Life) =>
  (await engine.client.activity.status()).troubles.ledger?.code ?? null;
const otherName = async ({ engine }: Life) => (await engine.client.activity.status()).otherComputer?.name;
const ask = (request: Request) => new URL(request.url).pathname;
const badRequest = () =>
  Response.json({ error: { code: 'badRequest', message: 'unrecognized key' } }, { status: 400 });

describe('with a relay, a computer that is', () => {
  it('the one that wrote last goes on without a question', async () => {
    const { shop, disk } = await shopSince();
    const life = await boot(shop, disk);
    await shop.pass(3 * MINUTE);
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });

  it('put back as a whole asks about every order since then, once', async () => {
    const { shop, image } = await shopSince();
    const before = shop.balance();
    const life = await boot(shop, image);
    await shop.pass(5 * MINUTE);
    expect(shop.balance(), 'nothing is booked before it is answered').toBe(before);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, life)).toBe(8);
    expectOnce(shop);
    expect([await logged(life, 'ledgerReplaced'), await logged(life, 'tookOver')]).toEqual([1, 0]);
    // From now on it is the one that writes, also after a start.
    await life.stop();
    const next = await boot(shop, image);
    await shop.buy(2);
    await shop.pass(2 * MINUTE);
    expect(await openQuestions(next)).toEqual([]);
    expectOnce(shop);
  });

  it('put back as a whole to one order ago asks about it', async () => {
    const { shop, disk, image } = await pairedShop();
    const life = await boot(shop, disk);
    await shop.buy(1);
    await shop.pass(MINUTE);
    await life.stop();
    const again = await boot(shop, image);
    await shop.pass(5 * MINUTE);
    expect(await kinds(again)).toEqual(['ledgerRestored', 'takenOverOrder']);
    await answerAll(shop, again);
    expectOnce(shop);
  });

  it('put back at once after it fell, while its turn still runs, waits for the end of that and asks', async () => {
    const { shop, disk, image } = await pairedShop();
    const life = await boot(shop, disk);
    await shop.buy(1);
    shop.relay.line = (request) => (ask(request) === '/v1/lease' ? 'fail' : null);
    await life.stop();
    shop.relay.line = () => null;
    const again = await boot(shop, image);
    await shop.pass(15_000);
    expect(await kinds(again)).toEqual(['ledgerRestored']);
    expect(await otherName(again), 'its former self').toBeDefined();
    // Started anew meanwhile it still knows whose turn that was.
    await again.stop();
    const third = await boot(shop, image);
    await shop.pass(5 * MINUTE);
    expect(await kinds(third)).toEqual(['ledgerRestored', 'takenOverOrder']);
    await answerAll(shop, third);
    expectOnce(shop);
  });

  it('put back to the same day once more takes over from its former self, and asks again', async () => {
    const { shop, image } = await shopSince();
    const lives: [number, number][] = [];
    for (let round = 0; round < 2; round += 1) {
      const life = await boot(shop, imageOf(image));
      await answerAll(shop, life);
      expectOnce(shop);
      lives.push([await logged(life, 'ledgerReplaced'), await logged(life, 'tookOver')]);
      await life.stop();
    }
    expect(lives).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('put back to after it was put back is told as well, on another day', async () => {
    const { shop, image } = await shopSince();
    const first = await boot(shop, image);
    await answerAll(shop, first);
    await first.stop();
    const later = imageOf(image);
    const second = await boot(shop, image);
    await shop.buy(2);
    await shop.pass(MINUTE);
    await second.stop();
    shop.wallOffsetMs = DAY;
    const third = await boot(shop, later);
    await shop.pass(2 * MINUTE);
    expect(await kinds(third)).toContain('ledgerRestored');
    await answerAll(shop, third);
    expectOnce(shop);
  });

  it('an older copy of the file alone asks no more often for the relay', async () => {
    const { shop, disk, image } = await shopSince();
    const life = await boot(shop, { folder: image.folder, secrets: disk.secrets });
    await shop.pass(5 * MINUTE);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    expect(await answerAll(shop, life)).toBe(8);
    expectOnce(shop);
    expect(await logged(life, 'ledgerReplaced')).toBe(1);
  });
});

describe('of a computer that was cloned, both running,', () => {
  /** Both at work; the shop has told neither of the other. */
  async function bothRunning() {
    const { shop, disk, image } = await pairedShop();
    const lives = [await boot(shop, disk), await boot(shop, image)] as const;
    await shop.pass(MINUTE);
    return { shop, lives };
  }

  it('one books, and the other says so and asks nothing of its own accord', async () => {
    const { shop, lives } = await bothRunning();
    await shop.buy(4);
    await shop.pass(3 * MINUTE);
    expectOnce(shop);
    const readers: Life[] = [];
    for (const life of lives) if ((await otherName(life)) !== undefined) readers.push(life);
    expect(readers).toHaveLength(1);
    const [reader] = readers as [Life];
    expect(await kinds(reader)).toEqual(['ledgerRestored']);
    const [writer] = lives.filter((life) => life !== reader) as [Life];
    expect(await openQuestions(writer)).toEqual([]);
    expect(await logged(writer, 'ledgerReplaced')).toBe(0);
    // For good: neither makes the other begin anew.
    await shop.pass(20 * MINUTE);
    await shop.buy(2);
    await shop.pass(MINUTE);
    expectOnce(shop);
    expect([await logged(writer, 'ledgerReplaced'), await logged(reader, 'ledgerReplaced')]).toEqual([0, 1]);
  });

  it('a person can let the other one write', async () => {
    const { shop, lives } = await bothRunning();
    await shop.buy(2);
    await shop.pass(MINUTE);
    const isReader = await Promise.all(lives.map(async (life) => (await otherName(life)) !== undefined));
    const reader = lives[isReader.indexOf(true)] as Life;
    const writer = lives[isReader.indexOf(false)] as Life;
    await shop.rig.run(reader.engine.client.webhooks.takeOver());
    await shop.pass(2 * MINUTE);
    await answerAll(shop, reader);
    await shop.buy(2);
    await shop.pass(2 * MINUTE);
    expectOnce(shop);
    expect(await otherName(writer)).toBeDefined();
  });

  it('a folder and its keys moved to another computer are another one for the relay', async () => {
    const { shop, disk, image } = await pairedShop();
    const first = await boot(shop, disk);
    const tenantId = readState(first.engine.ledger, 'relay')?.tenantId;
    const second = await boot(shop, { folder: image.folder, secrets: new Map() });
    await shop.connect(second.engine);
    await shop.relay.pair(second.engine, tenantId).catch(() => undefined); // refused: it may not write
    await shop.pass(2 * MINUTE);
    await shop.buy(3);
    await shop.pass(2 * MINUTE);
    expect(await kinds(second)).toContain('ledgerCopied');
    expect(await otherName(second), 'the first has the turn').toBeDefined();
    expectOnce(shop);
  });
});

describe('a relay that', () => {
  it.each(['keeps less', 'keeps nothing'])(
    'was set back and %s concludes nothing, and is brought up to date',
    async (what) => {
      const { shop, disk } = await shopSince();
      const { relay } = shop;
      const before = await boot(shop, disk);
      const instanceId = readState(before.engine.ledger, 'instanceId') ?? '';
      const { tenantId = '' } = readState(before.engine.ledger, 'relay') ?? {};
      const { ledgerId: id, writes } = readIdentity(before.engine.ledger);
      await shop.pass(MINUTE);
      await before.stop();
      if (what === 'keeps nothing') await relay.empty(disk.secrets, instanceId);
      else {
        const ledger = { id, writes: 1, known: writes, mark: 'of an earlier day' };
        const request = { instanceId, name: '', takeOver: false, release: true, ledger };
        await relay.store().lease(tenantId, request, shop.rig.scheduler.now());
      }
      const life = await boot(shop, disk);
      await shop.buy(2);
      await shop.pass(3 * MINUTE);
      expect(await openQuestions(life)).toEqual([]);
      expectOnce(shop);
      const image = imageOf(disk);
      await shop.buy(1);
      await shop.pass(MINUTE);
      await life.stop();
      const back = await boot(shop, image);
      await shop.pass(MINUTE);
      expect(await kinds(back), 'it is a witness again').toContain('ledgerRestored');
    },
  );

  it('is of before counts were kept works as it did, and is no far witness', async () => {
    const { shop, disk, image } = await pairedShop();
    const asked: string[] = [];
    shop.relay.line = (request, body) => {
      if (ask(request) !== '/v1/lease') return null;
      asked.push(body);
      return body.includes('"ledger"') ? badRequest() : null;
    };
    const life = await boot(shop, disk, 15);
    await shop.buy(2);
    await shop.pass(10 * MINUTE);
    expectOnce(shop);
    expect((await life.engine.client.activity.status()).troubles.relay).toBeNull();
    expect((await shop.rig.run(life.engine.client.webhooks.status())).writer.isThisComputer).toBe(true);
    expect(
      asked.filter((body) => body.includes('"ledger"')),
      'it is asked once, and again after an hour',
    ).toHaveLength(1);
    await shop.pass(HOUR);
    expect(asked.filter((body) => body.includes('"ledger"'))).toHaveLength(2);
    await life.stop();
    const back = await boot(shop, image);
    await shop.pass(2 * MINUTE);
    expect(await kinds(back), 'as without a relay').toEqual([]);
  });

  it.each(['fail', 'hang'])('is away (%s) holds no booking up for longer than some seconds', async (how) => {
    const { shop, disk } = await pairedShop();
    const life = await boot(shop, disk);
    await shop.pass(MINUTE);
    shop.relay.line = () => (how === 'fail' ? 'fail' : null);
    if (how === 'hang') shop.relay.handle = () => new Promise(() => undefined);
    await shop.buy(1);
    expect(shop.booked()).toHaveLength(4);
    await shop.pass(10 * MINUTE);
    await shop.buy(3);
    expectOnce(shop);
    expect(await openQuestions(life)).toEqual([]);
  });

  it('loses the answer to a count that it has kept is not taken for one that knows of a copy', async () => {
    const { shop, disk } = await pairedShop();
    const { handle } = shop.relay;
    let lost = 0;
    shop.relay.handle = async (request) => {
      const answer = await handle(request.clone());
      if (ask(request) !== '/v1/lease' || lost % 2 === 1) {
        lost += ask(request) === '/v1/lease' ? 1 : 0;
        return answer;
      }
      lost += 1;
      throw new TypeError('fetch failed');
    };
    const life = await boot(shop, disk);
    await shop.buy(6);
    await shop.pass(3 * MINUTE);
    expect(lost).toBeGreaterThan(6);
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });

  it('gets every call twice keeps each once', async () => {
    const { shop, disk } = await pairedShop();
    const { handle } = shop.relay;
    shop.relay.handle = async (request) => {
      if (ask(request) === '/v1/lease') await handle(request.clone());
      return handle(request);
    };
    const life = await boot(shop, disk);
    await shop.buy(3);
    await shop.pass(3 * MINUTE);
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });

  it('lies can make us ask, and is not believed again at once', async () => {
    const { shop, disk } = await pairedShop();
    let isLying = true;
    let lies = 0;
    shop.relay.line = (request, body) => {
      if (!isLying || ask(request) !== '/v1/lease' || !body.includes('"ledger"')) return null;
      const { id, known } = (JSON.parse(body) as { ledger: { id: string; known: number } }).ledger;
      lies += 1;
      const ledger = { id, writes: known + 1 };
      return Response.json({ error: { code: 'ledgerBehind', message: '', ledger } }, { status: 409 });
    };
    const life = await boot(shop, disk);
    await shop.pass(10 * MINUTE);
    expect(lies).toBeGreaterThan(20);
    expect(await logged(life, 'ledgerReplaced')).toBe(1);
    expect(await ledgerTrouble(life)).toBe('relayContradicts');
    await answerAll(shop, life);
    await shop.buy(3);
    await shop.pass(5 * MINUTE);
    expectOnce(shop);
    // After a day it is believed once more, and then not for two.
    shop.wallOffsetMs += DAY;
    await shop.pass(MINUTE);
    expect(await logged(life, 'ledgerReplaced')).toBe(2);
    await answerAll(shop, life);
    shop.wallOffsetMs += DAY;
    await shop.pass(MINUTE);
    expect(await logged(life, 'ledgerReplaced')).toBe(2);
    isLying = false;
    await shop.pass(MINUTE);
    expect(await ledgerTrouble(life)).toBeNull();
    await shop.buy(1);
    await shop.pass(MINUTE);
    expectOnce(shop);
  });

  it('names another ledger, or a count that is none, is not what it should be', async () => {
    const { shop, disk } = await pairedShop();
    shop.relay.line = (request, body) => {
      if (ask(request) !== '/v1/lease' || !body.includes('"ledger"')) return null;
      const ledger = { id: 'another-ledger', writes: 1_000 };
      return Response.json({ error: { code: 'ledgerBehind', message: '', ledger } }, { status: 409 });
    };
    const life = await boot(shop, disk);
    await shop.buy(2);
    await shop.pass(2 * MINUTE);
    const { lines } = await life.engine.client.activity.log({ events: ['trouble'] });
    expect(lines.map(({ reference }) => reference)).toContain('relayUnexpected');
    expect(await openQuestions(life)).toEqual([]);
    expectOnce(shop);
  });
});
