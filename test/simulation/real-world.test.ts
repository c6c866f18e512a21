import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBusySpells } from './busy-spells.ts';
import { elsewhere, rows } from './real-world.ts';
import { setStage } from './stage.ts';

/** Seeds to look through, as many of the kind as the lanes of every run have at least. */
const SEEDS = 60;
const EVENTS = 60;

/** What happens in a seed's shops when nobody runs the program. */
async function storyOf(seed: number): Promise<readonly string[]> {
  const { scene, story, first, restores, sleeps, act, calm, dir } = setStage(seed, { kind: 'hard' });
  const busySpells = createBusySpells(scene, seed);
  calm();
  for (let n = 0; n < EVENTS; n += 1) {
    await scene.scheduler.runUntil(scene.scheduler.now() + 20_000);
    act();
    busySpells.act();
    await restores?.act();
    await sleeps?.act(first, async () => act());
  }
  scene.world.hard?.refundLater();
  calm();
  rmSync(dir, { recursive: true, force: true });
  return story.lines;
}

describe('what the world is known to do', () => {
  it('is drawn by the seeds of the hard kind, every row', async () => {
    const missing = new Set(rows);
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const story = await storyOf(seed);
      for (const row of missing) if (story.some((line) => row.told.test(line))) missing.delete(row);
    }
    expect([...missing].map(({ what }) => what)).toEqual([]);
  });

  it.each(Object.entries(elsewhere))('or has a test of its own: %s', (_, [file, test]) => {
    expect(readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8')).toContain(test);
  });
});
