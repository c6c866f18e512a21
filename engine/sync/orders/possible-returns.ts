import type { ShopTime } from '../../../shared/words/time.ts';
import { readState } from '../../ledger/engine-state.ts';
import { soldOn } from '../../ledger/orders.ts';
import type { PositionState } from '../../ledger/positions.ts';
import { addGoodsBack, countAskedOfAny, goodsBackOf } from '../../ledger/returns.ts';
import { readSetting } from '../../ledger/settings.ts';
import { possibleSources } from '../../rules/returns.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { askAboutGoodsBack } from './returns.ts';

/** More questions about goods of which Shopify shows no return are open at once only when a program changes many numbers. */
const MOST_OF_ANY = 10;

/**
 * Nothing explains that a level rose, and the article has been shipped on web orders: it may have come back without a refund, so a person
 * is asked. Shopify may show a return of the order; it need not, where somebody has only put the number up, or where the order is
 * older than 60 days. Until answered EasyCashier's number stands. Inside a transaction.
 * @param since the last reading without them; `seenAt`: by then they were there
 */
export function askAboutReturn(
  sync: Sync,
  { articleNumber, storeNumber, locationId }: PositionState,
  units: number,
  { since, seenAt }: { since: ShopTime; seenAt: ShopTime },
): void {
  const { ledger } = sync;
  const isOurs = readState(ledger, 'activatedAt') !== null && readState(ledger, 'otherWriter') === null;
  if (!isOurs || readSetting(ledger, 'shadow')) return;
  const booked = goodsBackOf(ledger, articleNumber).filter(({ state }) => state === 'booked');
  const sum = (list: typeof booked) => list.reduce((total, one) => total + one.units, 0);
  const sources = possibleSources(units, soldOn(ledger, articleNumber), {
    all: sum(booked),
    ofReturns: sum(booked.filter(({ orders }) => orders.length > 0)),
  });
  const [likeliest] = sources ?? [];
  if (!sources || !likeliest) return;
  const orders = likeliest.hasReturn && sources.every(({ hasReturn }) => hasReturn) ? sources : [];
  if (orders.length === 0 && countAskedOfAny(ledger) >= MOST_OF_ANY) return;
  const back = {
    returnId: shortId(sync, 'r'),
    articleNumber,
    storeNumber,
    locationId,
    units,
    since,
    seenAt,
    state: 'asked',
    orderId: likeliest.orderId,
    orders: orders.map(({ orderId }) => orderId),
  } as const;
  addGoodsBack(ledger, back);
  askAboutGoodsBack(sync, back);
}
