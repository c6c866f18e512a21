/** The real program, and another one that holds its ledger for a while: it says so once, waits, and ends only when it is told to. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Holder, holdFile } from '../programs/hold-file.ts';
import { until } from '../programs/program.ts';
import { openSyncedWorld, type World } from './world.ts';

/** Many tries of everything that goes on. */
const HELD_MS = 6_000;
const LINE = /^Ett annat program håller programmets egen liggare: [^\n]+\n$/;

let world: World;
let holder: Holder | null = null;
beforeEach(async () => {
  world = await openSyncedWorld(7);
});
afterEach(async () => {
  holder?.release();
  holder = null;
  await world.remove();
});

const hold = () => {
  holder = holdFile(join(world.dataDir, 'ledger.sqlite'));
};
const release = () => {
  holder?.release();
  holder = null;
};

it('while it runs', async () => {
  const program = world.run();
  await program.firstLine;
  await world.untilQuiet();
  hold();
  for (let n = 0; n < 3; n += 1) {
    world.sell();
    world.order();
    world.foreignChange();
    await delay(HELD_MS / 3);
  }
  await until(() => LINE.test(program.complaints()), 'the one line that says what is waited for');
  const status = await world.command(['status']);
  expect(status.code, 'who asks is answered').toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({ troubles: { ledger: { code: 'ledgerHeld' } } });
  expect(program.hasEnded()).toBe(false);
  release();
  await world.untilQuiet();
  program.kill('SIGTERM');
  const { code, stderr } = await program.ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(LINE);
  expect(world.disagreements()).toEqual([]);
});

it('when it starts, and when it is told to end meanwhile', async () => {
  hold();
  world.sell();
  world.order();
  const stopped = world.run();
  await until(() => LINE.test(stopped.complaints()), 'the one line that says what is waited for');
  stopped.kill('SIGTERM');
  expect(await stopped.ended).toMatchObject({ code: 0, signal: null });

  const program = world.run();
  await until(() => LINE.test(program.complaints()), 'the one line that says what is waited for');
  const command = world.command(['settings', 'set', 'buffer', '0']);
  await delay(HELD_MS / 3);
  expect(program.hasEnded()).toBe(false);
  release();
  await program.firstLine;
  expect((await command).signal).toBeNull();
  await world.untilQuiet();
  // Held while it is told to end: what it waits for does not keep it.
  hold();
  world.sell();
  await delay(HELD_MS / 3);
  program.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
  release();
  expect(await world.heal()).toEqual([]);
});
