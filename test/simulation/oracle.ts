import { unbalancedPositions } from '../../engine/ledger/balances.ts';
import { type Level, type Order, setAsides } from '../../practice/shopify/state.ts';
import type { Practice } from '../../practice/shops.ts';
import { countedOver } from './counted-over.ts';
import { neverResells } from './never-resells.ts';
import {
  articleOf,
  bookedFor,
  bookedForAny,
  effectsOf,
  isCountedWhole,
  isReturnMasked,
  movedFor,
  sum,
  untoldBack,
} from './order-truth.ts';
import type { Matched, Truth } from './truth.ts';

/** Checks the invariants of a quiet system against what really happened in both shops. Empty when all hold. */
export function violations(truth: Truth): string[] {
  return [
    ...ledgerBalances(truth),
    ...shopifyShowsTargets(truth),
    ...ordersCountOnce(truth),
    ...neverResells(truth, matchedArticles(truth)),
    ...onlyBadRowsSetAside(truth),
    ...integrity(truth),
  ];
}

/**
 * I1: movements add up to balances, and balances are EasyCashier's. Where the list of articles shows no stock only what the webshop has is
 * read, one by one.
 */
function ledgerBalances({ ledger, practice }: Truth): string[] {
  const found = unbalancedPositions(ledger).map(
    (cell) => `I1 movements of ${cell.articleNumber} @${cell.storeNumber}`,
  );
  for (const row of ledger.all<{ article_number: string; store_number: string; thousandths: number }>(
    'SELECT article_number, store_number, thousandths FROM balance',
  )) {
    const real = practice.easycashier.balance(row.article_number, row.store_number);
    const isRead =
      practice.easycashier.settings.listStock ||
      practice.easycashier.article(row.article_number)?.fields.webshop === true;
    if (!isRead) continue;
    if (real !== undefined && Math.round(real * 1000) !== row.thousandths) {
      found.push(
        `I1 ${row.article_number} @${row.store_number}: ledger ${row.thousandths / 1000}, EasyCashier ${real}`,
      );
    }
  }
  return found;
}

/** Articles with exactly one partner that can be written, as the practice shops themselves see it. */
function matchedArticles({ practice, ledger }: Truth): Matched[] {
  const bySku = new Map<string, string[]>();
  for (const row of ledger.all<{ inventory_item_id: string; sku: string }>(
    'SELECT inventory_item_id, sku FROM shop_item WHERE is_bundle = 0 AND tracked = 1',
  )) {
    bySku.set(row.sku, [...(bySku.get(row.sku) ?? []), row.inventory_item_id]);
  }
  const matched: Matched[] = [];
  const numbers = [...practice.catalogue.articles.map((article) => article.articleNumber), 'LUCKA-1'];
  for (const articleNumber of numbers) {
    const now = practice.easycashier.article(articleNumber);
    const items = bySku.get(articleNumber.trim()) ?? [];
    const [inventoryItemId] = items;
    const isOurs = now?.fields.webshop && now.fields.stockItem && !now.fields.notInUse;
    const isDuplicate = ledger.get(
      'SELECT 1 FROM shop_item WHERE sku = ? AND is_duplicate = 1',
      articleNumber,
    );
    if (isOurs && items.length === 1 && inventoryItemId && !isDuplicate) {
      matched.push({ articleNumber, inventoryItemId });
    }
  }
  return matched;
}

