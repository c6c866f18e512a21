/** The real program, killed in the work of the night, in the copy before an update, and while a ledger that was put back asks its questions. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { migrations } from '../../engine/ledger/migrate.ts';
import { PATIENCE_MS, until } from '../programs/program.ts';
import {
  age,
  copiesOf,
  copyAway,
  fill,
  inheritedPoint,
  leftover,
  makeOlder,
  newLifePoints,
  OLDER,
  oldLines,
  seedKeychain,
  upkeepPoints,
  versionOf,
  wantNight,
} from './upkeep.ts';
import { openSyncedWorld, type World } from './world.ts';

const killed = { signal: 'SIGKILL' };
const newest = migrations.at(-1)?.version ?? 0;
const happen = (world: World) => {
  world.sell();
  world.order();
};

/** Bytes of each file in the folder. */
function partsIn(folder: string): number[] {
  try {
    return readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  } catch {
    return []; // not there yet
  }
}

/** Runs until the program has died at that instant. */
async function dieAt(world: World, point: string, script?: string): Promise<void> {
  const program = world.run(point, script);
  const late = setTimeout(() => program.kill('SIGTERM'), PATIENCE_MS);
  expect({ point, outcome: await program.ended }).toMatchObject({ point, outcome: killed });
  clearTimeout(late);
}

it.concurrent('killed in the middle of a copy and before it has its name: what is left is cleared away', async () => {
  const world = await openSyncedWorld(8);
  const folder = join(world.dataDir, 'copies');
  try {
    fill(world, 150_000, Date.now());
    const program = world.run();
    const isHalf = () => program.hasEnded() || partsIn(folder).some((bytes) => bytes > 0);
    await until(isHalf, 'half a copy');
    program.kill('SIGKILL');
    expect(await program.ended).toMatchObject(killed);
    expect(copiesOf(world).map(({ integrity }) => integrity)).not.toContain('ok');
    happen(world);
    await dieAt(world, 'copy:written');
    expect(copiesOf(world)).toMatchObject([{ integrity: 'part' }]);
    happen(world);
    const next = world.run();
    await until(() => copiesOf(world).some(({ integrity }) => integrity === 'ok'), 'a whole copy');
    await world.untilQuiet();
    next.kill('SIGTERM');
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(copiesOf(world)).toMatchObject([{ integrity: 'ok' }]);
    expect(world.disagreements()).toEqual([]);
  } finally {
    await world.remove();
  }
});

it.concurrent('killed between the steps that clear away what is old: nothing is missing, and the next night goes on', async () => {
  const world = await openSyncedWorld(9);
  try {
    for (let n = 0; n < 5; n += 1) happen(world);
    expect(await world.heal()).toEqual([]);
    fill(world, 2_000, Date.now());
    age(world);
    let before = leftover(world);
    for (const point of upkeepPoints) {
      wantNight(world);
      await dieAt(world, point);
      const after = leftover(world);
      expect(after).toMatchObject({ unbalanced: 0 });
      expect(after.old).toBeLessThanOrEqual(before.old);
      before = after;
      happen(world);
    }
    wantNight(world);
    const program = world.run();
    await program.firstLine;
    happen(world);
    await until(() => oldLines(world) === 0, 'the end of the night’s work');
    await world.untilQuiet();
    program.kill('SIGTERM');
    await program.ended;
    expect(world.disagreements()).toEqual([]);
    expect(leftover(world)).toEqual({ old: 0, unbalanced: 0 });
  } finally {
    await world.remove();
  }
});

it.concurrent('killed in the copy before an update: the next start copies and updates', async () => {
  const world = await openSyncedWorld(10);
  try {
    happen(world);
    expect(await world.heal()).toEqual([]);
    makeOlder(world);
    for (const point of ['copy:written', 'copy:kept']) {
      await dieAt(world, point);
      expect(versionOf(world), 'nothing is changed before there is a copy').toBe(OLDER);
      happen(world);
    }
    expect(await world.heal()).toEqual([]);
    expect(versionOf(world)).toBe(newest);
    const update = copiesOf(world).filter(({ name }) => name.includes(`before-update-v${OLDER}`));
    expect(update).toMatchObject([{ integrity: 'ok' }]);
  } finally {
    await world.remove();
  }
});

const withKeychain = fileURLToPath(new URL('./run-with-keychain.ts', import.meta.url));

it.concurrent.each(newLifePoints)(
  'killed while a copy that was put back asks what it does not know (%s): every order is booked once',
  async (point) => {
    const world = await openSyncedWorld(11);
    try {
      seedKeychain(world, world.credentials.shopify.shop);
      const putBack = copyAway(world);
      const first = world.run(undefined, withKeychain);
      await first.firstLine;
      for (let n = 0; n < 3; n += 1) happen(world);
      await world.untilQuiet();
      first.kill('SIGTERM');
      expect(await first.ended).toMatchObject({ code: 0 });
      putBack();
      happen(world); // nobody has booked this one
      for (const one of [point, inheritedPoint]) await dieAt(world, one, withKeychain);
      const last = world.run(undefined, withKeychain);
      await last.firstLine;
      expect(await world.answerTruthfully()).toEqual(['ledgerRestored', 'takenOverOrder']);
      await world.untilQuiet();
      last.kill('SIGTERM');
      expect(await last.ended).toMatchObject({ code: 0 });
      expect(world.disagreements()).toEqual([]);
    } finally {
      await world.remove();
    }
  },
);
