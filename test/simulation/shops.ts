import { createPractice } from '../../practice/practice.ts';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import { drawEasyCashier } from './easycashier-spells.ts';
import type { Kind } from './kinds.ts';
import type { Scheduler } from './scheduler.ts';
import { createUnseenChanges, type UnseenChanges } from './unseen-changes.ts';

/** Both practice shops, and what an event there draws from and writes down. */
export interface Shops {
  readonly practice: Practice;
  readonly random: PracticeRandom;
  readonly tell: (text: string) => void;
  readonly unseen: UnseenChanges;
  /** What can be drawn. */
  readonly articles: readonly string[];
  readonly stores: readonly string[];
  readonly inventoryItems: readonly string[];
  readonly locations: readonly string[];
  /** How long it may take Shopify to route an order, in milliseconds. */
  readonly routingDelays: readonly number[];
  /** An item was made anew: from now on the new one is drawn. */
  renew(oldItem: string, newItem: string): void;
}

interface ShopsOptions {
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  readonly seed: number;
  readonly tell: (text: string) => void;
  readonly kind: Kind;
  /** Takes the webhooks; none is sent when absent. */
  readonly deliver?: ((request: Request) => Promise<Response>) | undefined;
}

/** Opens the shops of a seed: how large they are and how they answer is drawn. */
export function openShops({ scheduler, random, seed, kind, tell, deliver }: ShopsOptions): Shops {
  const usual = { articles: random.integer(8, 24), stores: random.integer(1, 3) };
  const practice = createPractice({
    clock: scheduler.clock,
    seed,
    ...(kind === 'sizes' ? drawSize(seed) : usual),
    traps: random.chance(0.5),
    easycashier: {
      tokenLifetimeSeconds: random.pick([300, 900, 3600]),
      ...drawEasyCashier(createPracticeRandom(`easycashier settings ${seed}`)),
    },
    shopify: {
      searchLagMs: random.pick([0, 0, 2_000, 8_000]),
      badRows: random.pick(['all', 'first'] as const),
      bucketSize: random.pick([1_000, 2_000]),
      ...(deliver ? { deliver } : {}),
    },
  });
  return drawFrom(practice, {
    random,
    tell,
    unseen: createUnseenChanges(scheduler.now),
    articles: practice.catalogue.articles.map((article) => article.articleNumber),
    inventoryItems: practice.shopify.itemIds(),
    routingDelays: [0, 500, 2_000, 20_000, 90_000],
  });
}

/** Practice shops for events to draw from: tells how EasyCashier answers, and adds the article with gaps. */
export function drawFrom(
  practice: Practice,
  drawn: Pick<Shops, 'random' | 'tell' | 'unseen' | 'articles' | 'inventoryItems' | 'routingDelays'>,
): Shops {
  const inventoryItems = [...drawn.inventoryItems];
  drawn.tell(`EasyCashier: ${JSON.stringify(practice.easycashier.settings)}`);
  addArticleWithGaps(practice);
  // The smallest shops sell nothing else.
  if (inventoryItems.length === 0) inventoryItems.push(...practice.shopify.itemIds());
  return {
    ...drawn,
    practice,
    inventoryItems,
    stores: practice.places.map((place) => place.storeNumber),
    locations: practice.places.map((place) => place.locationId),
    renew: (oldItem, newItem) => void inventoryItems.splice(inventoryItems.indexOf(oldItem), 1, newItem),
  };
}

/** A shop of a few articles has one store, so that it is sure to have goods there; one of thousands as many as it likes. */
function drawSize(seed: number): { readonly articles: number; readonly stores: number } {
  const random = createPracticeRandom(`size ${seed}`);
  if (random.chance(0.4)) return { articles: random.integer(1, 5), stores: 1 };
  return {
    articles: random.chance(0.7) ? random.integer(100, 600) : random.integer(1_000, 3_000),
    stores: random.integer(1, 3),
  };
}

/** Only the first store has ever had it, Shopify has it everywhere, and nobody sells it: missing is not 0. */
function addArticleWithGaps({ easycashier, shopify, places }: Practice): void {
  easycashier.addArticle({
    articleNumber: 'LUCKA-1',
    description: 'Artikel utan lagerrad i alla butiker',
    stockItem: true,
    webshop: true,
    stock: { [places[0]?.storeNumber ?? '1']: 7 },
  });
  shopify.addItem({
    sku: 'LUCKA-1',
    levels: places.map(({ locationId }) => ({ locationId, available: 5, active: true })),
  });
}

/** Does something that the shop itself may refuse (nothing left to refund, already cancelled …): then nothing happened. */
export function attemptInShop({ tell }: Pick<Shops, 'tell'>, text: string, work: () => void): void {
  try {
    work();
    tell(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
