import type { Engine } from '../../engine/engine.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Computer } from './computer.ts';
import type { Kind } from './kinds.ts';
import type { RelayFaults } from './relay-faults.ts';
import type { RelayNetwork } from './relay-network.ts';
import type { Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

/** Everything one seed plays with. */
export interface Scene {
  readonly kind: Kind;
  readonly scheduler: Scheduler;
  /** The chance of the shops and the engine. */
  readonly random: PracticeRandom;
  readonly world: World;
  readonly practice: Practice;
  /** Null where there is no relay. */
  readonly relay: RelayScene | null;
  readonly tell: (text: string) => void;
  /** Violations. */
  readonly found: string[];
}

export interface RelayScene {
  readonly network: RelayNetwork;
  readonly faults: RelayFaults;
  /** The chance of everything about webhooks, so that seeds without a relay stay what they were. */
  readonly chance: PracticeRandom;
  /** What each computer was given to pair with. */
  readonly codes: Map<string, string>;
  /** The secret the shop signs with now. */
  secret: string;
  /** What a person still has to do, and what it was about: done at the latest at quiet. */
  readonly chores: Map<string, (computer: Computer) => Promise<void>>;
  /** Subscriptions that Shopify has deleted must be there again at quiet. */
  mustBeSubscribed: boolean;
}

/** Something a person does at a computer: it may fail, and the program may die under it. */
export async function attempt(scene: Scene, computer: Computer, what: string, work: () => Promise<unknown>) {
  if (!computer.isAlive()) return false;
  const { scheduler, tell } = scene;
  const isDone = work().then(
    () => true,
    (error: unknown) => {
      tell(`${what} fails: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    },
  );
  const done = await scheduler.runFor(Promise.race([isDone, computer.died().then(() => false)]), 30 * 60_000);
  tell(`${what}: ${done ? 'done' : 'not done'}`);
  return done;
}

/** A person lets every level be written: looks at the plan, confirms what a guard asks, applies it. */
export async function syncAll({ tell, world }: Scene, { client }: Engine): Promise<void> {
  const { planId, guard } = await client.sync.plan();
  // She has seen how much falls, and types how many: few that are left over then need no other yes.
  if (guard) world.hard?.massZero.answered();
  const confirmRows = guard?.confirmRows;
  await client.sync.apply({ planId, ...(confirmRows === undefined ? {} : { confirmRows }) });
  tell(`synced ${planId}`);
}

/** What is still to be done by a person at this computer. */
export async function doChores(scene: Scene, computer: Computer): Promise<void> {
  const chores = scene.relay?.chores ?? new Map<string, never>();
  for (const [what, work] of [...chores]) {
    if (await attempt(scene, computer, what, () => work(computer))) chores.delete(what);
  }
}
