/** The real program, killed with SIGKILL at every named instant and at any other, while sales and orders go on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createPracticeRandom } from '../../practice/random.ts';
import { PATIENCE_MS, type Program } from '../programs/program.ts';
import { connectAll, syncAll } from '../programs/shops.ts';
import {
  inheritedPoint,
  movePoints,
  newLifePoints,
  planStates,
  takenBackPoint,
  upkeepPoints,
} from './upkeep.ts';
import { openSyncedWorld, openWorld, type World } from './world.ts';

type Trigger = (world: World) => void;
const everyday: Trigger = (world) => {
  world.sell();
  world.order();
};
const lostAnswer: Trigger = (world) => {
  world.loseBookingAnswer();
  everyday(world);
};
const foreign: Trigger = (world) => {
  world.foreignChange();
  everyday(world);
};

/**
 * Instants of everyday life with what leads to them; `:n` is the n-th arrival. Two lanes side by side; the copy of the day comes
 * once, so it stands first.
 */
const lanes: readonly (readonly (readonly [string, Trigger])[])[] = [
  [
    ['copy:written', everyday],
    ['pass:page-taken-in', everyday],
    ['order:read', everyday],
    ['order:taken-in', everyday],
    ['orders:before-cursor', everyday],
    ['orders:before-cursor:4', everyday],
    ['booking:sent-stored', everyday],
    ['booking:answered', everyday],
    ['booking:answered:2', everyday],
  ],
  [
    ['copy:kept', everyday],
    ['walk:read', everyday],
    ['walk:part-saved', everyday],
    ['booking:confirmed', everyday],
    ['booking:judged', lostAnswer],
    ['batch:stored', everyday],
    ['batch:answered', everyday],
    ['batch:answered:2', everyday],
    ['batch:done', everyday],
    ['batch:failed', foreign],
    ['readings:caught-up', foreign],
  ],
];

/** With webhooks from the relay: what was pulled and not kept comes again, what was kept and not followed is followed. */
const relayLane: readonly (readonly [string, Trigger])[] = [
  ['relay:pulled', everyday],
  ['relay:stored', everyday],
  ['relay:acknowledged', everyday],
  ['hints:followed', everyday],
];

/** Two computers, a take-over between them, and tokens from a keychain: tried in virtual time. */
const simulatedOnly = ['lease:take-over-asked', 'relay:rotated'];

/** Instants of the commands. */
const commandPoints = [
  'activation:line-drawn',
  'activation:orders-taken-in',
  'plan:rows-stored',
  'plan:stored',
  'run:started',
  'run:filled',
  'level:activated',
  'batch:answered',
  'undo:started',
  'relay:paired',
  'webhooks:ensured',
] as const;

const engine = fileURLToPath(new URL('../../engine', import.meta.url));

function namedInstants(): string[] {
  const sources = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const names = sources.flatMap((name) =>
    [...readFileSync(join(engine, name), 'utf8').matchAll(/milestone\(\s*'([^']+)'/g)].map(
      ([, point = '']) => point,
    ),
  );
  return [...new Set(names)].sort();
}

it('knows every instant that is named in the engine', () => {
  const everydayPoints = [...lanes.flat(), ...relayLane].map(([point]) => point);
  const covered = [
    ...everydayPoints,
    ...commandPoints,
    ...upkeepPoints,
    ...newLifePoints,
    inheritedPoint,
    ...movePoints,
    takenBackPoint,
  ];
  const names = covered.map((point) => point.replace(/:\d+$/, ''));
  expect(namedInstants()).toEqual([...new Set([...names, ...simulatedOnly])].sort());
  expect(covered.length).toBeGreaterThanOrEqual(20);
});

const killed = { signal: 'SIGKILL' };

/** EasyCashier lets the program call 250 times a minute: more than this would only make the test wait. */
const MOST = 4;

/** Lets things happen until the program has died. */
async function untilDead(program: Program, world: World, happen: Trigger): Promise<void> {
  let times = 1;
  let isUp = false;
  program.firstLine.then(
    () => {
      isUp = true;
    },
    () => undefined,
  );
  const timer = setInterval(() => {
    if (!isUp) return; // what happens before would be found all at once, however often an instant is to be met
    times += 1;
    if (times <= MOST) happen(world);
  }, 1_500);
  const late = setTimeout(() => program.kill('SIGTERM'), PATIENCE_MS);
  happen(world);
  const { signal, stderr } = await program.ended;
  clearInterval(timer);
  clearTimeout(late);
  world.practice.easycashier.faults.clear();
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
}

