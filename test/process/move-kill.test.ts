/** »Flytta till en ny dator« between two data folders, by the real command line, killed at each of its instants: every order is booked once. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { pairs } from '../../practice/comparison.ts';
import { movePoints, takenBackPoint } from './upkeep.ts';
import { openSyncedWorld } from './world.ts';

const killed = { signal: 'SIGKILL' };
const left = z.object({ path: z.string() });

it('there, back, and taken back', async () => {
  const world = await openSyncedWorld(21);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-new-computer-')));
  const there = world.at(folder);
  const { easycashier, places } = world.practice;
  const written = () =>
    pairs(world.practice)
      .flatMap(({ articleNumber }) =>
        places.map((place) => easycashier.history(articleNumber, place.storeNumber)),
      )
      .flat()
      .filter(({ cause }) => cause === 'api').length;
  const happen = () => {
    world.sell();
    world.order();
  };
  try {
    happen();
    expect(await world.heal()).toEqual([]);
    happen();
    for (const point of movePoints)
      expect({ point, outcome: await world.command(['move', 'out'], point) }).toMatchObject({
        point,
        outcome: killed,
      });
    const { code, stdout } = await world.command(['move', 'out']);
    expect(code).toBe(0);
    const { path } = left.parse(JSON.parse(stdout));

    // The old one is started all the same, and does nothing.
    const before = written();
    const silent = world.run();
    await silent.firstLine;
    const refused = await world.command(['webhooks', 'delete']);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'movedAway' } });
    silent.kill('SIGTERM');
    await silent.ended;
    expect(written()).toBe(before);

    expect(await there.command(['move', 'in', path])).toMatchObject({ code: 0 });
    happen();
    expect(await there.heal()).toEqual([]);
    expect(await there.command(['move', 'in', path])).toMatchObject({ code: 1 });

    const back = left.parse(JSON.parse((await there.command(['move', 'out'])).stdout));
    const file = readFileSync(back.path);
    happen();
    expect(await world.command(['move', 'in', back.path])).toMatchObject({ code: 0 });
    expect(readFileSync(back.path).equals(file)).toBe(true);
    expect(await world.heal()).toEqual([]);

    expect(await there.command(['move', 'take-back'], takenBackPoint)).toMatchObject(killed);
    const { stdout: inbox } = await there.command(['inbox']);
    expect(JSON.parse(inbox)).toMatchObject({ items: [{ kind: 'ledgerTakenBack' }] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await world.remove();
  }
});
