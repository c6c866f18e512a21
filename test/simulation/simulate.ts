import { rmSync } from 'node:fs';
import type { Engine } from '../../engine/engine.ts';
import { lastLogId } from '../../engine/ledger/log-lines.ts';
import { epochMs } from '../../shared/words/time.ts';
import type { Computer } from './computer.ts';
import type { Kind } from './kinds.ts';
import { violations } from './oracle.ts';
import { settle } from './quiet.ts';
import { alarmViolations, relayViolations, unheardOf } from './relay-oracle.ts';
import { attempt, doChores } from './scene.ts';
import { connect, createWebhooks } from './set-up.ts';
import { cast, spells } from './spells.ts';
import { type SimulationOptions, setStage } from './stage.ts';
import { createStocktakes, endStocktakes } from './stocktakes.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly kind: Kind;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  readonly deaths: number;
  readonly requests: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Longer than any seed's eventful part. */
const BLIND_MS = 12 * 60 * MINUTE;
/** In a seed that looks seldom: every order is in the ledger so long after the line is free again. */
const HEARD_MS = 150 * SECOND;

/** One shop's eventful hour from one seed: the same seed gives the same hour, bit for bit. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const { scene, story, chance, first, second, computers, handOvers, act, calm, dir } = setStage(
    seed,
    options,
  );
  const { kind, scheduler, random, world, practice, tell, found } = scene;
  const { onKeep } = options;
  const stocktakes = createStocktakes(seed);
  const toggled = new Set<string>();
  const originalFlags = new Map(
    practice.catalogue.articles.map((a) => [
      a.articleNumber,
      practice.easycashier.article(a.articleNumber)?.fields.webshop,
    ]),
  );

  try {
    await first.boot(null);
    await connect(scene, first);
    const isPairedFirst = chance.chance(0.5);
    if (isPairedFirst) await createWebhooks(scene, first);
    for (let n = random.integer(0, 4); n > 0; n -= 1) act();
    await scheduler.runUntil(scheduler.now() + random.integer(0, 3) * MINUTE);
    calm();
    const before = practice.shopify.orders().map((order) => ({
      id: order.id,
      createdAt: Math.floor(order.createdAt / 1000) * 1000,
      isCancelled: order.cancelledAt !== null,
      isClosed: order.routed && order.fulfillmentOrders.every((place) => place.status === 'CLOSED'),
    }));
    const openOrders = random.pick(['book', 'taken'] as const);
    // What one computer has asked another one could not answer.
    const isAsked = random.chance(0.5) && !second;
    const drawn = await scheduler.runFor(
      first.engine().client.connection.activate({ openOrders: isAsked ? 'ask' : openOrders }),
      30 * MINUTE,
    );
    const activatedAt = epochMs(drawn.activatedAt);
    // Whether the goods of the last minute had left is known to nobody but the shop: those are asked about too.
    const openBefore = new Set(
      before
        .filter((order) => !order.isCancelled && (!order.isClosed || order.createdAt >= activatedAt - MINUTE))
        .map((order) => order.id),
    );
    tell(`${kind}; activated at ${activatedAt}, open orders ${isAsked ? 'asked' : openOrders}`);
    // The line is drawn to the next whole second.
    await scheduler.runUntil(activatedAt);
    const syncAll = async (target: Engine) => {
      const plan = await target.client.sync.plan();
      const confirmRows = plan.guard?.confirmRows;
      await target.client.sync.apply({
        planId: plan.planId,
        ...(confirmRows === undefined ? {} : { confirmRows }),
      });
      tell(`synced ${plan.planId}`);
    };
    const isSyncedFirst = random.chance(0.8);
    if (isSyncedFirst) await scheduler.runFor(syncAll(first.engine()), 60 * MINUTE);
    if (!isPairedFirst) await createWebhooks(scene, first);

    // The eventful part.
    first.run();
    if (second) {
      await second.boot(null);
      await connect(scene, second);
      await scheduler.runFor(
        second.engine().client.connection.activate({ openOrders: 'taken' }),
        30 * MINUTE,
      );
      await createWebhooks(scene, second);
      await second.shutDown();
    }
    const pollSeconds = kind === 'seldom' ? 900 : undefined;
    let deadline = random.integer(0, 4);
    const nextDeath = () => (deadline-- > 0 ? random.integer(1, 400) : null);
    const startAgain = async (computer: Computer, poll = pollSeconds) => {
      await computer.boot(nextDeath(), poll);
      computer.run();
    };
    await first.shutDown();
    for (const computer of computers) await startAgain(computer);
    let bootedAt = scheduler.now();
    await scheduler.runUntil(scheduler.now() + 30_000);
    if (kind === 'alone') {
      await scheduler.runUntil(scheduler.now() + 2 * MINUTE);
      practice.shopify.settings.searchLagMs = BLIND_MS;
    }
    const end = scheduler.now() + random.integer(5, 25) * MINUTE;
    const spell = kind === 'webhooks' && chance.chance(0.5) ? chance.pick(spells) : null;
    const spellAt = scheduler.now() + chance.next() * (end - scheduler.now());
    let isCast = false;
    while (scheduler.now() < end) {
      await scheduler.runUntil(scheduler.now() + random.integer(200, 40_000));
      for (const computer of computers) {
        if (computer.isAlive()) continue;
        if (random.chance(0.3)) for (let n = random.integer(1, 6); n > 0; n -= 1) act();
        await scheduler.runUntil(scheduler.now() + random.integer(0, 5) * MINUTE);
        await startAgain(computer);
        bootedAt = scheduler.now();
      }
      act();
      if (random.chance(0.02)) syncAll(first.engine()).catch(() => undefined);
      await stocktakes.act(scene, computers);
      if (chance.chance(0.2)) scene.relay?.faults.act();
      if (handOvers && chance.chance(0.06)) await takeOver();
      if (scene.relay && spell && !isCast && scheduler.now() >= spellAt) {
        isCast = true;
        const start = async (poll?: number) => startAgain(first, poll);
        await cast(spell, { ...scene, relay: scene.relay, computer: first, start });
      }
      for (const [articleNumber, flag] of originalFlags) {
        if (practice.easycashier.article(articleNumber)?.fields.webshop !== flag) toggled.add(articleNumber);
      }
    }

    // Quiet: no faults, engines that live, a person who answers.
    calm();
    if (kind === 'seldom' && first.isAlive()) {
      const calmAt = scheduler.now();
      await scheduler.runUntil(calmAt + HEARD_MS);
      if (first.isAlive()) found.push(...unheardOf(scene, first.engine(), bootedAt, calmAt));
    }
    const lastLines = new Map<Computer, number>();
    for (const computer of computers) {
      await computer.shutDown();
      await computer.boot(null);
      lastLines.set(computer, lastLogId(computer.engine().ledger));
      computer.run();
    }
    await doChores(scene, first);
    let writer = first;
    if (second) {
      await scheduler.runUntil(scheduler.now() + 2 * MINUTE);
      const views = await scheduler.runFor(
        Promise.all(computers.map(({ engine }) => engine().client.webhooks.status())),
        10 * MINUTE,
      );
      const writers = computers.filter((_, n) => views[n]?.writer.isThisComputer);
      if (writers.length !== 1) found.push(`I10 ${writers.length} computers write at quiet`);
      writer = writers[0] ?? first;
    }
    const mine = writer.engine();
    const person = { openOrders, handOvers };
    await endStocktakes(scene, mine);
    await settle(scene, mine, person);
    // A computer that took over writes what it touches; the rest waits for its own first sync.
    if (!isSyncedFirst || second) await scheduler.runFor(syncAll(mine), 60 * MINUTE);
    await scheduler.runFor(mine.client.sync.drift(), 60 * MINUTE);
    await settle(scene, mine, person);
    const ledgers = computers.map((computer) => computer.engine().ledger);
    if (scene.relay)
      found.push(...(await alarmViolations(scene, scene.relay, mine, lastLines.get(writer) ?? 0)));
    found.push(
      ...violations({
        practice,
        ledger: mine.ledger,
        activatedAt,
        openOrders,
        openBefore,
        toggled,
        blurred: world.unseen.blurred,
        isInDoubt: (order) => handOvers?.isInDoubt(order) ?? false,
      }),
      ...(scene.relay ? await relayViolations(scene, scene.relay, mine, ledgers) : []),
      ...(handOvers?.violations() ?? []),
    );
    for (const computer of computers) await computer.shutDown();

    /** A person wants the other computer to write. */
    async function takeOver(): Promise<void> {
      const reader = computers.find(
        (one) =>
          one.isAlive() &&
          one.engine().ledger.get("SELECT 1 FROM setting WHERE name = 'otherWriter' AND value <> 'null'"),
      );
      if (reader)
        await attempt(scene, reader, `${reader.name} takes over`, () =>
          reader.engine().client.webhooks.takeOver(),
        );
    }
  } catch (error) {
    found.push(
      `the simulation itself: ${error instanceof Error ? error.stack : error} ${JSON.stringify(error)}`,
    );
  } finally {
    await scene.relay?.network.close();
    if (!onKeep) rmSync(dir, { recursive: true, force: true });
    onKeep?.(dir);
  }
  return {
    seed,
    kind,
    violations: found,
    story: story.lines,
    deaths: computers.reduce((total, computer) => total + computer.deaths(), 0),
    requests: practice.easycashier.stats.requests + practice.shopify.stats.requests,
  };
}