/** I2: Shopify shows the target of every mapped cell, or the difference is open and visible. */
function shopifyShowsTargets(truth: Truth): string[] {
  const { practice, ledger } = truth;
  const found: string[] = [];
  for (const { articleNumber, inventoryItemId } of matchedArticles(truth)) {
    for (const { storeNumber, locationId } of practice.places) {
      const balance = practice.easycashier.balance(articleNumber, storeNumber);
      if (balance === undefined) {
        const isWritten = practice.shopify
          .history(inventoryItemId, locationId)
          .some((entry) => entry.cause === 'api');
        if (isWritten)
          found.push(`I2 ${articleNumber} @${storeNumber}: no balance in EasyCashier, yet written`);
        continue;
      }
      const level = practice.shopify.level(inventoryItemId, locationId);
      const free = Math.floor(balance - setAsideAt(level));
      const shown = level?.isActive ? level.available : 0;
      if (shown === Math.max(0, free)) continue;
      // Orders from before the box was ticked are booked nowhere; what they hold may be counted off while they are open.
      if (
        truth.toggled.has(articleNumber) &&
        shown === Math.max(0, free - unseenAt(ledger, inventoryItemId, locationId))
      )
        continue;
      const hold = ledger.get<{ hold: string | null }>(
        'SELECT hold FROM cell WHERE article_number = ? AND store_number = ?',
        articleNumber,
        storeNumber,
      )?.hold;
      if (hold) continue;
      found.push(
        `I2 ${articleNumber} @${storeNumber}: EasyCashier ${balance}, Shopify ${shown} (${inventoryItemId})`,
      );
    }
  }
  return found;
}

/** On the shelf, and not offered by somebody's will. */
const setAsideAt = (level: Level | undefined) =>
  level === undefined ? 0 : setAsides.reduce((total, name) => total + level.setAside[name], 0);

function unseenAt(ledger: Truth['ledger'], inventoryItemId: string, locationId: string): number {
  const sql = 'SELECT unseen FROM shop_level WHERE inventory_item_id = ? AND location_id = ?';
  return ledger.get<{ unseen: number }>(sql, inventoryItemId, locationId)?.unseen ?? 0;
}

/** I3 and I6: every order's effect is in EasyCashier once, at the store it left; no booking twice. */
function ordersCountOnce(truth: Truth): string[] {
  const { practice } = truth;
  const found: string[] = [];
  for (const { articleNumber, inventoryItemId } of matchedArticles(truth)) {
    if (truth.toggled.has(articleNumber)) continue;
    for (const { storeNumber } of practice.places) {
      const comments = practice.easycashier
        .history(articleNumber, storeNumber)
        .flatMap((entry) => (entry.cause === 'api' ? [`${entry.comment}`] : []));
      for (const comment of new Set(comments.filter((text, n) => comments.indexOf(text) !== n))) {
        found.push(`I6 twice in EasyCashier: ${comment} ${articleNumber} @${storeNumber}`);
      }
    }
    // How many came back while the level was set by hand, or sold by an order that hid, only the shelf tells.
    const isHidden = practice.shopify
      .orders()
      .some(
        ({ id, lines }) => truth.hidden.has(id) && lines.some((line) => articleOf(line) === articleNumber),
      );
    const hasReturns = practice.shopify.orders().some(({ returned }) => returned.size > 0);
    if (hasReturns && (isHidden || isReturnMasked(practice, inventoryItemId))) continue;
    const counted = { practice, cutOver: truth };
    const stores = practice.places.map(({ storeNumber }) => storeNumber);
    if (stores.some((store) => bookedForAny(practice, articleNumber, store).length > 0)) {
      const untold = untoldBack(counted, { articleNumber, inventoryItemId }, stores);
      if (Math.abs(untold) > 1e-9) found.push(`I3 ${articleNumber}: ${untold} came back more than was told`);
      continue;
    }
    for (const order of practice.shopify.orders()) {
      if (order.test) continue;
      const isWhole = isCountedWhole(counted, order);
      const effects = effectsOf(counted, order, { articleNumber, inventoryItemId });
      if (!truth.isInDoubt(order) && !truth.blurred.has(order.id))
        found.push(...onlyBackWhatCame(practice, order, { articleNumber, inventoryItemId }));
      if (truth.isInDoubt(order)) {
        if (isWhole) found.push(...toldInDoubt(order, articleNumber, effects, truth.blurred.has(order.id)));
        continue;
      }
      // Where goods lay that were taken out before the cut-over, Shopify does not tell once they have moved on.
      const compared =
        isWhole && !truth.blurred.has(order.id)
          ? effects
          : [
              {
                storeNumber: 'all',
                gone: effects.reduce((total, { gone }) => total + gone, 0),
                taken: effects.reduce((total, { taken }) => total + taken, 0),
              },
            ];
      for (const { storeNumber, gone, taken } of compared) {
        if (Math.abs(gone - taken) < 1e-9) continue;
        const held = countedOver(truth, order, articleNumber, storeNumber === 'all' ? stores : [storeNumber]);
        if (Math.abs(gone - taken - held) < 1e-9) continue;
        found.push(
          `I3 ${order.name} ${articleNumber} @${storeNumber}: Shopify moved ${gone}, EasyCashier was told ${taken}`,
        );
      }
    }
  }
  return found;
}

