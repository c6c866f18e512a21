/** Copies of the ledger, night after night in virtual time, on a real disk; and what becomes of one that is put back. */
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../engine/ledger/database.ts';
import { migrate, migrations, versionOf } from '../../engine/ledger/migrate.ts';
import { examine } from '../../engine/ledger/size.ts';
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
  world,
} from './lives.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

afterEach(endLives);

const copiesIn = (folder: string) => readdirSync(join(folder, 'copies')).sort();
const modeOf = (path: string) => statSync(path).mode & 0o777;
const failures = async ({ engine }: Life) =>
  (await engine.client.activity.log({ events: ['copyFailed'] })).lines;

/** The copy as the ledger of the folder, as a person does it who follows the guide. */
function putBack(folder: string, name: string): void {
  for (const file of ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'])
    rmSync(join(folder, file), { force: true });
  cpSync(join(folder, 'copies', name), join(folder, 'ledger.sqlite'));
}

describe('a nightly copy', () => {
  it('is made once a night, whole, in one file for its owner only; the last seven are kept', async () => {
    const shop = world();
    const folder = newFolder();
    const life = await shop.start(folder, new Map(), 3_600);
    await shop.pass(MINUTE);
    expect(copiesIn(folder), 'the first start of the day').toEqual(['ledger-2026-11-23.sqlite']);
    await shop.pass(8 * DAY);
    const nights = Array.from({ length: 7 }, (_, n) => `2026-${n < 6 ? `11-${25 + n}` : '12-01'}`);
    expect(copiesIn(folder)).toEqual(nights.map((night) => `ledger-${night}.sqlite`));
    for (const name of copiesIn(folder)) {
      const copy = openDatabase({ path: join(folder, 'copies', name), durability: 'none' });
      expect(examine(copy).integrity).toBe('ok');
      copy.close();
      expect(modeOf(join(folder, 'copies', name))).toBe(0o600);
    }
    expect(modeOf(join(folder, 'copies'))).toBe(0o700);
    const { ledger } = await life.engine.client.activity.report();
    const madeAt = new Date(Number(ledger.lastCopyAt)).toISOString();
    expect(madeAt, 'the first moment after 03:00 in Stockholm').toMatch(/^2026-12-01T02:0[01]/);
    expect(await failures(life)).toEqual([]);
  });

  it('is made with the first start where the computer was off, and not again that day', async () => {
    const shop = world();
    const folder = newFolder();
    const first = await shop.start(folder, new Map(), 3_600);
    await shop.pass(MINUTE);
    await first.stop();
    await shop.pass(2 * DAY);
    const second = await shop.start(folder, new Map(), 3_600);
    await shop.pass(MINUTE);
    await second.stop();
    const names = ['ledger-2026-11-23.sqlite', 'ledger-2026-11-25.sqlite'];
    expect(copiesIn(folder)).toEqual(names);
    const made = statSync(join(folder, 'copies', names[1] ?? '')).mtimeMs;
    await shop.start(folder, new Map(), 3_600);
    await shop.pass(5 * MINUTE);
    expect(statSync(join(folder, 'copies', names[1] ?? '')).mtimeMs).toBe(made);
  });

  it('that cannot be made is told once and tried again the next night; nothing else stops', async () => {
    const shop = world();
    const folder = newFolder();
    writeFileSync(join(folder, 'copies'), 'somebody put a file where the folder should be');
    const secrets: Kept = new Map();
    const life = await shop.start(folder, secrets);
    await shop.connect(life.engine);
    await shop.activate(life.engine);
    await shop.pass(10 * MINUTE);
    expect(await failures(life)).toMatchObject([{ result: 'failed', args: { why: 'copyNoRoom' } }]);
    await shop.buy(2);
    await shop.pass(MINUTE);
    expectOnce(shop);
    await life.stop();
    rmSync(join(folder, 'copies'));
    // Once a day, also by a program that is started anew.
    const again = await shop.start(folder, secrets);
    await shop.pass(10 * MINUTE);
    expect(readdirSync(folder)).not.toContain('copies');
    await again.stop();
    await shop.pass(DAY);
    const next = await shop.start(folder, secrets);
    await shop.pass(MINUTE);
    expect(copiesIn(folder)).toEqual(['ledger-2026-11-24.sqlite']);
    expect(await failures(next)).toHaveLength(1);
  });

  it('clears away what a death left behind, and nothing that is not ours', async () => {
    const shop = world();
    const folder = newFolder();
    mkdirSync(join(folder, 'copies'));
    for (const name of [
      'ledger-2026-11-20.sqlite.part',
      'ledger-2026-11-20.sqlite.part-journal',
      'min egen.sqlite',
    ])
      writeFileSync(join(folder, 'copies', name), '');
    await shop.start(folder, new Map(), 3_600);
    await shop.pass(MINUTE);
    expect(copiesIn(folder)).toEqual(['ledger-2026-11-23.sqlite', 'min egen.sqlite']);
  });

  it('put back asks about every order since, and books none twice', async () => {
    const shop = world();
    const folder = newFolder();
    const secrets: Kept = new Map();
    const first = await shop.start(folder, secrets);
    await shop.connect(first.engine);
    await shop.activate(first.engine);
    await shop.buy(2);
    await first.stop();
    await shop.pass(20 * HOUR);
    const second = await shop.start(folder, secrets);
    await shop.pass(MINUTE); // the copy of the night
    await shop.buy(4);
    await shop.pass(MINUTE);
    expectOnce(shop);
    await second.stop();

    putBack(folder, 'ledger-2026-11-24.sqlite');
    await shop.buy(1);
    const before = shop.balance();
    const life = await shop.start(folder, secrets);
    await shop.pass(5 * MINUTE);
    expect(shop.balance(), 'nothing is booked before it is answered').toBe(before);
    expect(await kinds(life)).toEqual(['ledgerRestored', 'takenOverOrder']);
    await answerAll(shop, life);
    expectOnce(shop);
    expect(await openQuestions(life)).toEqual([]);
  });
});

describe('a ledger of an older version', () => {
  const older = migrations.at(-2)?.version ?? 0;
  const name = `ledger-2026-11-23-before-update-v${older}.sqlite`;

  it('is copied before it is brought up', async () => {
    const shop = world();
    const folder = newFolder();
    const before = openDatabase({ path: join(folder, 'ledger.sqlite') });
    migrate(before, older);
    before.close();
    const life = await shop.start(folder, new Map());
    expect(copiesIn(folder)).toEqual([name]);
    const copy = openDatabase({ path: join(folder, 'copies', name), durability: 'none' });
    expect(versionOf(copy)).toBe(older);
    copy.close();
    expect(versionOf(life.engine.ledger)).toBe(migrations.at(-1)?.version);
  });

  it('is brought up also where no copy can be made, and that is told', async () => {
    const shop = world();
    const folder = newFolder();
    const before = openDatabase({ path: join(folder, 'ledger.sqlite') });
    migrate(before, older);
    before.close();
    writeFileSync(join(folder, 'copies'), '');
    const life = await shop.start(folder, new Map());
    expect(versionOf(life.engine.ledger)).toBe(migrations.at(-1)?.version);
    expect(await failures(life)).toHaveLength(1);
  });

  it('is not copied when it is new', async () => {
    const folder = newFolder();
    await world().start(folder, new Map());
    expect(readdirSync(folder)).not.toContain('copies');
  });
});
