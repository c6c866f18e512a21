import type { Kind } from './kinds.ts';

/** A well-known mistake: where the engine does right, and how it would do wrong. */
export interface Planted {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Only seeds of this kind can meet it. */
  readonly kind?: Kind;
}

export const planted: readonly Planted[] = [
  {
    name: 'no changeFromQuantity',
    file: 'engine/shopify/gateway.ts',
    from: 'changeFromQuantity: row.before,',
    to: 'changeFromQuantity: null,',
  },
  {
    name: 'stock call without an answer sent again at once',
    file: 'engine/sync/orders/book.ts',
    from: "setBookingState(ledger, booking.bookingId, 'unknown', at, { notBefore, reason: error.message });",
    to: "setBookingState(ledger, booking.bookingId, 'pending', at, { notBefore, reason: error.message });",
  },
  {
    name: 'booking without stored intent',
    file: 'engine/sync/orders/book.ts',
    from: 'ledger.transaction(() => markSent(ledger, bookingId, { at: ports.clock.now(), readAt }, lines));',
    to: 'if (lines.length > 1000) markSent(ledger, bookingId, { at: ports.clock.now(), readAt }, lines);',
  },
  {
    name: 'missing treated as 0',
    file: 'engine/sync/stock-in/take-in.ts',
    from: 'for (const entry of stock) {',
    to: "for (const entry of [...stock, ...['1', '2', '3'].filter((n) => !stock.some((e) => e.storeNumber === n)).map((n) => ({ storeNumber: n, storeName: '', thousandths: 0 }))]) {",
  },
  {
    name: 'cancel always restocks',
    file: 'engine/rules/order-effects.ts',
    from: 'const notRestocked = Math.min(dropped, notPutBack(line, order));',
    to: 'const notRestocked = Math.min(dropped, order.isCancelled ? 0 : notPutBack(line, order));',
  },
  {
    name: 'cursor advanced before commit',
    file: 'engine/sync/orders/orders-in.ts',
    from: 'await state.look(orderId, name);\n      orders += 1;',
    to: "writeState(sync.ledger, 'ordersCursor', newest + 10 * 60_000);\n      await state.look(orderId, name);\n      orders += 1;",
  },
  {
    name: 'routing read once',
    file: 'engine/sync/orders/take-in-order.ts',
    from: 'const nextLook = nextLookAt(sync, waiting.length > 0, looks, isFresh);',
    to: 'const nextLook = null;',
  },
  {
    name: 'whole batch failed for one bad row',
    file: 'engine/sync/stock-out/send-batch.ts',
    from: 'if (!error) putBack(sync, batch, row);',
    to: "if (!error) setAside(sync, batch, row, { code: 'REFUSED', message: '' });",
  },
  {
    name: 'orders not taken in between reading and writing',
    file: 'engine/sync/shop-levels/readings.ts',
    from: 'await orders.catchUp();',
    to: 'await Promise.resolve();',
  },
  {
    name: 'every refund puts back',
    file: 'engine/rules/order-effects.ts',
    from: "part.lineId !== line.lineId || part.restockType === 'NO_RESTOCK'",
    to: 'part.lineId !== line.lineId',
  },
  {
    name: 'balance read while a booking is on its way',
    file: 'engine/sync/runtime/call-queue.ts',
    from: 'if (isBusy) return;',
    to: '',
  },
  {
    name: 'unstocked location written without activation',
    file: 'engine/sync/stock-out/pick-batch.ts',
    from: 'else if (!cell.level?.isActive) activate.push(cell);',
    to: 'else if (!cell.level) activate.push(cell);',
  },
  {
    name: 'acknowledged before the commit, cursor with it',
    file: 'engine/sync/relay/feed.ts',
    from: "  ports.milestone('relay:pulled');\n",
    to: "  const to = answer.events.at(-1)?.seq ?? cursor;\n  writeState(ledger, 'relayCursor', to);\n  await relay.acknowledge(to, readState(ledger, 'leaseEpoch') ?? 1).catch(() => undefined);\n  ports.milestone('relay:pulled');\n",
    kind: 'alone',
  },
  {
    name: 'hints dropped, cursor moved',
    file: 'engine/sync/relay/feed.ts',
    from: 'const hint = readHint(event, body);',
    to: 'const hint = event.seq % 4 === 0 ? null : readHint(event, body);',
    kind: 'alone',
  },
  {
    name: 'signature not checked',
    file: 'engine/relay/verify.ts',
    from: 'return given.length === right.length && timingSafeEqual(given, right);',
    to: 'return given.length === right.length || timingSafeEqual(right, right);',
    kind: 'webhooks',
  },
  {
    name: 'gap ignored',
    file: 'engine/sync/relay/feed.ts',
    from: "writeState(ledger, 'catchUpWanted', true);",
    to: '',
    kind: 'seldom',
  },
  {
    name: 'hint followed only once it is forgotten',
    file: 'engine/sync/relay/hints.ts',
    from: "if (readState(sync.ledger, 'activatedAt') !== null) await follow(hints);",
    to: "sync.ledger.transaction(() => markHintsLooked(sync.ledger, hints, sync.ports.clock.now()));\n    if (readState(sync.ledger, 'activatedAt') !== null) await follow(hints);",
    kind: 'alone',
  },
  {
    name: 'take-over books at once what was pending',
    file: 'engine/sync/relay/lease.ts',
    from: "    writeState(ledger, 'inheritedUntil', later(shopNow(sync), waitMs - sinceMs));\n    questionPending(ledger);",
    to: '',
    kind: 'computers',
  },
  {
    name: 'take-over without the pause',
    file: 'engine/sync/relay/lease.ts',
    from: 'await sync.relay().lease({ takeOver: true }), sync.timing.handOverMs)',
    to: 'await sync.relay().lease({ takeOver: true }), 0 * sync.timing.handOverMs)',
    kind: 'computers',
  },
  {
    name: 'read-only ignored',
    file: 'engine/sync/runtime/lease-state.ts',
    from: 'if (other !== null) {',
    to: 'if (other !== null && other.since < 0) {',
    kind: 'computers',
  },
  {
    name: 'deleted subscriptions left alone',
    file: 'engine/sync/relay/relay-loops.ts',
    from: 'checkedAt === null || msBetween(checkedAt, monotonic.now()) >= GUARD_MS',
    to: 'checkedAt === null && monotonic.now() === null',
    kind: 'webhooks',
  },
  {
    name: 'routing patience by the wall clock',
    file: 'engine/sync/orders/take-in-order.ts',
    from: 'msBetween(order.createdAt, shopNow(sync)) > ROUTING_PATIENCE_MS',
    to: 'Number(sync.ports.clock.now()) - Number(order.createdAt) > ROUTING_PATIENCE_MS',
  },
  {
    name: 'an order looked at by the wall clock',
    file: 'engine/sync/orders/look-at-order.ts',
    from: 'const lookedAt = shopNow(sync);\n  try {',
    to: 'const lookedAt = sync.ports.clock.now() as never;\n  try {',
  },
  {
    name: 'witness ignored',
    kind: 'hard',
    file: 'engine/sync/shop-levels/readings.ts',
    from: 'const unseen = isAnyUnread(ledger) ? Math.max(held.unseen, promised) : promised;',
    to: 'const unseen = Math.min(0, promised);',
  },
  {
    name: 'what is set aside offered again',
    kind: 'hard',
    file: 'engine/rules/target.ts',
    from: ' - facts.unavailable',
    to: '',
  },
  {
    name: 'an unreadable order forgotten',
    kind: 'hard',
    file: 'engine/sync/orders/look-at-order.ts',
    from: 'sync.ledger.transaction(() => park(sync, orderId, name));',
    to: '',
  },
  {
    name: 'goods that came back booked again by a later refund',
    kind: 'hard',
    file: 'engine/sync/orders/take-in-order.ts',
    from: '  for (const [key, units] of settledByReturns(ledger, order.orderId))',
    to: '  for (const [key, units] of [...settledByReturns(ledger, order.orderId)].slice(0, 0))',
  },
  {
    name: 'goods that came back without a refund forgotten',
    kind: 'hard',
    file: 'engine/sync/shop-levels/readings.ts',
    from: 'else askAboutReturn(sync, position, risen,',
    to: 'else if (risen < 0) askAboutReturn(sync, position, risen,',
  },
  {
    name: 'a failure inside Shopify taken for a refusal',
    kind: 'hard',
    file: 'engine/answers.ts',
    from: "{ side: 'shopify', kind: 'write', code: 'any', means: unclear },",
    to: "{ side: 'shopify', kind: 'write', code: 'any', means: refused('request') },",
  },
  {
    name: 'what is promised overlooked where the number rose',
    kind: 'hard',
    file: 'engine/sync/shop-levels/readings.ts',
    from: 'const unseen = isAnyUnread(ledger) ? Math.max(held.unseen, promised) : promised;',
    to: 'const unseen = Math.min(promised, Math.max(0, held.unseen + fall));',
  },
  {
    name: 'a raise before the deep look',
    kind: 'hard',
    file: 'engine/sync/shop-levels/readings.ts',
    from: 'if (fell.length > 0) await orders.lookDeep',
    to: 'if (fell.length < 0) await orders.lookDeep',
  },
  {
    name: 'what waited for its place taken for shipped',
    file: 'engine/sync/orders/cut-over.ts',
    from: ' && !wasSeenOpen',
    to: '',
  },
  {
    name: 'a sale that the report hides taken for our booking, or a return for one that never arrived',
    file: 'engine/sync/orders/book.ts',
    from: "if (look !== 'ambiguous' && !isSecondLook) {",
    to: 'if (isSecondLook && !isEvidence) {',
  },
  {
    name: 'the sales report read to its first page',
    file: 'engine/easycashier/sales.ts',
    from: 'return totalPages === null ? !mayBeFull(items.length) : pageNumber >= totalPages;',
    to: 'return totalPages === null || totalPages > 0 || pageNumber > 0 || items.length > 0;',
  },
  {
    name: 'gone from one pass',
    file: 'engine/sync/stock-in/missing.ts',
    from: 'open.filter((articleNumber) => isBelieved || before.has(articleNumber)),',
    to: 'open,',
  },
  {
    name: 'a page of a firewall taken for a refusal',
    file: 'engine/easycashier/exchange.ts',
    from: "return { is: parseJson(text) === undefined ? 'other' : 'json' };",
    to: "return { is: 'json' };",
  },
  {
    name: 'evidence of an hour ago',
    file: 'engine/rules/unknown-booking.ts',
    from: 'const EVIDENCE_MS = 60_000;',
    to: 'const EVIDENCE_MS = 3_600_000;',
  },
  {
    name: 'a delta that the ledger does not follow',
    kind: 'hard',
    file: 'engine/ledger/shop-items.ts',
    from: 'UPDATE shop_level SET available = available + ?, observed = observed + ?, read_until',
    to: 'UPDATE shop_level SET available = available + 0 * ?, observed = observed + 0 * ?, read_until',
  },
  {
    name: 'what was sold forgotten when it could not be read',
    file: 'engine/sync/stock-in/stock-in.ts',
    from: 'const found = await lookUp(sync, articleNumber);\n    const held',
    to: 'markSalesRead(ledger, articleNumber);\n    const found = await lookUp(sync, articleNumber);\n    const held',
  },
];
