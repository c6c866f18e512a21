/** What the hour is played on: the practice shops and the relay as real servers, and the world that acts in them. */
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shopVariables } from '../../host/practice/practice-session.ts';
import { type RelayProcess, startRelayProcess } from '../../host/practice/relay-process.ts';
import { pairs } from '../../practice/comparison.ts';
import type { Handler } from '../../practice/faults.ts';
import { type RunningPractice, startPractice } from '../../practice/practice.ts';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Variables } from '../programs/program.ts';
import { drawFrom, type Shops } from '../simulation/shops.ts';
import { createStory, type Story } from '../simulation/story.ts';
import { createUnseenChanges, type UnseenChanges } from '../simulation/unseen-changes.ts';
import { type WebshopFlags, watchWebshopFlags } from '../simulation/webshop-flags.ts';
import { createWorld, type World } from '../simulation/world.ts';
import { harshEasyCashier, harshShopify } from './harsh.ts';
import type { Pace } from './pace.ts';

export interface SettingOptions {
  readonly seed: number;
  readonly articles: number;
  readonly pace: Pace;
  readonly onTrace?: ((line: string) => void) | undefined;
}

export interface Setting {
  readonly seed: number;
  readonly pace: Pace;
  /** Holds everything that is left behind: the program's data, the relay's, and the story. */
  readonly folder: string;
  readonly dataDir: string;
  readonly shops: RunningPractice;
  readonly practice: Practice;
  readonly relay: RelayProcess;
  readonly variables: Variables;
  readonly drawn: Shops;
  readonly world: World;
  readonly flags: WebshopFlags;
  readonly story: Story;
  /** What the program has been answered before this instant and not taken in by now, it never will. */
  forgetAnswers(): void;
  close(isKept: boolean): Promise<void>;
}

/** An answer that took longer had nobody waiting for it any more. */
const HEARD_MS = 10_000;
/** A busy machine takes its time with an answer. */
const TAKEN_IN_MS = 5_000;
const STORES = 3;
/** So many articles are sold, ordered and counted all the time; the others are there. */
const LIVELY_SHARE = 0.3;
const LIVELY_MOST = 120;

export async function openSetting({ seed, articles, pace, onTrace }: SettingOptions): Promise<Setting> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-endurance-')));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const unseen = createUnseenChanges(Date.now, TAKEN_IN_MS);
  const listener = createListener(unseen);
  const shops = await startPractice({
    seed,
    articles,
    stores: STORES,
    easycashier: harshEasyCashier(createPracticeRandom(`harsh ${seed}`), pace.isWhole),
    shopify: harshShopify(),
    aroundShopify: listener.around,
  });
  const { practice } = shops;
  const relay = await startRelayProcess({ dataDir: join(folder, 'relay') });
  const story = createStory(Date.now, (line) => {
    appendFileSync(join(folder, 'story.txt'), `${line}\n`);
    onTrace?.(line);
  });
  const drawn = drawFrom(practice, {
    random: createPracticeRandom(seed),
    tell: story.tell,
    unseen,
    ...livelyGoods(practice, createPracticeRandom(`lively ${seed}`)),
    routingDelays: [0, 500, 2_000, pace.scaled(20_000), pace.scaled(90_000)],
  });
  return {
    seed,
    pace,
    folder,
    dataDir,
    shops,
    practice,
    relay,
    variables: {
      ...shopVariables(shops),
      ...pace.variables,
      RELAY_URL: relay.url,
      RELAY_PAIRING_CODE: relay.pairingCode,
      HOME: folder,
      BACKOFFICE_DATA_DIR: dataDir,
      BACKOFFICE_SECRETS: 'env',
    },
    drawn,
    world: createWorld(drawn, { seed, isHard: true, isWhole: pace.isWhole }),
    flags: watchWebshopFlags(practice),
    story,
    forgetAnswers: listener.forget,
    close: async (isKept) => {
      // In order it would wait for what hangs, and nothing it holds is kept.
      await relay.kill();
      await shops.close();
      if (!isKept) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every article that is trouble by itself, and some of the sound ones; of two items with one SKU the first. */
function livelyGoods(
  practice: Practice,
  random: PracticeRandom,
): { articles: readonly string[]; inventoryItems: readonly string[] } {
  const { articles } = practice.catalogue;
  const sound = new Set(pairs(practice).map(({ articleNumber }) => articleNumber));
  const few = Math.min(LIVELY_MOST, Math.ceil(articles.length * LIVELY_SHARE));
  const left = articles.filter(({ articleNumber, trap }) => trap === null && sound.has(articleNumber));
  const chosen = articles.filter(({ trap }) => trap !== null);
  while (chosen.length < few && left.length > 0) {
    chosen.push(...left.splice(random.integer(0, left.length - 1), 1));
  }
  const numbers = chosen.map(({ articleNumber }) => articleNumber);
  const bySku = Map.groupBy(practice.shopify.items(), ({ sku }) => sku.trim());
  const items = numbers.flatMap((articleNumber) => bySku.get(articleNumber.trim())?.[0]?.id ?? []);
  return { articles: numbers, inventoryItems: items };
}

/** Hears what is asked about orders, as a reader of Shopify's answers would. */
function createListener(unseen: UnseenChanges) {
  let listening = { isThere: true };
  const around =
    (handle: Handler): Handler =>
    async (request) => {
      const reader = listening;
      const asked = await request.clone().text();
      const began = performance.now();
      const answered = await handle(request);
      if (asked.includes('/Order/') && performance.now() - began < HEARD_MS)
        unseen.look(asked, await answered.clone().text(), () => reader.isThere);
      return answered;
    };
  return {
    around,
    forget: () => {
      listening.isThere = false;
      listening = { isThere: true };
    },
  };
}
