import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '../../engine/engine.ts';
import { openDatabase } from '../../engine/ledger/database.ts';
import { unexplainedSince } from '../../engine/ledger/shop-items.ts';
import type { Secrets } from '../../engine/ports.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import { createLife, type Life } from './fenced-ports.ts';
import { violations } from './oracle.ts';
import { createScheduler } from './scheduler.ts';
import { createWorld } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  readonly deaths: number;
  readonly requests: number;
}

const MINUTE = 60_000;

/** One shop's eventful hour from one seed: the same seed gives the same hour, bit for bit. */
export async function simulate(
  seed: number,
  onTrace?: (line: string) => void,
  /** Told the folder of the ledger, which is then kept. */
  onKeep?: (dir: string) => void,
): Promise<SimulationResult> {
  const random = createPracticeRandom(seed);
  const start = Date.UTC(
    2026,
    random.pick([2, 9]),
    random.pick([27, 28, 24, 25]),
    random.integer(0, 23),
    random.integer(0, 59),
  );
  const scheduler = createScheduler(start);
  const world = createWorld({ scheduler, random, seed });
  const { practice, story } = world;
  const tell = (text: string) => {
    story.push(`${new Date(scheduler.now()).toISOString().slice(11, 19)} ${text}`);
    onTrace?.(story.at(-1) ?? '');
  };
  const dir = mkdtempSync(join(tmpdir(), 'sim-'));
  const secrets = memorySecrets();
  const found: string[] = [];
  const toggled = new Set<string>();
  const originalFlags = new Map(
    practice.catalogue.articles.map((a) => [
      a.articleNumber,
      practice.easycashier.article(a.articleNumber)?.fields.webshop,
    ]),
  );
  let deaths = 0;
  let life: Life | null = null;
  let engine: Engine | null = null;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const boot = async (diesAfter: number | null) => {
    const ledger = openDatabase({ path: join(dir, 'ledger.sqlite'), durability: 'none' });
    const mine = createLife({
      scheduler,
      random,
      secrets,
      http: (request) =>
        request.url.startsWith('https://easycashier.test/')
          ? practice.easycashier.handle(request)
          : practice.shopify.handle(request),
      ledger,
      diesAfter,
      onDeath: (where) => {
        deaths += 1;
        tell(`DIES ${where}`);
      },
      ...(onTrace ? { onTrace: (line: string) => onTrace(`      ${scheduler.now() - start} ${line}`) } : {}),
    });
    life = mine;
    engine = await openEngine({
      ports: mine.ports,
      dataDir: dir,
      ledger,
      overrides: { pollSeconds: random.pick([2, 5, 15]) },
    });
    stop = new AbortController();
    return engine;
  };
  const runLoops = (mine: Engine, mineLife: Life) => {
    running = mine.run(stop.signal).catch((error: unknown) => {
      if (!mineLife.isDead()) found.push(`the loops ended: ${error instanceof Error ? error.stack : error}`);
    });
  };

  try {
    // The four steps of the guide, on a quiet line.
    let mine = await boot(null);
    const { client } = mine;
    const { easycashier, shopify } = practice.credentials;
    await scheduler.runFor(
      client.connection.connectEasyCashier({ url: 'https://easycashier.test', ...easycashier }),
      10 * MINUTE,
    );
    await scheduler.runFor(
      client.connection.connectShopify({
        shop: shopify.shop,
        ...(random.chance(0.8)
          ? { clientId: shopify.clientId, clientSecret: shopify.clientSecret }
          : { accessToken: shopify.accessToken }),
      }),
      10 * MINUTE,
    );
    await client.stores.setMultipleLocations({ on: practice.places.length > 1 });
    for (const place of practice.places) {
      await scheduler.runFor(
        client.stores.map({ storeNumber: place.storeNumber, location: place.locationId }),
        10 * MINUTE,
      );
    }
    for (let n = random.integer(0, 4); n > 0; n -= 1) world.act();
    await scheduler.runUntil(scheduler.now() + random.integer(0, 3) * MINUTE);
    world.calm();
    const before = practice.shopify.orders().map((order) => ({
      id: order.id,
      createdAt: Math.floor(order.createdAt / 1000) * 1000,
      isCancelled: order.cancelledAt !== null,
      isClosed: order.routed && order.fulfillmentOrders.every((place) => place.status === 'CLOSED'),
    }));
    const openOrders = random.pick(['book', 'taken'] as const);
    const isAsked = random.chance(0.5);
    const { activatedAt } = await scheduler.runFor(
      client.connection.activate({ openOrders: isAsked ? 'ask' : openOrders }),
      30 * MINUTE,
    );
    // Whether the goods of the last minute had left is known to nobody but the shop: those are asked about too.
    const openBefore = new Set(
      before
        .filter((order) => !order.isCancelled && (!order.isClosed || order.createdAt >= activatedAt - MINUTE))
        .map((order) => order.id),
    );
    tell(`activated at ${activatedAt}, open orders ${isAsked ? 'asked' : openOrders}`);
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
    if (isSyncedFirst) await scheduler.runFor(syncAll(mine), 60 * MINUTE);

    // The eventful part.
    if (life) runLoops(mine, life);
    let deadline = random.integer(0, 4);
    const nextDeath = () => (deadline-- > 0 ? random.integer(1, 400) : null);
    stop.abort();
    await scheduler.runFor(running, 10 * MINUTE);
    await mine.close();
    mine = await boot(nextDeath());
    if (life) runLoops(mine, life);
    await scheduler.runUntil(scheduler.now() + 30_000);
    const end = scheduler.now() + random.integer(5, 25) * MINUTE;
    while (scheduler.now() < end) {
      await scheduler.runUntil(scheduler.now() + random.integer(200, 40_000));
      const current = life as Life | null;
      if (current?.isDead()) {
        if (random.chance(0.3)) for (let n = random.integer(1, 6); n > 0; n -= 1) world.act();
        await scheduler.runUntil(scheduler.now() + random.integer(0, 5) * MINUTE);
        mine = await boot(nextDeath());
        if (life) runLoops(mine, life);
      }
      world.act();
      if (random.chance(0.02)) syncAll(mine).catch(() => undefined);
      for (const [articleNumber, flag] of originalFlags) {
        if (practice.easycashier.article(articleNumber)?.fields.webshop !== flag) toggled.add(articleNumber);
      }
    }

    // Quiet: no faults, an engine that lives, a person who answers.
    world.calm();
    if ((life as Life | null)?.isDead()) {
      mine = await boot(null);
      if (life) runLoops(mine, life);
    } else {
      stop.abort(); // it may die while it stops
      await scheduler.runFor(Promise.race([running, (life as Life | null)?.died]), 60 * MINUTE);
      if (!(life as Life | null)?.isDead()) await mine.close();
      mine = await boot(null);
      if (life) runLoops(mine, life);
    }
    const answers = { openOrders };
    await settle(mine);
    if (!isSyncedFirst) await scheduler.runFor(syncAll(mine), 60 * MINUTE);
    await scheduler.runFor(mine.client.sync.drift(), 60 * MINUTE);
    await settle(mine);
    found.push(
      ...violations({ practice, ledger: mine.ledger, activatedAt, openOrders, openBefore, toggled }),
    );
    stop.abort();
    await scheduler.runFor(running, 60 * MINUTE);
    await mine.close();

    async function settle(target: Engine) {
      for (let minute = 0; minute < 240; minute += 1) {
        await scheduler.runUntil(scheduler.now() + 20_000);
        const { items } = await target.client.orders.inbox({});
        for (const item of items) {
          const choice = answerTo(item.kind, item.args, answers.openOrders);
          if (choice) await target.client.orders.resolve({ inboxId: item.inboxId, choice });
        }
        const { queue } = await target.client.activity.status();
        const isQuiet =
          queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0 &&
          unexplainedSince(target.ledger, Number.MAX_SAFE_INTEGER).length === 0 &&
          target.ledger.get('SELECT 1 FROM shop_order WHERE next_look_at IS NOT NULL') === undefined;
        if (isQuiet && minute > 2) return;
      }
      const status = await target.client.activity.status();
      found.push(`never quiet: ${JSON.stringify({ queue: status.queue, troubles: status.troubles })}`);
    }

    function answerTo(
      kind: string,
      args: Record<string, string | number>,
      open: 'book' | 'taken',
    ): string | null {
      switch (kind) {
        case 'openOrders':
          return open;
        case 'unknownBooking':
          return isBooked(String(args.comment)) ? 'booked' : 'notBooked';
        case 'rejectedBooking':
          return 'retry';
        case 'guardStopped':
          return 'send';
        default:
          return 'ignore';
      }
    }

    /** The person looks in EasyCashier for the comment. */
    function isBooked(comment: string): boolean {
      return practice.catalogue.articles.some((article) =>
        practice.places.some((place) =>
          practice.easycashier
            .history(article.articleNumber, place.storeNumber)
            .some((entry) => entry.comment === comment),
        ),
      );
    }
  } catch (error) {
    found.push(
      `the simulation itself: ${error instanceof Error ? error.stack : error} ${JSON.stringify(error)}`,
    );
  } finally {
    if (!onKeep) rmSync(dir, { recursive: true, force: true });
    onKeep?.(dir);
  }
  return {
    seed,
    violations: found,
    story,
    deaths,
    requests: practice.easycashier.stats.requests + practice.shopify.stats.requests,
  };
}

function memorySecrets(): Secrets {
  const held = new Map<string, string>();
  return {
    get: async (name) => held.get(name) ?? null,
    set: async (name, value) => void held.set(name, value),
    delete: async (name) => void held.delete(name),
  };
}
