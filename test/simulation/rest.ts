import type { Engine } from '../../engine/engine.ts';
import { readBalance } from '../../engine/ledger/balances.ts';
import { lastLogId } from '../../engine/ledger/log-lines.ts';
import type { Computer } from './computer.ts';
import type { CutOver } from './cut-over.ts';
import { endPause } from './pauses.ts';
import { quiesce } from './quiet.ts';
import { unheardOf } from './relay-oracle.ts';
import { doChores, type Scene, syncAll } from './scene.ts';
import type { Stage } from './stage.ts';
import { endStocktakes } from './stocktakes.ts';
import { mapAllStores } from './store-maps.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** In a seed that polls seldom: every order is in the ledger so long after the line is free again. */
const HEARD_MS = 150 * SECOND;

/** What is left to be judged. */
export interface Rest {
  /** Of the computer that writes. */
  readonly engine: Engine;
  /** The last line of its log from before it was started again. */
  readonly lastLine: number;
}

/** Engines that live and a person who does her chores and answers every question, until nothing is left to be done. */
export async function comeToRest(stage: Stage, cutOver: CutOver, startedAt: number): Promise<Rest> {
  const { scene, first, second, computers, handOvers, restores } = stage;
  const { scheduler } = scene;
  if (scene.kind === 'seldom' && first.isAlive()) await expectAllHeardOf(stage, startedAt);
  const lastLines = new Map<Computer, number>();
  for (const computer of computers) {
    await computer.shutDown();
    await computer.boot(null);
    lastLines.set(computer, lastLogId(computer.engine().ledger));
    await endPause(computer.engine());
    computer.run();
  }
  await doChores(scene, first);
  const writer = second ? await findWriter(stage) : first;
  const engine = writer.engine();
  const person = { cutOver, answers: handOvers?.answers ?? restores?.answers ?? null };
  await endStocktakes(scene, engine);
  await mapAllStores(scene, engine);
  await quiesce(scene, engine, person);
  await goOnWithoutOne(scene, engine);
  scene.world.hard?.refundLater();
  // A computer that took over writes what it touches; the rest waits for its own first sync.
  if (!cutOver.isSyncedFirst || second) await scheduler.runFor(syncAll(scene, engine), 60 * MINUTE);
  await scheduler.runFor(engine.client.sync.drift(), 60 * MINUTE);
  await quiesce(scene, engine, person);
  return { engine, lastLine: lastLines.get(writer) ?? 0 };
}

/** A scan comes by itself so often, and pages may have to be read in parts. */
const SCANNED_MS = 30 * MINUTE;

/** An article that EasyCashier cannot show holds back no other: what only a scan tells of another is in the ledger all the same. */
async function goOnWithoutOne({ scheduler, world, found }: Scene, { ledger }: Engine): Promise<void> {
  const hidden = world.hard?.hideOne() ?? null;
  if (hidden === null) return;
  const { articleNumber, storeNumber } = hidden.changed;
  const real = world.practice.easycashier.balance(articleNumber, storeNumber) ?? 0;
  const isRead = () =>
    readBalance(ledger, articleNumber, storeNumber)?.thousandths === Math.round(real * 1000);
  const end = scheduler.now() + SCANNED_MS;
  while (!isRead() && scheduler.now() < end) await scheduler.runUntil(scheduler.now() + 20 * SECOND);
  if (!isRead())
    found.push(`I11 ${articleNumber} @${storeNumber} is not read while another article cannot be shown`);
  hidden.mend();
}

async function expectAllHeardOf({ scene, first }: Stage, startedAt: number): Promise<void> {
  const { scheduler, found } = scene;
  const calmAt = scheduler.now();
  await scheduler.runUntil(calmAt + HEARD_MS);
  if (first.isAlive()) found.push(...unheardOf(scene, first.engine(), startedAt, calmAt));
}

/** Two computers must agree on which of them writes. */
async function findWriter({ scene, first, computers }: Stage): Promise<Computer> {
  const { scheduler, found } = scene;
  await scheduler.runUntil(scheduler.now() + 2 * MINUTE);
  const views = await scheduler.runFor(
    Promise.all(computers.map(({ engine }) => engine().client.webhooks.status())),
    10 * MINUTE,
  );
  const writers = computers.filter((_, n) => views[n]?.writer.isThisComputer);
  if (writers.length !== 1) found.push(`I10 ${writers.length} computers write at quiet`);
  return writers[0] ?? first;
}
