/** Two small shops where things go on happening while the program is killed and started again. */
import { join } from 'node:path';
import { orderNameOf } from '../../demo/comment.ts';
import type { Client } from '../../host/load-engine.ts';
import { startRelayProcess } from '../../host/practice/relay-process.ts';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import { compareShops, pairs } from '../../practice/comparison.ts';
import { createPracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import { epochMs } from '../../shared/words/time.ts';
import { type Outcome, type Program, startProgram, until } from '../programs/program.ts';
import { connectAll, openShops, type Shops, syncAll } from '../programs/shops.ts';

const ARTICLES = 12;
/** Never sold short: below zero the two sides differ by what cannot be shown. */
const STOCK = 20_000;
/** More than the tills sell of one article between two polls: a lost booking can always be told from sales. */
const ORDERED = 50;

/** What goes on in the shops meanwhile. */
interface Happenings {
  sell(): void;
  order(): void;
  /** Somebody changes a level in Shopify's admin, and the till sells of the same. */
  foreignChange(): void;
  /** The next booking is done, and its answer lost. */
  loseBookingAnswer(): void;
}

/** The program on one data directory. */
interface Home {
  /** `script` in the place of the command line. */
  run(killAt?: string, script?: string): Program;
  command(words: readonly string[], killAt?: string): Promise<Outcome>;
  /** Waits, by the running program's own word, until nothing waits and no difference is seen. */
  untilQuiet(): Promise<void>;
  /** A run without a kill until it is quiet; then ended in order. Returns the disagreements. */
  heal(): Promise<readonly object[]>;
}

export interface World extends Shops, Happenings, Home {
  /** The program on another data directory: another computer of the shop. */
  at(folder: string): Home;
  /**
   * Answers what the running program asks about a ledger that was put back, by looking in EasyCashier, until it asks no more. Returns the
   * kinds of question.
   */
  answerTruthfully(): Promise<string[]>;
  /** Runs until the run that was under way has ended. */
  finishRun(): Promise<void>;
  /** What the shops' own books say against it; empty when every cell is equal and every order booked once. */
  disagreements(): readonly object[];
}

export async function openWorld(seed: number, { hasRelay = false } = {}): Promise<World> {
  const shops = await openShops({
    seed,
    articles: ARTICLES,
    stores: 2,
    traps: false,
    easycashier: { requestsPerMinute: 100_000 },
    shopify: { bucketSize: 20_000, restoreRate: 1_000 },
  });
  const { practice, dataDir } = shops;
  const relay = hasRelay ? await startRelayProcess({ dataDir: join(dataDir, 'relay') }) : null;
  const variables = {
    ...shops.variables,
    ...(relay ? { RELAY_URL: relay.url, RELAY_PAIRING_CODE: relay.pairingCode } : {}),
  };
  const happenings = stockUp(practice, seed);
  const started: Program[] = [];
  const start = (folder: string, words: readonly string[], killAt?: string, script?: string) => {
    const own = { ...variables, BACKOFFICE_DATA_DIR: folder };
    const environment = { ...own, ...(killAt === undefined ? {} : { BACKOFFICE_KILL_AT: killAt }) };
    const program = startProgram([...words, '--json'], environment, '', script);
    started.push(program);
    return program;
  };

  const at = (folder: string): Home => ({
    run: (killAt, script) => start(folder, ['run'], killAt, script),
    command: (words, killAt) => start(folder, words, killAt).ended,
    untilQuiet: () => withRunning(folder, quiet),
    heal: async () => {
      const program = start(folder, ['run']);
      await program.firstLine;
      await withRunning(folder, quiet);
      program.kill('SIGTERM');
      const { code, stderr } = await program.ended;
      if (code !== 0) throw new Error(`run ended with ${code}: ${stderr}`);
      return world.disagreements();
    },
  });

  const world: World = {
    ...shops,
    ...happenings,
    ...at(dataDir),
    at,
    variables,
    remove: async () => {
      for (const program of started) program.kill('SIGKILL');
      await relay?.kill();
      await shops.remove();
    },
    answerTruthfully: () => withRunning(dataDir, (client) => answerAll(practice, client)),
    finishRun: async () => {
      const program = world.run();
      await program.firstLine;
      await withRunning(dataDir, (client) =>
        until(async () => (await client.activity.status()).run?.state !== 'running', 'the end of the run'),
      );
      program.kill('SIGTERM');
      await program.ended;
    },
    disagreements: () => compareShops(practice, { orderNameOf }).disagreements,
  };

  return world;
}

/** Fills the shelves, and gives what chance does with the goods. */
function stockUp(practice: Practice, seed: number): Happenings {
  const { easycashier, shopify, places } = practice;
  const random = createPracticeRandom(`kill ${seed}`);
  const wares = pairs(practice);
  for (const { articleNumber } of wares) {
    for (const { storeNumber } of places)
      easycashier.count(articleNumber, storeNumber, STOCK + random.integer(0, 20));
  }
  return {
    sell: () => easycashier.sell(random.pick(wares).articleNumber, random.pick(places).storeNumber, 1),
    order: () => {
      const lines = [random.pick(wares), random.pick(wares)].map(({ inventoryItemId }, line) => ({
        inventoryItemId,
        quantity: ORDERED + line,
        locationId: random.pick(places).locationId,
      }));
      shopify.placeOrder({ lines, routingDelayMs: random.pick([0, 0, 300]) });
    },
    foreignChange: () => {
      const { articleNumber, inventoryItemId } = random.pick(wares);
      const { storeNumber, locationId } = random.pick(places);
      shopify.adminSetAvailable(inventoryItemId, locationId, 900 + random.integer(0, 99));
      easycashier.sell(articleNumber, storeNumber, 1);
    },
    loseBookingAnswer: () => easycashier.faults.add({ kind: 'unanswered', match: 'Stock' }),
  };
}

/** Connected, activated and synced, so that what follows is everyday life. */
export async function openSyncedWorld(seed: number, options?: { hasRelay: boolean }): Promise<World> {
  const world = await openWorld(seed, options);
  await world.prepare(async (client) => {
    await connectAll(client, world);
    const { activatedAt } = await client.connection.activate({});
    await syncAll(client);
    // The line is drawn to the second: an order before it would be asked about.
    await until(() => Date.now() > epochMs(activatedAt), 'the line');
  });
  return world;
}

async function withRunning<T>(dataDir: string, work: (client: Client) => Promise<T>): Promise<T> {
  const remote = await connectRemote(socketAddress(dataDir));
  if (!remote) throw new Error('nobody runs');
  try {
    return await work(remote.client);
  } finally {
    remote.close();
  }
}

async function quiet(client: Client): Promise<void> {
  let seen = '';
  const isStill = async () => {
    const { queue, run } = await client.activity.status();
    seen = JSON.stringify({ queue, run: run?.state });
    return queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0 && run?.state !== 'running';
  };
  const isQuiet = async () => {
    if (!(await isStill())) return false;
    const { differences } = await client.sync.drift();
    return differences.length === 0 && (await isStill());
  };
  await until(isQuiet, 'quiet').catch(async (error: Error) => {
    const { items } = await client.orders.inbox({ resolved: false });
    throw new Error(`${error.message}: ${seen} ${JSON.stringify(items)}`);
  });
}

/** Until it has asked, been answered, and asks no more. */
async function answerAll({ easycashier }: Practice, client: Client): Promise<string[]> {
  const isBooked = (order: string, store: string, articles: string) =>
    articles
      .split(', ')
      .map((text) => text.split(' ')[0] ?? '')
      .some((articleNumber) =>
        easycashier
          .history(articleNumber, store)
          .some(({ cause, comment = '' }) => cause === 'api' && orderNameOf(comment) === order),
      );
  const kinds = new Set<string>();
  const isDone = async () => {
    const { items } = await client.orders.inbox({ resolved: false });
    for (const { inboxId, kind, args } of items) {
      const { order, store, articles } = args;
      const is = isBooked(String(order), String(store), String(articles));
      const choice = kind.startsWith('ledger') ? 'ignore' : is ? 'booked' : 'notBooked';
      await client.orders.resolve({ inboxId, choice });
      kinds.add(kind);
    }
    const { troubles } = await client.activity.status();
    return items.length === 0 && kinds.has('takenOverOrder') && troubles.ledger === null;
  };
  await until(isDone, 'answers to all that is asked');
  return [...kinds].sort();
}
