import { type PositionKey, parsePosition } from '../../../shared/words/position.ts';
import { addBooking, type BookingState, type NewBooking } from '../../ledger/bookings.ts';
import { stampStore } from '../../ledger/catalogue.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { readPosition } from '../../ledger/positions.ts';
import type { ShopOrder } from '../../shopify/read-order.ts';
import { type Sync, shortId } from '../runtime/context.ts';

type OrderNamed = Pick<ShopOrder, 'orderId' | 'name'>;

/** One booking per store and direction: each is one call to EasyCashier. `units` per stock position, positive takes out. */
export function book(
  sync: Sync,
  order: OrderNamed,
  units: ReadonlyMap<PositionKey, number>,
  state: BookingState,
  causeOf: (units: number) => NewBooking['cause'],
): void {
  const groups = new Map<
    string,
    { storeNumber: string; lines: { articleNumber: string; delta: number }[] }
  >();
  for (const [key, gone] of [...units].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (gone === 0) continue;
    const { articleNumber, storeNumber } = parsePosition(key);
    const name = `${gone > 0 ? 'out of' : 'into'} ${storeNumber}`;
    const group = groups.get(name) ?? { storeNumber, lines: [] };
    group.lines.push({ articleNumber, delta: -gone });
    groups.set(name, group);
  }
  const at = sync.ports.clock.now();
  for (const { storeNumber, lines } of groups.values()) {
    const first = lines[0]?.delta ?? 0;
    addBooking(
      sync.ledger,
      {
        bookingId: shortId(sync, 'b'),
        orderId: order.orderId,
        storeNumber,
        cause: causeOf(-first),
        state,
        createdAt: at,
        lines,
      },
      order.name,
    );
    stampStore(sync.ledger, storeNumber, 'order', at);
    if (state === 'pending' && first < 0) warnOversold(sync, order, storeNumber, lines);
  }
  if (groups.size > 0) sync.signals.bookings.notify();
}

function warnOversold(
  sync: Sync,
  order: OrderNamed,
  storeNumber: string,
  lines: readonly { articleNumber: string; delta: number }[],
): void {
  for (const line of lines) {
    const balance = readPosition(sync.ledger, line.articleNumber, storeNumber)?.balance;
    if (balance === null || balance === undefined || balance / 1000 + line.delta >= 0) continue;
    openInbox(sync.ledger, {
      id: shortId(sync, 'q'),
      at: sync.ports.clock.now(),
      subject: {
        kind: 'oversold',
        orderId: order.orderId,
        articleNumber: line.articleNumber,
        storeNumber,
      },
      kind: 'oversold',
      args: {
        order: order.name,
        articleNumber: line.articleNumber,
        store: storeNumber,
        short: -Math.floor(balance / 1000 + line.delta),
      },
      choices: ['ignore'],
      isAskedAgain: true, // another booking of the same order: so many more
    });
  }
}

/** What a booking moves, as a person reads it: `200051 -2, 0044 +1`. */
export function linesText(
  lines: readonly { readonly articleNumber: string; readonly delta: number }[],
): string {
  return lines
    .map(({ articleNumber, delta }) => `${articleNumber} ${delta > 0 ? '+' : ''}${delta}`)
    .join(', ');
}
