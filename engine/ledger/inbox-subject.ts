import { epochMs, type ShopTime, shopTime } from '../../shared/words/time.ts';

/** What a question is about. The same thing is never asked about twice at once. */
export type InboxSubject =
  /** The orders that were open at the cut-over. */
  | { readonly kind: 'openOrders'; readonly at: ShopTime }
  | { readonly kind: 'booking'; readonly bookingId: string }
  /** What another computer may have booked before this one took over. */
  | { readonly kind: 'takenOver'; readonly bookingId: string }
  | { readonly kind: 'rejected'; readonly bookingId: string }
  | { readonly kind: 'sku'; readonly orderId: string; readonly lineId: string }
  /** Units that an order we have not seen has taken from a position. */
  | { readonly kind: 'unseen'; readonly articleNumber: string; readonly storeNumber: string }
  /** Units that came back without a refund. */
  | { readonly kind: 'return'; readonly returnId: string }
  /** An order that cannot be read. */
  | { readonly kind: 'unreadOrder'; readonly orderId: string }
  /** An article that EasyCashier cannot show. */
  | { readonly kind: 'unreadArticle'; readonly articleNumber: string }
  /** An item that Shopify cannot show or change. */
  | { readonly kind: 'unreadItem'; readonly inventoryItemId: string }
  | { readonly kind: 'location'; readonly orderId: string; readonly locationId: string }
  | {
      readonly kind: 'oversold';
      readonly orderId: string;
      readonly articleNumber: string;
      readonly storeNumber: string;
    }
  | { readonly kind: 'guard' }
  /** EasyCashier's list of articles is far shorter than it was. */
  | { readonly kind: 'shortList' }
  | { readonly kind: 'otherWriter' }
  /** A walk over the shop that found far fewer items. */
  | { readonly kind: 'shopShrunk' }
  /** The ledger is not the one that wrote last. */
  | { readonly kind: 'newLife' };

/** As it is stored: the text is the question's key, also in SQL that looks for `booking:<id>`. */
export function formatSubject(subject: InboxSubject): string {
  switch (subject.kind) {
    case 'openOrders':
      return `openOrders:${epochMs(subject.at)}`;
    case 'booking':
    case 'takenOver':
    case 'rejected':
      return `${subject.kind}:${subject.bookingId}`;
    case 'sku':
      return `${subject.kind}:${subject.orderId}:${subject.lineId}`;
    case 'unseen':
      return `unseen:${subject.articleNumber}:${subject.storeNumber}`;
    case 'return':
      return `return:${subject.returnId}`;
    case 'unreadOrder':
      return `unreadOrder:${subject.orderId}`;
    case 'unreadArticle':
      return `unreadArticle:${subject.articleNumber}`;
    case 'unreadItem':
      return `unreadItem:${subject.inventoryItemId}`;
    case 'location':
      return `location:${subject.orderId}:${subject.locationId}`;
    case 'oversold':
      return `oversold:${subject.orderId}:${subject.articleNumber}:${subject.storeNumber}`;
    case 'guard':
      return 'guard:zero';
    case 'shortList':
    case 'otherWriter':
    case 'shopShrunk':
    case 'newLife':
      return subject.kind;
  }
}

/** @throws Error for a text that was not written by `formatSubject` */
export function parseSubject(text: string): InboxSubject {
  const [kind, rest] = cut(text, text.indexOf(':'));
  switch (kind) {
    case 'openOrders':
      return { kind, at: shopTime(Number(rest)) };
    case 'booking':
    case 'takenOver':
    case 'rejected':
      return { kind, bookingId: rest };
    case 'sku': {
      const [orderId, lineId] = cutOrder(rest);
      return { kind, orderId, lineId };
    }
    case 'unseen': {
      const [articleNumber, storeNumber] = cut(rest, rest.lastIndexOf(':'));
      return { kind, articleNumber, storeNumber };
    }
    case 'return':
      return { kind, returnId: rest };
    case 'unreadOrder':
      return { kind, orderId: rest };
    case 'unreadArticle':
      return { kind, articleNumber: rest };
    case 'unreadItem':
      return { kind, inventoryItemId: rest };
    case 'location': {
      const [orderId, locationId] = cutOrder(rest);
      return { kind, orderId, locationId };
    }
    case 'oversold': {
      const [orderId, position] = cutOrder(rest);
      const [articleNumber, storeNumber] = cut(position, position.lastIndexOf(':'));
      return { kind, orderId, articleNumber, storeNumber };
    }
    case 'guard':
    case 'shortList':
      return { kind };
    case 'otherWriter':
    case 'shopShrunk':
    case 'newLife':
      return { kind };
    default:
      throw new Error(`no question is about »${text}«`);
  }
}

const cut = (text: string, at: number): [string, string] =>
  at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];

/** An order's gid has a colon of its own, after its scheme. */
function cutOrder(text: string): [string, string] {
  const scheme = /^gid:\/\//.exec(text)?.[0].length ?? 0;
  return cut(text, text.indexOf(':', scheme));
}
