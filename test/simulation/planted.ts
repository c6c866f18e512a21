import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Kind } from './kinds.ts';

/**
 * Does the simulation catch what it should? Plants one well-known mistake at a time in a copy of the engine and runs
 * seeds until one fails: `npm run -s test:planted [-- --only NAME --seeds N]`. Exit 1 when a mistake goes unnoticed.
 */
interface Planted {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Only seeds of this kind can meet it. */
  readonly kind?: Kind;
}

const planted: readonly Planted[] = [
  {
    name: 'no changeFromQuantity',
    file: 'engine/shopify/gateway.ts',
    from: 'changeFromQuantity: row.before,',
    to: 'changeFromQuantity: null,',
  },
  {
    name: 'stock call without an answer sent again at once',
    file: 'engine/sync/book.ts',
    from: "setBookingState(ledger, booking.bookingId, 'unknown', at, { notBefore, reason: error.message });",
    to: "setBookingState(ledger, booking.bookingId, 'pending', at, { notBefore, reason: error.message });",
  },
  {
    name: 'booking without stored intent',
    file: 'engine/sync/book.ts',
    from: 'ledger.transaction(() => markSent(ledger, bookingId, ports.clock.now(), lines));',
    to: 'if (lines.length > 1000) markSent(ledger, bookingId, ports.clock.now(), lines);',
  },
  {
    name: 'missing treated as 0',
    file: 'engine/sync/stock-in.ts',
    from: 'for (const entry of stock) {',
    to: "for (const entry of [...stock, ...['1', '2', '3'].filter((n) => !stock.some((e) => e.storeNumber === n)).map((n) => ({ storeNumber: n, storeName: '', thousandths: 0 }))]) {",
  },
  {
    name: 'cancel always restocks',
    file: 'engine/rules/order-effects.ts',
    from: 'const kept = Math.min(dropped, notPutBack(line, order));',
    to: 'const kept = Math.min(dropped, order.isCancelled ? 0 : notPutBack(line, order));',
  },
  {
    name: 'cursor advanced before commit',
    file: 'engine/sync/orders-in.ts',
    from: 'await look(orderId);\n        orders += 1;',
    to: "writeSetting(sync.ledger, 'ordersCursor', newest + 10 * 60_000);\n        await look(orderId);\n        orders += 1;",
  },
  {
    name: 'routing read once',
    file: 'engine/sync/take-in-order.ts',
    from: 'const nextLook = nextLookAt(sync, waiting.length > 0, looks);',
    to: 'const nextLook = null;',
  },
  {
    name: 'whole batch failed for one bad row',
    file: 'engine/sync/send-batch.ts',
    from: 'if (!error) putBack(sync, batch, row);',
    to: "if (!error) setAside(sync, batch, row, { code: 'REFUSED', message: '' });",
  },
  {
    name: 'orders not taken in between reading and writing',
    file: 'engine/sync/readings.ts',
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
    file: 'engine/sync/lane.ts',
    from: 'const turn = last.then(work, work);',
    to: 'const turn = work();',
  },
  {
    name: 'unstocked location written without activation',
    file: 'engine/sync/stock-out.ts',
    from: '} else if (!cell.level?.isActive) {',
    to: '} else if (!cell.level) {',
  },
  {
    name: 'acknowledged before the commit, cursor with it',
    file: 'engine/relay/feed.ts',
    from: "  ports.milestone('relay:pulled');\n",
    to: "  const to = answer.events.at(-1)?.seq ?? cursor;\n  writeSetting(ledger, 'relayCursor', to);\n  await relay.acknowledge(to, readSetting(ledger, 'leaseEpoch') ?? 1).catch(() => undefined);\n  ports.milestone('relay:pulled');\n",
    kind: 'alone',
  },
  {
    name: 'hints dropped, cursor moved',
    file: 'engine/relay/feed.ts',
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
    file: 'engine/relay/feed.ts',
    from: "writeSetting(ledger, 'catchUpWanted', true);",
    to: '',
    kind: 'seldom',
  },
  {
    name: 'hint followed only once it is forgotten',
    file: 'engine/sync/hints.ts',
    from: "if (readSetting(sync.ledger, 'activatedAt') !== null) await follow(sync, orders, hints);",
    to: "sync.ledger.transaction(() => markHintsLooked(sync.ledger, hints, sync.ports.clock.now()));\n    if (readSetting(sync.ledger, 'activatedAt') !== null) await follow(sync, orders, hints);",
    kind: 'alone',
  },
  {
    name: 'take-over books at once what was pending',
    file: 'engine/sync/lease.ts',
    from: "    writeSetting(ledger, 'inheritedUntil', shopNow(sync) + waitMs);\n    questionPending(ledger);",
    to: '',
    kind: 'computers',
  },
  {
    name: 'take-over without the pause',
    file: 'engine/sync/lease.ts',
    from: 'await sync.relay().lease({ takeOver: true }), HAND_OVER_MS)',
    to: 'await sync.relay().lease({ takeOver: true }), 0 * HAND_OVER_MS)',
    kind: 'computers',
  },
  {
    name: 'read-only ignored',
    file: 'engine/sync/lease-state.ts',
    from: 'if (other !== null) {',
    to: 'if (other !== null && other.since < 0) {',
    kind: 'computers',
  },
  {
    name: 'deleted subscriptions left alone',
    file: 'engine/sync/relay-loops.ts',
    from: 'clock.now() - checkedAt >= GUARD_MS',
    to: 'clock.now() - checkedAt >= 1_000 * GUARD_MS',
    kind: 'webhooks',
  },
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, seeds: { type: 'string', default: '300' } },
});
const root = resolve(import.meta.dirname, '../..');
let missed = 0;
for (const bug of planted) {
  if (values.only !== undefined && bug.name !== values.only) continue;
  const seed = firstFailure(bug, Number(values.seeds));
  if (seed === null) missed += 1;
  process.stdout.write(
    `${bug.name}: ${seed === null ? 'NOT CAUGHT' : `caught by ${bug.kind ?? ''} seed ${seed}`}\n`,
  );
}
process.exit(missed > 0 ? 1 : 0);

/** The seed, with the first thing it found. */
function firstFailure(bug: Planted, seeds: number): string | null {
  const copy = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    for (const folder of [
      'engine',
      'shared',
      'practice',
      'relay',
      'test/programs',
      'test/simulation',
      'package.json',
    ]) {
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const file = join(copy, bug.file);
    const before = readFileSync(file, 'utf8');
    if (!before.includes(bug.from)) throw new Error(`${bug.name}: nothing to replace in ${bug.file}`);
    writeFileSync(file, before.replace(bug.from, bug.to));
    for (let first = 1; first <= seeds; first += 10) {
      const run = spawnSync(
        process.execPath,
        [
          ...['--no-warnings', 'test/simulation/run.ts', '--seeds', '10', '--first', String(first)],
          ...(bug.kind ? ['--kind', bug.kind] : []),
        ],
        { cwd: copy, encoding: 'utf8', timeout: 300_000 },
      );
      const failed = /^seed (\d+):.*\n +(.*)/m.exec(run.stdout);
      if (failed) return `${failed[1]}: ${failed[2]}`;
      if (run.status !== 0) throw new Error(`${bug.name}: ${run.stderr.slice(0, 500)}`);
    }
    return null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
