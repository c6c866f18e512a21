import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { Order } from '../../practice/shopify/state.ts';
import { setAsides } from '../../practice/shopify/state.ts';
import { createCatalogueTwists, type HiddenArticle } from './catalogue-twists.ts';
import { createItemDamages } from './item-damage.ts';
import { createMassZero, type MassZero } from './mass-zero.ts';
import { createOrderTwists } from './order-twists.ts';
import { createReturns } from './returns.ts';
import { attemptInShop, type Shops } from './shops.ts';

/** What the world does to a program like this, beyond lost calls: `real-world.md`, row by row. */
export interface HardWorld {
  act(): void;
  /** Ends what ends by itself: everything can be read and found. What is set aside stays. */
  calm(): void;
  /** When all is quiet: the money for what has come back. */
  refundLater(): void;
  /** When all else is quiet: see there. */
  hideOne(): HiddenArticle | null;
  /** What becomes of the numbers when everything is counted to 0. */
  readonly massZero: MassZero;
  /** Orders that nobody outside Shopify could know of while they took goods. */
  hidden(): ReadonlySet<string>;
}

const MINUTE = 60_000;

/** Draws of its own, so that seeds of the other kinds stay what they were. `isWhole`: with all that only some of the hard seeds know. */
export function createHardWorld(shops: Shops, seed: number, isWhole: boolean): HardWorld {
  const random = createPracticeRandom(`hard ${seed}`);
  const shutting = createPracticeRandom(`shut ${seed}`);
  const returns = createReturns(shops, seed, isWhole);
  const orderTwists = createOrderTwists(shops, seed, isWhole);
  const massZero = createMassZero(shops.practice);
  const catalogueTwists = createCatalogueTwists(shops, seed, massZero, isWhole);
  const itemDamages = createItemDamages(shops, seed);
  const closing = createPracticeRandom(`closed ${seed}`);
  const closed = new Set<string>();
  const { practice, tell } = shops;
  // Before the first calm the program is not activated yet: what comes back then is nobody's matter.
  let isActivated = false;
  const hiddenUntil = new Map<string, number>();
  const unreadable = new Map<string, { until: number }>();
  const someOrder = (): Order | undefined => {
    const orders = practice.shopify.orders();
    return orders.length === 0 ? undefined : random.pick(orders);
  };
  const events: readonly (() => void)[] = [
    () => failInside(shops, random),
    () => setGoodsAside(shops, random),
    () => copyProduct(shops, random),
    () => {
      const order = practice.shopify.orders().at(-1);
      if (!order || hiddenUntil.has(order.id)) return;
      const ms = random.integer(1, 20) * MINUTE;
      hiddenUntil.set(order.id, practice.shopify.now() + ms);
      practice.shopify.delayIndex(order.id, ms);
      tell(`the search shows ${order.name} ${ms / MINUTE} min late`);
    },
    () => {
      const order = someOrder();
      if (!order || unreadable.has(order.id) || isAnyTwo(unreadable)) return;
      unreadable.set(order.id, { until: Number.POSITIVE_INFINITY });
      practice.shopify.setUnreadable(order.id, true);
      tell(`${order.name} cannot be read`);
    },
  ];
  const rushes = createPracticeRandom(`rush ${seed}`);
  const hasRushes = rushes.chance(isWhole ? 1 : 0.4);
  return {
    act: () => {
      if (random.chance(0.35)) random.pick(events)();
      if (hasRushes && rushes.chance(0.15)) rushForOne(shops, rushes);
      if (shutting.chance(0.02)) shutShop(shops, shutting);
      if (isActivated) returns?.act();
      orderTwists?.act(isActivated);
      catalogueTwists?.act();
      itemDamages.act();
      if (closing.chance(0.02)) closeLocation(shops, closing, closed);
      else if (closing.chance(0.1)) openLocations(shops, closed);
    },
    calm: () => {
      isActivated = true;
      catalogueTwists?.calm();
      itemDamages.mend();
      openLocations(shops, closed);
      for (const [id, spell] of unreadable) {
        practice.shopify.setUnreadable(id, false);
        spell.until = Math.min(spell.until, practice.shopify.now());
      }
      for (const id of hiddenUntil.keys()) practice.shopify.delayIndex(id, 0);
    },
    massZero,
    hideOne: () => catalogueTwists?.hideOne() ?? null,
    refundLater: () => returns?.refundLater(),
    hidden: () =>
      new Set(
        practice.shopify.orders().flatMap((order) => {
          const late = hiddenUntil.get(order.id) ?? 0;
          const unread = unreadable.get(order.id)?.until ?? 0;
          return isHidden(shops, order, { late, unread }) ? [order.id] : [];
        }),
      ),
  };
}

/** Nothing may have told of the order in time: `late` until the search showed it, `unread` until it could be read. */
function isHidden(shops: Shops, order: Order, { late, unread }: { late: number; unread: number }): boolean {
  return (
    hasLeftBefore(order, late) ||
    (hasLeftBefore(order, unread) && isSetByHand(shops, order, unread)) ||
    (Math.max(late, unread) > 0 && isWithoutWitness(order))
  );
}

/** So many cannot be read at a time. */
const isAnyTwo = (spells: ReadonlyMap<string, { readonly until: number }>) =>
  [...spells.values()].filter(({ until }) => until === Number.POSITIVE_INFINITY).length > 1;