/** EasyCashier is told that units of an order are back in a store only once Shopify has put so many back there, or moved them away. */
function onlyBackWhatCame(
  practice: Practice,
  order: Order,
  { articleNumber, inventoryItemId }: Matched,
): string[] {
  const upTo = (entries: readonly { readonly at: number; readonly delta: number }[], until: number) =>
    sum(entries.filter(({ at, delta }) => at <= until && delta > 0));
  return practice.places.flatMap(({ storeNumber, locationId }) => {
    const moved = movedFor(practice, order, inventoryItemId, locationId);
    const told = bookedFor(practice, order, articleNumber, storeNumber);
    const early = told.find(({ at }) => upTo(told, at) > upTo(moved, at) + 1e-9);
    return early === undefined
      ? []
      : [
          `I3 ${order.name} ${articleNumber} @${storeNumber}: told that ${upTo(told, early.at)} are back, of ${upTo(moved, early.at)}`,
        ];
  });
}

interface StoreEffect {
  readonly storeNumber: string;
  readonly moved: ReturnType<typeof movedFor>;
  readonly gone: number;
  readonly taken: number;
}

/** What EasyCashier may have been told of an order in doubt: any part of it may be missing, whichever. */
interface Tolerated extends Omit<StoreEffect, 'moved'> {
  readonly from: number;
  readonly to: number;
}

/** A part may never have been told, whichever: what came after it was. */
function toldInDoubt(
  order: Order,
  articleNumber: string,
  effects: readonly StoreEffect[],
  isBlurred: boolean,
): string[] {
  const stores = effects.map(toleratedOf);
  return (isBlurred ? [inAll(stores)] : stores)
    .filter(({ taken, from, to }) => taken < from - 1e-9 || taken > to + 1e-9)
    .map(
      ({ storeNumber, gone, taken, from, to }) =>
        `I3 ${order.name} ${articleNumber} @${storeNumber}, in doubt: Shopify moved ${gone}, ` +
        `EasyCashier was told ${taken}, not between ${from} and ${to}`,
    );
}

function toleratedOf({ storeNumber, moved, gone, taken }: StoreEffect): Tolerated {
  const [least, most] = range(moved);
  return { storeNumber, gone, taken, from: Math.min(least, gone - most), to: gone - least };
}

/** Which store the units left nobody could know: all stores together, and in each of them a part may be missing. */
function inAll(stores: readonly Tolerated[]): Tolerated {
  const all = { storeNumber: 'all', gone: 0, taken: 0, from: 0, to: 0 };
  for (const { gone, taken, from, to } of stores) {
    all.gone += gone;
    all.taken += taken;
    all.from += from;
    all.to += to;
  }
  return all;
}

/** The lowest and the highest a sum has been on its way. */
function range(moved: readonly { readonly delta: number }[]): [number, number] {
  let [total, least, most] = [0, 0, 0];
  for (const { delta } of moved) {
    total += delta;
    least = Math.min(least, total);
    most = Math.max(most, total);
  }
  return [least, most];
}

/** A row is set aside for its own fault only: the practice Shopify refuses bundles and deleted items, nothing else. */
function onlyBadRowsSetAside({ ledger }: Truth): string[] {
  return ledger
    .all<{ article_number: string; store_number: string; reference: string }>(
      `SELECT article_number, store_number, reference FROM log
       WHERE event = 'setAside' AND reference NOT IN ('bundleParent', 'noSuchSku')`,
    )
    .map((row) => `set aside without fault: ${row.article_number} @${row.store_number} (${row.reference})`);
}

/** I8: the database is whole. */
function integrity({ ledger }: Truth): string[] {
  const answer = ledger.get<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check;
  return answer === 'ok' ? [] : [`I8 ${answer}`];
}