it.concurrent.each(lanes.map((lane, number) => [number + 1, lane] as const))(
  'lane %i: killed at each instant of everyday life, it ends up equal',
  async (number, lane) => {
    const world = await openSyncedWorld(number);
    try {
      for (const [point, happen] of lane) {
        await untilDead(world.run(point), world, happen);
        everyday(world); // while nobody looks
        expect({ point, disagreements: await world.heal() }).toEqual({ point, disagreements: [] });
      }
    } finally {
      await world.remove();
    }
  },
);

it.concurrent('killed while webhooks come through the relay, it ends up equal', async () => {
  const world = await openSyncedWorld(6, { hasRelay: true });
  try {
    const create = ['webhooks', 'create'];
    for (const point of ['relay:paired', 'webhooks:ensured']) {
      expect({ point, outcome: await world.command(create, point) }).toMatchObject({
        point,
        outcome: killed,
      });
    }
    const { code, stdout } = await world.command(create);
    expect({ code, view: JSON.parse(stdout) }).toMatchObject({ code: 0, view: { ok: true } });
    for (const [point, happen] of relayLane) {
      await untilDead(world.run(point), world, happen);
      everyday(world);
      expect({ point, disagreements: await world.heal() }).toEqual({ point, disagreements: [] });
    }
    const { webhooks } = world.practice.shopify;
    expect(new Set(webhooks.list().map((one) => one.topic)).size).toBe(webhooks.list().length);
  } finally {
    await world.remove();
  }
});

it.concurrent('killed at any moment, again and again, it ends up equal', async () => {
  const world = await openSyncedWorld(3);
  const random = createPracticeRandom('any moment');
  try {
    for (let round = 0; round < 8; round += 1) {
      const program = world.run();
      let times = 0;
      const timer = setInterval(() => {
        times += 1;
        if (times <= 2) everyday(world); // as often as at rest, however long a busy machine takes to start it
      }, 700);
      await program.firstLine;
      everyday(world);
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, 1_200)));
      program.kill('SIGKILL');
      await program.ended;
      clearInterval(timer);
    }
    expect(await world.heal()).toEqual([]);
  } finally {
    await world.remove();
  }
});

const planId = (stdout: string) => (JSON.parse(stdout) as { planId: string }).planId;

it.concurrent.each(['activation:line-drawn', 'activation:orders-taken-in'])(
  'activate, killed at %s',
  async (point) => {
    const world = await openWorld(4);
    try {
      await world.prepare((client) => connectAll(client, world));
      world.order(); // from before the line, and still to be sent
      await new Promise((resolve) => setTimeout(resolve, 1_500)); // the line is drawn to the second
      const words = ['activate', '--open-orders', 'book'];
      expect(await world.command(words, point)).toMatchObject(killed);
      expect(await world.command(words)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('alreadyActivated'),
      });
      await world.prepare(syncAll);
      expect(await world.heal()).toEqual([]);
    } finally {
      await world.remove();
    }
  },
);

it.concurrent('plan, apply and undo, killed in the middle', async () => {
  const world = await openWorld(5);
  const { shopify, places } = world.practice;
  const apply = async (point?: string) => {
    const { stdout } = await world.command(['plan']);
    return world.command(['apply', planId(stdout)], point);
  };
  try {
    const [item] = shopify.items();
    if (item && places[0]) shopify.setLevelActive(item.id, places[0].locationId, false);
    await world.prepare(async (client) => {
      await connectAll(client, world);
      await client.connection.activate({});
    });
    expect(await world.command(['plan'], 'plan:rows-stored')).toMatchObject(killed);
    expect(await world.command(['plan'], 'plan:stored')).toMatchObject(killed);
    expect(planStates(world)).toEqual(['abandoned', 'whole']);
    for (const point of ['level:activated', 'run:started', 'run:filled', 'batch:answered']) {
      expect({ point, outcome: await apply(point) }).toMatchObject({ point, outcome: killed });
      expect({ point, disagreements: await world.heal() }).toEqual({ point, disagreements: [] });
      world.sell(); // something to write for the next run, which no order can still explain
    }
    const { stdout, code } = await apply();
    expect(code).toBe(0);
    const { runId } = JSON.parse(stdout) as { runId: string };
    expect(await world.command(['undo', runId], 'undo:started')).toMatchObject(killed);
    await world.finishRun();
    await world.prepare(syncAll); // what was undone differs until somebody syncs again
    expect(await world.heal()).toEqual([]);
  } finally {
    await world.remove();
  }
});
