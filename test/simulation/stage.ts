import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import { type Computer, type ComputerOptions, createComputer } from './computer.ts';
import { createHandOvers, type HandOvers } from './hand-overs.ts';
import { createHeldFile, type HeldFile } from './held-file.ts';
import { createInternet, type Internet } from './internet.ts';
import { isHard, type Kind, kindOf } from './kinds.ts';
import { createProcessClock, type ProcessClock } from './process-clock.ts';
import { createPump } from './pump.ts';
import { createRelayFaults, type RelayFaults } from './relay-faults.ts';
import { createRelayNetwork, type RelayNetwork } from './relay-network.ts';
import { createRestores, createWholeRestores, type Restores } from './restores.ts';
import type { RelayScene, Scene } from './scene.ts';
import { createScheduler } from './scheduler.ts';
import { openShops } from './shops.ts';
import { createSleeps, type Sleeps } from './sleeps.ts';
import { createStory, type Story } from './story.ts';
import type { Suspension } from './suspension.ts';
import { createWorld } from './world.ts';

export interface SimulationOptions {
  /** The seed's own when absent. */
  readonly kind?: Kind | undefined;
  readonly onTrace?: ((line: string) => void) | undefined;
  /** Told the folder of the ledgers, which is then kept. */
  readonly onKeep?: ((dir: string) => void) | undefined;
}

export interface Stage {
  readonly scene: Scene;
  readonly story: Story;
  /** Of everything about webhooks, so that seeds without a relay stay what they were. */
  readonly chance: PracticeRandom;
  readonly first: Computer;
  readonly second: Computer | null;
  readonly computers: readonly Computer[];
  readonly handOvers: HandOvers | null;
  /** Null where nothing is put back. */
  readonly restores: Restores | null;
  /** Of the first computer; null where it does not sleep. */
  readonly sleeps: Sleeps | null;
  /** Something happens in one of the shops. */
  act(): void;
  /** All faults off. */
  calm(): void;
  /** Holds the ledgers. */
  readonly dir: string;
}

/** Builds a seed's world: the shops, the relay, the lines, the computers. */
export function setStage(seed: number, { kind = kindOf(seed), onTrace }: SimulationOptions): Stage {
  const random = createPracticeRandom(seed);
  const chance = createPracticeRandom(`relay ${seed}`);
  const start = drawStart(random);
  const scheduler = createScheduler(start);
  const story = createStory(scheduler.now, onTrace);
  const { tell } = story;
  const drawn = kind === 'seldom' || chance.chance(0.15) ? chance.integer(3, 30) : 100_000;
  // Where webhooks alone tell of orders none is lost.
  const quota = kind === 'alone' ? 100_000 : drawn;
  const isRelayed = kind !== 'polling' && !isHard(kind);
  const network = !isRelayed ? null : createRelayNetwork({ scheduler, random: chance, quota, tell });
  const shops = openShops({ scheduler, random, seed, kind, deliver: network?.deliveries.deliver, tell });
  const world = createWorld(shops, { seed, isHard: isHard(kind) });
  const { practice } = world;
  const kick = network ? createPump(scheduler, () => practice.shopify) : () => undefined;
  const handOvers =
    kind === 'computers' && network ? createHandOvers({ network, practice, now: scheduler.now, tell }) : null;
  const dir = mkdtempSync(join(tmpdir(), 'sim-'));
  const found: string[] = [];
  const install = createInstaller({
    seed,
    dir,
    scheduler,
    random,
    tell,
    http: createInternet({ world, network, handOvers, kick }),
    onTrouble: (text) => void found.push(text),
    ...(onTrace ? { onTrace: (line: string) => onTrace(`      ${scheduler.now() - start} ${line}`) } : {}),
  });
  const sleeps = createSleeps(seed, kind, scheduler, tell);
  const first = install('one', sleeps?.suspension);
  const second = kind === 'computers' ? install('two') : null;
  const installations = second ? [first, second] : [first];
  const computers = installations.map(({ computer }) => computer);
  const names = computers.map(({ name }) => name);
  const faults =
    network &&
    createRelayFaults({ kind, network, practice, scheduler, random: chance, computers: names, tell });
  const relay = network && faults && createRelayScene(network, faults, chance, practice);
  const restored = { seed, practice, computer: first.computer, dir: join(dir, 'one'), tell };
  const isWhole = kind === 'webhooks' && faults !== null;
  const restores = isHard(kind)
    ? createRestores(restored)
    : isWhole
      ? createWholeRestores({ ...restored, scheduler, calm: faults.calm })
      : null;
  return {
    scene: { kind, scheduler, random, world, practice, tell, found, relay },
    story,
    chance,
    first: first.computer,
    second: second?.computer ?? null,
    computers,
    handOvers,
    restores,
    sleeps,
    dir,
    act: () => {
      world.act();
      for (const { clock, heldFile } of installations) {
        clock.act();
        heldFile.act();
      }
      kick();
    },
    calm: () => {
      world.calm();
      faults?.calm();
      for (const { heldFile } of installations) heldFile.release();
    },
  };
}

/** Near the nights when summer time begins or ends, at any time of day; milliseconds since 1970. */
function drawStart(random: PracticeRandom): number {
  return Date.UTC(
    2026,
    random.pick([2, 9]),
    random.pick([27, 28, 24, 25]),
    random.integer(0, 23),
    random.integer(0, 59),
  );
}

interface Installation {
  readonly computer: Computer;
  readonly clock: ProcessClock;
  readonly heldFile: HeldFile;
}

interface InstallerOptions extends Omit<ComputerOptions, 'name' | 'clock' | 'http' | 'heldFile'> {
  readonly seed: number;
  readonly http: Internet;
}

/** Gives each computer its folder in `dir`, its clock and its line. */
function createInstaller({
  seed,
  ...options
}: InstallerOptions): (name: string, suspension?: Suspension) => Installation {
  return (name, suspension) => {
    const dir = join(options.dir, name);
    mkdirSync(dir);
    const clock = createProcessClock(seed, name, options.scheduler, options.tell);
    const http = (request: Request, gone: AbortSignal) => options.http(name, request, gone);
    const heldFile = createHeldFile(seed, name, options.scheduler.now, options.tell);
    const computer = createComputer({ ...options, name, dir, clock, http, suspension, heldFile });
    return { clock, heldFile, computer };
  };
}

function createRelayScene(
  network: RelayNetwork,
  faults: RelayFaults,
  chance: PracticeRandom,
  { credentials }: Practice,
): RelayScene {
  return {
    network,
    faults,
    chance,
    codes: new Map(),
    secret: credentials.shopify.clientSecret,
    chores: new Map(),
    mustBeSubscribed: false,
  };
}
