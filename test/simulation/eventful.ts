import { readState } from '../../engine/ledger/engine-state.ts';
import { createBusySpells } from './busy-spells.ts';
import type { Computer } from './computer.ts';
import { createHeldPlans } from './held-plans.ts';
import { inject, type Nemesis, nemeses } from './nemesis.ts';
import { createPauses } from './pauses.ts';
import { attempt, syncAll } from './scene.ts';
import { connect, createWebhooks } from './set-up.ts';
import type { Stage } from './stage.ts';
import { createStocktakes } from './stocktakes.ts';
import { createStoreMaps } from './store-maps.ts';
import type { WebshopFlags } from './webshop-flags.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Longer than any seed's eventful part. */
const BLIND_MS = 12 * 60 * MINUTE;

/** Begins a new life of a computer with its loops; `pollSeconds` are the seed's own when absent. */
type StartAgain = (computer: Computer, pollSeconds?: number) => Promise<void>;

/**
 * Minutes in which everything happens that this kind of seed can meet, until all faults end.
 * Returns when a computer was started last, in milliseconds since 1970.
 */
export async function playEvents(stage: Stage, seed: number, flags: WebshopFlags): Promise<number> {
  const { scene, chance, first, second, computers, handOvers, restores, sleeps, act, calm } = stage;
  const { kind, scheduler, random, practice, relay } = scene;
  first.run();
  if (second) {
    await joinShop(stage, second);
    await second.shutDown();
  }
  const startAgain = createLives(stage);
  await first.shutDown();
  for (const computer of computers) await startAgain(computer);
  let startedAt = scheduler.now();
  await scheduler.runUntil(scheduler.now() + 30 * SECOND);
  if (kind === 'alone') {
    await scheduler.runUntil(scheduler.now() + 2 * MINUTE);
    practice.shopify.settings.searchLagMs = BLIND_MS;
  }
  const stocktakes = createStocktakes(seed);
  const storeMaps = createStoreMaps(seed);
  const heldPlans = createHeldPlans(seed);
  const pauses = createPauses(seed);
  const busySpells = createBusySpells(scene, seed);
  const end = scheduler.now() + random.integer(5, 25) * MINUTE;
  const nemesis = planNemesis(stage, end, startAgain);
  while (scheduler.now() < end) {
    await scheduler.runUntil(scheduler.now() + random.integer(200, 40_000));
    let isBack = false;
    for (const computer of computers) {
      if (computer.isAlive()) continue;
      await stayDead(stage);
      await startAgain(computer);
      startedAt = scheduler.now();
      isBack ||= computer === first;
    }
    act();
    if (random.chance(0.02)) syncAll(scene, first.engine()).catch(() => undefined);
    await stocktakes.act(scene, computers);
    await storeMaps.act(scene, first);
    await heldPlans.act(scene, first, isBack);
    await pauses.act(scene, computers);
    busySpells.act();
    if (chance.chance(0.2)) relay?.faults.act();
    if (handOvers && chance.chance(0.06)) await takeOver(stage);
    if (restores && (await restores.act())) {
      await startAgain(first);
      startedAt = scheduler.now();
    }
    if (nemesis.isDue()) await nemesis.strike();
    if (await sleeps?.act(first, () => goOn(stage))) await heldPlans.act(scene, first, true);
    flags.look();
  }
  calm();
  return startedAt;
}

/** The shops go on while the first computer sleeps, and a person may want the other to write. */
async function goOn(stage: Stage): Promise<void> {
  stage.act();
  if (stage.handOvers && stage.second?.isAlive()) await takeOver(stage);
}

/** A person sets up the second computer, which is told that the first one writes. */
async function joinShop({ scene }: Stage, second: Computer): Promise<void> {
  await second.boot(null);
  await connect(scene, second);
  await scene.scheduler.runFor(
    second.engine().client.connection.activate({ openOrders: 'taken' }),
    30 * MINUTE,
  );
  await createWebhooks(scene, second);
}

/** The first few lives end at some instant of the engine's work, the later ones do not. */
function createLives({ scene: { kind, random } }: Stage): StartAgain {
  const ownPoll = kind === 'seldom' ? 900 : undefined;
  let mortal = random.integer(0, 4);
  return async (computer, pollSeconds = ownPoll) => {
    await computer.boot(mortal-- > 0 ? random.integer(1, 400) : null, pollSeconds);
    computer.run();
  };
}

/** Nobody starts the program for a while, and the shop goes on. */
async function stayDead({ scene: { scheduler, random }, act }: Stage): Promise<void> {
  if (random.chance(0.3)) for (let n = random.integer(1, 6); n > 0; n -= 1) act();
  await scheduler.runUntil(scheduler.now() + random.integer(0, 5) * MINUTE);
}

/** Draws whether a nemesis strikes before `end`, which, and when. */
function planNemesis({ scene, chance, first, restores }: Stage, end: number, startAgain: StartAgain) {
  const { kind, scheduler, relay } = scene;
  const nemesis: Nemesis | null = kind === 'webhooks' && chance.chance(0.5) ? chance.pick(nemeses) : null;
  const at = scheduler.now() + chance.next() * (end - scheduler.now());
  let isOver = false;
  return {
    // A relay that has lost what it kept knows nothing of a computer that was put back.
    isDue: () => nemesis !== null && restores === null && !isOver && scheduler.now() >= at,
    strike: (): Promise<void> => {
      isOver = true;
      if (!relay || !nemesis) return Promise.resolve();
      const start = async (pollSeconds?: number) => startAgain(first, pollSeconds);
      return inject(nemesis, { ...scene, relay, computer: first, start });
    },
  };
}

/** A person wants the other computer to write. */
async function takeOver({ scene, computers }: Stage): Promise<void> {
  const reader = computers.find(
    (one) => one.isAlive() && readState(one.engine().ledger, 'otherWriter') !== null,
  );
  if (!reader) return;
  const { webhooks } = reader.engine().client;
  await attempt(scene, reader, `${reader.name} takes over`, () => webhooks.takeOver());
}
