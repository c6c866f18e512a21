import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import { relayUrl } from '../programs/relay.ts';
import { type Computer, createComputer } from './computer.ts';
import { createHandOvers, type HandOvers } from './hand-overs.ts';
import { type Kind, kindOf } from './kinds.ts';
import { createProcessClock, type ProcessClock } from './process-clock.ts';
import { createPump } from './pump.ts';
import { createRelayFaults } from './relay-faults.ts';
import { createRelayNetwork } from './relay-network.ts';
import type { Scene } from './scene.ts';
import { createScheduler } from './scheduler.ts';
import { createStory, type Story } from './story.ts';
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
  /** Something happens in one of the shops. */
  act(): void;
  /** All faults off. */
  calm(): void;
  /** Holds the ledgers. */
  readonly dir: string;
}

/** Builds a seed's world: the shops, the relay, the lines, the computers. */
export function setStage(seed: number, options: SimulationOptions): Stage {
  const { onTrace } = options;
  const kind = options.kind ?? kindOf(seed);
  const random = createPracticeRandom(seed);
  const chance = createPracticeRandom(`relay ${seed}`);
  const start = Date.UTC(
    2026,
    random.pick([2, 9]),
    random.pick([27, 28, 24, 25]),
    random.integer(0, 23),
    random.integer(0, 59),
  );
  const scheduler = createScheduler(start);
  const story = createStory(scheduler.now, onTrace);
  const { tell } = story;
  const quota = kind === 'seldom' || chance.chance(0.15) ? chance.integer(3, 30) : 100_000;
  const network = kind === 'polling' ? null : createRelayNetwork({ scheduler, random: chance, quota, tell });
  const world = createWorld({ scheduler, random, seed, deliver: network?.deliveries.deliver, tell });
  const { practice } = world;
  const kick = network ? createPump(scheduler, () => practice.shopify) : () => undefined;
  const dir = mkdtempSync(join(tmpdir(), 'sim-'));
  const found: string[] = [];
  const handOvers =
    kind === 'computers' && network ? createHandOvers({ network, practice, now: scheduler.now, tell }) : null;

  const clocks: ProcessClock[] = [];
  const makeComputer = (name: string): Computer => {
    mkdirSync(join(dir, name));
    const http = async (request: Request, gone: AbortSignal): Promise<Response> => {
      if (network && request.url.startsWith(relayUrl)) return network.computers.reach(name, request, gone);
      const isEasyCashier = request.url.startsWith('https://easycashier.test/');
      if (handOvers) await noteWrite(name, request, isEasyCashier);
      if (!isEasyCashier && world.unseen.hasAny()) world.unseen.look(await request.clone().text());
      const answered = await (isEasyCashier ? practice.easycashier : practice.shopify).handle(request);
      kick();
      return answered;
    };
    const clock = createProcessClock(seed, name, scheduler, tell);
    clocks.push(clock);
    return createComputer({
      name,
      clock,
      dir: join(dir, name),
      scheduler,
      random,
      http,
      tell,
      onTrouble: (text) => void found.push(text),
      ...(onTrace ? { onTrace: (line: string) => onTrace(`      ${scheduler.now() - start} ${line}`) } : {}),
    });
  };
  const noteWrite = async (name: string, request: Request, isEasyCashier: boolean): Promise<void> => {
    const { pathname } = new URL(request.url);
    if (isEasyCashier ? !pathname.includes('/stock/') : !pathname.endsWith('/graphql.json')) return;
    const body = isEasyCashier ? pathname : await request.clone().text();
    if (isEasyCashier || body.includes('mutation SetQuantities')) handOvers?.wrote(name, body.slice(0, 60));
  };

  const first = makeComputer('one');
  const second = kind === 'computers' ? makeComputer('two') : null;
  const computers = second ? [first, second] : [first];
  const faults =
    network &&
    createRelayFaults({
      kind,
      network,
      practice,
      scheduler,
      random: chance,
      computers: computers.map(({ name }) => name),
      tell,
    });
  const scene: Scene = {
    kind,
    scheduler,
    random,
    world,
    practice,
    tell,
    found,
    relay: network &&
      faults && {
        network,
        faults,
        chance,
        codes: new Map(),
        secret: practice.credentials.shopify.clientSecret,
        chores: new Map(),
        mustBeSubscribed: false,
      },
  };
  const act = () => {
    world.act();
    for (const clock of clocks) clock.act();
    kick();
  };
  const calm = () => {
    world.calm();
    for (const clock of clocks) clock.calm();
    faults?.calm();
  };
  return { scene, story, chance, first, second, computers, handOvers, act, calm, dir };
}
