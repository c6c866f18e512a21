import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import { epochMs } from '../../shared/words/time.ts';
import { syncAll } from './scene.ts';
import { connect, createWebhooks } from './set-up.ts';
import { attemptInShop } from './shops.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;

/** How the program was set going: what the oracle must know to judge orders from before. */
export interface CutOver {
  /** Milliseconds since 1970, at a whole second. */
  readonly activatedAt: number;
  /** What the person decides about the goods of orders from before. */
  readonly openOrders: 'book' | 'taken';
  /** Orders whose goods had not all left then: the only ones that are asked about. */
  readonly openBefore: ReadonlySet<string>;
  /** Every cell was written once before the loops began. */
  readonly isSyncedFirst: boolean;
}

/** A person sets up the first computer while the shop goes on, activates it and mostly writes every level once. */
export async function prepare(stage: Stage, seed: number): Promise<CutOver> {
  const { scene, chance, first, act, calm } = stage;
  const { scheduler, random } = scene;
  await first.boot(null);
  await connect(scene, first);
  const isPairedFirst = chance.chance(0.5);
  if (isPairedFirst) await createWebhooks(scene, first);
  for (let n = random.integer(0, 4); n > 0; n -= 1) act();
  await scheduler.runUntil(scheduler.now() + random.integer(0, 3) * MINUTE);
  calm();
  const show = hideOne(stage, createPracticeRandom(`unread at the activation ${seed}`));
  const activation = await activate(stage);
  show?.();
  // The program takes the next whole second for the cut-over.
  await scheduler.runUntil(activation.activatedAt);
  const isSyncedFirst = random.chance(0.8);
  if (isSyncedFirst) await scheduler.runFor(syncAll(scene, first.engine()), 60 * MINUTE);
  if (!isPairedFirst) await createWebhooks(scene, first);
  return { ...activation, isSyncedFirst };
}

/** Sometimes one order cannot be read while the program is activated. Ends it; mostly its goods are sent off first. */
function hideOne({ scene: { practice, tell } }: Stage, random: PracticeRandom): (() => void) | null {
  if (!random.chance(0.15)) return null;
  const { shopify } = practice;
  const open = shopify
    .orders()
    .filter(({ fulfillmentOrders }) =>
      fulfillmentOrders.some(({ lines }) => lines.some(({ remaining }) => remaining > 0)),
    );
  if (open.length === 0) return null;
  const { id, name } = random.pick(open);
  shopify.setUnreadable(id, true);
  tell(`${name} cannot be read`);
  return () => {
    if (random.chance(0.7)) attemptInShop({ tell }, `fulfill ${name}`, () => shopify.fulfill(id));
    shopify.setUnreadable(id, false);
  };
}

async function activate({ scene, first, second }: Stage): Promise<Omit<CutOver, 'isSyncedFirst'>> {
  const { kind, scheduler, random, practice, tell } = scene;
  const openSince = ordersBefore(practice);
  const openOrders = random.pick(['book', 'taken'] as const);
  // A second computer could not answer what the first one has asked.
  const isAsked = random.chance(0.5) && !second;
  const activation = await scheduler.runFor(
    first.engine().client.connection.activate({ openOrders: isAsked ? 'ask' : openOrders }),
    30 * MINUTE,
  );
  const activatedAt = epochMs(activation.activatedAt);
  const openBefore = openSince(activatedAt);
  tell(`${kind}; activated at ${activatedAt}, open orders ${isAsked ? 'asked' : openOrders}`);
  return { activatedAt, openOrders, openBefore };
}

/** Looks at the orders there are; answers which of them an activation at that instant asks about. */
export function ordersBefore({ shopify }: Practice): (activatedAt: number) => ReadonlySet<string> {
  const before = shopify.orders().map((order) => ({
    id: order.id,
    createdAt: Math.floor(order.createdAt / 1000) * 1000,
    isCancelled: order.cancelledAt !== null,
    isClosed: order.routed && order.fulfillmentOrders.every((place) => place.status === 'CLOSED'),
  }));
  // Whether the goods of the last minute had left is known to nobody but the shop: those are asked about too.
  return (activatedAt) =>
    new Set(
      before
        .filter((order) => !order.isCancelled && (!order.isClosed || order.createdAt >= activatedAt - MINUTE))
        .map((order) => order.id),
    );
}
