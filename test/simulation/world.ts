import { type FaultKind, faultKinds } from '../../practice/faults.ts';
import { createPractice } from '../../practice/practice.ts';
import type { PracticeRandom } from '../../practice/random.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Scheduler } from './scheduler.ts';

export interface World {
  readonly practice: Practice;
  /** Something happens in one of the shops, at a till, in the web shop or on the line. */
  act(): void;
  /** Faults off, everything as it should be. */
  calm(): void;
  /** Orders that units were taken off, or that were moved, and nobody has looked at since. */
  readonly unseen: Map<string, 'reduced' | 'moved'>;
  /** Both happened before anybody saw the first: where units lay that are gone for good, Shopify does not tell. */
  readonly blurred: ReadonlySet<string>;
  /** One line per thing that happened. */
  readonly story: string[];
}

export interface WorldOptions {
  readonly scheduler: Scheduler;
  readonly random: PracticeRandom;
  readonly seed: number;
  /** Takes the webhooks; none is sent when absent. */
  readonly deliver?: ((request: Request) => Promise<Response>) | undefined;
  readonly onTrace?: ((line: string) => void) | undefined;
}

export function createWorld({ scheduler, random, seed, deliver, onTrace }: WorldOptions): World {
  const story: string[] = [];
  const tell = (text: string) => {
    story.push(`${new Date(scheduler.now()).toISOString().slice(11, 19)} ${text}`);
    onTrace?.(story.at(-1) ?? '');
  };
  const practice = createPractice({
    clock: scheduler.clock,
    seed,
    articles: random.integer(8, 24),
    stores: random.integer(1, 3),
    traps: random.chance(0.5),
    easycashier: { tokenLifetimeSeconds: random.pick([300, 900, 3600]) },
    shopify: {
      searchLagMs: random.pick([0, 0, 2_000, 8_000]),
      badRows: random.pick(['all', 'first'] as const),
      bucketSize: random.pick([1_000, 2_000]),
      ...(deliver ? { deliver } : {}),
    },
  });
  const { easycashier, shopify } = practice;
  const unseen = new Map<string, 'reduced' | 'moved'>();
  const blurred = new Set<string>();
  const change = (orderId: string, how: 'reduced' | 'moved') => {
    if ((unseen.get(orderId) ?? how) !== how) blurred.add(orderId);
    unseen.set(orderId, how);
  };
  const skus = shopify.itemIds();
  // An article that only the first store has ever had, stocked everywhere in Shopify and sold by
  // nobody: missing is not 0.
  easycashier.addArticle({
    articleNumber: 'LUCKA-1',
    description: 'Artikel utan lagerrad i alla butiker',
    stockItem: true,
    webshop: true,
    stock: { [practice.places[0]?.storeNumber ?? '1']: 7 },
  });
  shopify.addItem({
    sku: 'LUCKA-1',
    levels: practice.places.map(({ locationId }) => ({ locationId, available: 5, active: true })),
  });
  const articles = practice.catalogue.articles.map((article) => article.articleNumber);
  const stores = practice.places.map((place) => place.storeNumber);
  const locations = practice.places.map((place) => place.locationId);

  const till = () => {
    const article = random.pick(articles);
    const store = random.pick(stores);
    const balance = easycashier.balance(article, store) ?? 0;
    const kind = random.pick([
      'sell',
      'sell',
      'sell',
      'sell',
      'returnSale',
      'deliver',
      'count',
      'consume',
    ] as const);
    // Deliveries and counts move by more than any order: a change of just an unanswered booking's size in the same
    // minute cannot be told from the booking by anyone (see engine/rules/unknown-booking.ts).
    const quantity = kind === 'sell' || kind === 'returnSale' ? random.integer(1, 3) : random.integer(20, 40);
    if ((kind === 'sell' && balance < quantity) || (kind === 'consume' && balance < quantity)) return;
    attempt(`${kind} ${article} @${store} ${quantity}`, () =>
      easycashier[kind](
        article,
        store,
        kind === 'count' ? Math.max(0, Math.floor(balance) + quantity) : quantity,
      ),
    );
  };

  const attempt = (text: string, work: () => void) => {
    try {
      work();
      tell(text);
    } catch (error) {
      // The shop itself refused (nothing left to refund, already cancelled …): nothing happened.
      if (!(error instanceof Error)) throw error;
    }
  };

  const webOrder = () => {
    const lines = Array.from({ length: random.integer(1, 3) }, () => ({
      inventoryItemId: random.pick(skus),
      quantity: random.integer(1, 4),
      ...(random.chance(0.3) ? { locationId: random.pick(locations) } : {}),
    }));
    attempt(`web order ${lines.length} lines`, () => {
      const order = shopify.placeOrder({
        lines: random.chance(0.08) ? [...lines, { custom: 'Presentkort', quantity: 1 }] : lines,
        test: random.chance(0.05),
        source: random.chance(0.1) ? 'pos' : 'web',
        routingDelayMs: random.pick([0, 500, 2_000, 20_000, 90_000]),
        ...(random.chance(0.3) ? { locationId: random.pick(locations) } : {}),
      });
      tell(`  = ${order.name}`);
    });
  };

  const anyOrder = () => {
    const orders = shopify.orders();
    return orders.length === 0 ? null : random.pick(orders);
  };

  const changeOrder = () => {
    const order = anyOrder();
    if (!order) return webOrder();
    const line = random.pick(order.lines);
    const restock = random.chance(0.6);
    const kind = random.pick([
      'cancel',
      'refund',
      'refund',
      'edit',
      'move',
      'move',
      'fulfill',
      'fulfill',
    ] as const);
    attempt(`${kind} ${order.name}${restock ? ' restock' : ''}`, () => {
      switch (kind) {
        case 'cancel':
          shopify.cancelOrder(order.id, { restock });
          return;
        case 'refund': {
          change(order.id, 'reduced');
          const restockType = random.pick(['CANCEL', 'RETURN', 'NO_RESTOCK'] as const);
          shopify.refund(order.id, {
            lines: [
              {
                lineItemId: line.id,
                quantity: random.integer(1, 2),
                restockType,
                ...(restockType === 'RETURN' ? { locationId: random.pick(locations) } : {}),
              },
            ],
          });
          return;
        }
        case 'edit':
          change(order.id, 'reduced');
          if (random.chance(0.5)) {
            shopify.editOrder(order.id, { add: [{ inventoryItemId: random.pick(skus), quantity: 1 }] });
          } else {
            shopify.editOrder(order.id, { setQuantity: [{ lineItemId: line.id, quantity: 1, restock }] });
          }
          return;
        case 'move':
          change(order.id, 'moved');
          shopify.moveFulfillmentOrder(random.pick(order.fulfillmentOrders).id, random.pick(locations));
          return;
        case 'fulfill':
          shopify.fulfill(order.id);
      }
    });
  };

  const somebodyElse = () => {
    const item = random.pick(skus);
    const location = random.pick(locations);
    attempt(`admin sets ${item} @${location}`, () =>
      random.chance(0.8)
        ? void shopify.adminSetAvailable(item, location, random.integer(0, 30))
        : void shopify.setLevelActive(item, location, random.chance(0.7)),
    );
  };

  const flag = () => {
    const article = random.pick(articles);
    const on = random.chance(0.8);
    attempt(`webshop ${article} ${on}`, () => easycashier.setWebshop(article, on));
  };

  const fault = () => {
    const kind: FaultKind = random.pick(faultKinds);
    const times = random.integer(1, 3);
    const ms = kind === 'hang' ? random.pick([30_000, 60_000]) : random.integer(500, 8_000);
    if (random.chance(0.5)) {
      shopify.faults.add({ kind, times, ms });
      tell(`fault shopify ${kind} ×${times}`);
      return;
    }
    // A doubled delivery of a stock call would count twice in EasyCashier whatever the sender does: it has no
    // idempotency key. HTTP does not deliver twice, so only readings are doubled.
    const match =
      kind === 'duplicate' ? 'GET' : random.pick([undefined, '/stock', 'GET /article', '/report']);
    easycashier.faults.add({ kind, times, ms, ...(match === undefined ? {} : { match }) });
    tell(`fault easycashier ${kind} ×${times} ${match ?? ''}`);
  };

  const trouble = () => {
    const kind = random.pick(['tokens', 'sessions', 'plan', 'short', 'rate'] as const);
    tell(`trouble ${kind}`);
    if (kind === 'tokens') shopify.tokens.revoke('granted');
    else if (kind === 'sessions') easycashier.expireTokens();
    else if (kind === 'short') easycashier.truncateNextListing(random.integer(0, 3));
    else if (kind === 'plan') shopify.settings.restoreRate = random.pick([50, 100, 200]);
    else shopify.settings.bucketSize = random.pick([1_000, 2_000]);
  };

  return {
    practice,
    story,
    blurred,
    unseen,
    act: () => {
      const dice = random.next();
      if (dice < 0.36) till();
      else if (dice < 0.56) webOrder();
      else if (dice < 0.78) changeOrder();
      else if (dice < 0.83) somebodyElse();
      else if (dice < 0.85) flag();
      else if (dice < 0.97) fault();
      else trouble();
    },
    calm: () => {
      easycashier.faults.clear();
      shopify.faults.clear();
      easycashier.truncateNextListing(Number.MAX_SAFE_INTEGER);
      tell('calm');
    },
  };
}