/** Shipped or given up while no search and no list showed it: `committed` does not tell of it any more. */
function hasLeftBefore({ fulfillments, refunds, cancelledAt }: Order, until: number): boolean {
  const left = [cancelledAt, ...[...fulfillments, ...refunds].map(({ createdAt }) => createdAt)];
  return left.some((at) => at !== null && at < until);
}

/** Nothing in Shopify's numbers tells of it: it claims nothing, or its goods were made anew, with numbers that somebody typed in. */
const isWithoutWitness = ({ unmoved, lines }: Order) =>
  unmoved.length > 0 || lines.some(({ item }) => item?.deleted === true);

/** Somebody set one of its levels meanwhile, so that its fall does not show either. */
function isSetByHand({ practice, locations }: Shops, order: Order, until: number): boolean {
  return order.lines.some(({ item }) => {
    const id = item && practice.shopify.itemIdBySku(item.sku);
    return locations.some((locationId) =>
      practice.shopify
        .history(id ?? '', locationId)
        .some(({ cause, at }) => cause === 'admin' && at >= order.createdAt && at <= until),
    );
  });
}

/** Everybody wants one article, on the web and at the till of the same store. */
function rushForOne(shops: Shops, random: PracticeRandom): void {
  const { practice } = shops;
  const inventoryItemId = random.pick(shops.inventoryItems);
  const place = random.pick(practice.places);
  const sku = practice.shopify.items().find(({ id }) => id === inventoryItemId)?.sku ?? '';
  const { locationId } = place;
  const orders = random.integer(2, 6);
  attemptInShop(shops, `a rush for ${sku} @${place.storeNumber}: ${orders} orders`, () => {
    for (let n = 0; n < orders; n += 1) {
      const lines = [{ inventoryItemId, quantity: 1, locationId }];
      practice.shopify.placeOrder({ lines, routingDelayMs: random.pick([0, 500, 2_000]) });
    }
  });
  if ((practice.easycashier.balance(sku, place.storeNumber) ?? 0) < 1) return;
  attemptInShop(shops, `sell ${sku} @${place.storeNumber} 1`, () =>
    practice.easycashier.sell(sku, place.storeNumber, 1),
  );
}

/** Spells of INTERNAL_SERVER_ERROR with status 200, for all calls or for one kind. */
function failInside({ practice, tell }: Shops, random: PracticeRandom): void {
  const kind = random.pick(['internal-error', 'internal-error', 'internal-error-after'] as const);
  const times = random.integer(1, 12);
  const match = random.pick([undefined, 'SetQuantities', 'Order', 'Levels', 'Items', 'ActivateLevel']);
  practice.shopify.faults.add({ kind, times, ...(match === undefined ? {} : { match }) });
  tell(`fault shopify ${kind} ×${times} ${match ?? ''}`);
}

/** The shop is frozen or locked for a while, whatever is asked of it. It has draws of its own: what else a seed means stays what it was. */
function shutShop({ practice, tell }: Shops, random: PracticeRandom): void {
  const kind = random.pick(['status-402', 'status-423'] as const);
  const times = random.integer(1, 15);
  practice.shopify.faults.add({ kind, times });
  tell(`fault shopify ${kind} ×${times}`);
}

/** One of the locations is deactivated, with draws of its own; never the last one that is active. */
function closeLocation(shops: Shops, random: PracticeRandom, closed: Set<string>): void {
  const open = shops.locations.filter((id) => !closed.has(id));
  if (open.length < 2) return;
  const id = random.pick(open);
  closed.add(id);
  attemptInShop(shops, `${id} is deactivated`, () => shops.practice.shopify.deactivateLocation(id));
}

function openLocations(shops: Shops, closed: Set<string>): void {
  for (const id of closed) {
    attemptInShop(shops, `${id} is active again`, () => shops.practice.shopify.activateLocation(id));
  }
  closed.clear();
}

/** A draft order or a transfer reserves goods, a person sets some aside, or they are given back. */
function setGoodsAside(shops: Shops, random: PracticeRandom): void {
  const item = random.pick(shops.inventoryItems);
  const location = random.pick(shops.locations);
  const name = random.pick(setAsides);
  const units = random.pick([-2, -1, 1, 2, 3]);
  attemptInShop(shops, `${units} ${name} of ${item} @${location}`, () =>
    shops.practice.shopify.setAside(item, location, name, units),
  );
}

/** A product is duplicated: the copy carries the SKU for a while, then it is renamed or deleted. */
function copyProduct(shops: Shops, random: PracticeRandom): void {
  const { practice } = shops;
  const { shopify } = practice;
  const bySku = Map.groupBy(shopify.items(), ({ sku }) => sku);
  const copies = shopify.items().filter(({ sku }) => (bySku.get(sku) ?? []).length > 1);
  const copy = copies.find(({ id }) => !shops.inventoryItems.includes(id));
  if (copies.length === 2 && copy && random.chance(0.7)) {
    const text = `the copy of ${copy.sku} is renamed`;
    attemptInShop(shops, text, () => shopify.renameSku(copy.id, `${copy.sku}-KOPIA`));
    return;
  }
  const original = shopify.items().find(({ id }) => id === random.pick(shops.inventoryItems));
  if (!original || original.sku === '' || copies.length > 0) return;
  attemptInShop(shops, `${original.sku} is copied`, () => {
    shopify.addItem({
      sku: original.sku,
      levels: practice.places.map(({ locationId }) => ({ locationId, available: 0 })),
    });
  });
}
