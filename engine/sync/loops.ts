import { later, latest, type MonotonicTime, msBetween } from '../../shared/words/time.ts';
import { closedStores } from '../ledger/closed-locations.ts';
import { readState } from '../ledger/engine-state.ts';
import { noteLag } from '../ledger/lag-history.ts';
import { readSetting } from '../ledger/settings.ts';
import { reportDrift } from './actions/drift.ts';
import { probeAgain } from './actions/probe-again.ts';
import { sendBookings } from './orders/book.ts';
import type { OrdersIn } from './orders/orders-in.ts';
import { resolveUnknown } from './orders/unanswered.ts';
import { isRelayTrusted, runRelayLoops } from './relay/relay-loops.ts';
import { NotWaitedFor } from './runtime/call-queue.ts';
import { createClockWatch } from './runtime/clock-watch.ts';
import { reportRecovery, reportTrouble, type Side, type Sync, shopNow } from './runtime/context.ts';
import { whyMoved, whyReadOnly } from './runtime/lease-state.ts';
import { isLedgerShut, isShutOut, setPatient, turns } from './runtime/ledger-file.ts';
import { whyPaused } from './runtime/paused.ts';
import { refreshLocations } from './shop-levels/locations.ts';
import { resolveDueReadings, tryFailingItems } from './shop-levels/readings.ts';
import { mappedLocations, refreshItems, scanShop } from './shop-levels/shop-index.ts';
import { countPromised } from './shop-levels/unseen-orders.ts';
import { refreshLastDay } from './stock-in/sales-in.ts';
import { fullScan, pollSales, pollSalesBesideScan } from './stock-in/stock-in.ts';
import type { StockOut } from './stock-out/stock-out.ts';
import { nightLoop } from './upkeep/nightly.ts';

/** A full scan begins with the first poll after this: every article is seen within 30 s, whatever the sales report says. */
const FULL_PASS_MS = 25_000;
/** Between two full scans, where the first took longer. */
const LONGEST_REST_MS = 60_000;
/** The day before is looked at so often for what tills deliver late. */
const LAST_DAY_MS = 2 * 60_000;
const RESOLVE_MS = 5_000;
const ITEMS_MS = 60_000;
/** Every level of the shop is compared this often: other people's changes are found without a webhook. */
const WALK_MS = 15 * 60_000;
/** An order that reached Shopify's search late, behind younger ones, is found by then. */
const DEEP_MS = 60 * 60_000;
const WATCH_MS = 5_000;
const PROBE_MS = 60_000;

/**
 * Runs every loop until `signal` aborts, then finishes what is on its way. The loops do not call each other: they
 * read and write the ledger and ring each other's bells.
 */
export async function runLoops(
  sync: Sync,
  orders: OrdersIn,
  stockOut: StockOut,
  signal: AbortSignal,
): Promise<void> {
  stockOut.setLive(true);
  const { easycashierQueue } = sync;
  const hurry = () => {
    easycashierQueue.setPatient(false);
    setPatient(sync, false);
  };
  setPatient(sync, true);
  signal.addEventListener('abort', hurry, { once: true });
  await Promise.all([
    easycashierLoop(sync, signal),
    ordersLoop(sync, orders, signal),
    bookingLoop(sync, signal),
    stockOutLoop(sync, stockOut, signal),
    watchLoop(sync, orders, signal),
    runRelayLoops(sync, orders, signal),
    nightLoop(sync, signal),
    probeLoop(sync, signal),
  ]);
  signal.removeEventListener('abort', hurry);
  setPatient(sync, false);
  easycashierQueue.setPatient(true);
  await stockOut.stop();
}

/** Runs one round; a failure marks its side and the loop goes on with the next round. None begins while the ledger's file cannot be used. */
async function round(sync: Sync, side: Side, work: () => Promise<void>): Promise<boolean> {
  if (isLedgerShut(sync)) return false;
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof NotWaitedFor)) reportTrouble(sync, side, error);
    return false;
  }
}

const isReady = (sync: Sync) =>
  whyMoved(sync.ledger) === null &&
  readSetting(sync.ledger, 'easycashier') !== null &&
  readSetting(sync.ledger, 'shopify') !== null;
const isActive = (sync: Sync) => isReady(sync) && readState(sync.ledger, 'activatedAt') !== null;
/** Where less time is given before something is judged, it is looked at as often. */
const pause = (ms: number) => Math.max(200, ms);
const pollMs = (sync: Sync) => readSetting(sync.ledger, 'pollSeconds') * 1_000;
/** Often enough that a level has its order before it counts as somebody else's change. */
const orderPollMs = (sync: Sync) =>
  isRelayTrusted(sync) ? Math.max(pollMs(sync), Math.min(20_000, sync.timing.explainMs / 2)) : pollMs(sync);

async function easycashierLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  const { monotonic } = sync.ports;
  let passAt: MonotonicTime | null = null;
  let lastDayAt: MonotonicTime | null = null;
  const lookBack = async (): Promise<void> => {
    if (lastDayAt !== null && msBetween(lastDayAt, monotonic.now()) < LAST_DAY_MS) return;
    lastDayAt = monotonic.now();
    await refreshLastDay(sync);
  };
  await turns(sync, signal, async () => {
    if (isReady(sync)) {
      await round(sync, 'easycashier', async () => {
        await lookBack();
        const rank = passAt !== null && monotonic.now() < passAt ? await pollSales(sync) : 'scan';
        if (rank === null) return;
        const begun = monotonic.now();
        // Whoever quits does not wait for the last page.
        const scan = fullScan(sync, () => !signal.aborted, rank);
        const beside = async () => {
          await lookBack();
          await (rank === 'sold' ? pollSales(sync) : pollSalesBesideScan(sync));
        };
        await pollBeside(sync, scan, beside, signal);
        // Others use EasyCashier too, and this computer: a rest as long as the scan, but a large shop is not seen twice as seldom for it.
        const ended = monotonic.now();
        const restMs = Math.min(LONGEST_REST_MS, msBetween(begun, ended));
        passAt = latest(later(begun, FULL_PASS_MS), later(ended, restMs));
      });
    }
    await monotonic.sleep(pollMs(sync), signal);
  });
}

/**
 * A full scan over a large catalogue takes long, and its pages may wait for calls of the minute: what is sold meanwhile waits for neither.
 * Ends with the scan, and as it does.
 */
async function pollBeside(
  sync: Sync,
  scan: Promise<unknown>,
  poll: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const ended = AbortSignal.any([signal, done.signal]);
  scan.catch(() => undefined).finally(() => done.abort());
  for (;;) {
    await sync.ports.monotonic.sleep(pollMs(sync), ended);
    if (ended.aborted) break;
    await round(sync, 'easycashier', poll);
  }
  await scan;
}

async function ordersLoop(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    if (isActive(sync) && !whyReadOnly(sync)) {
      await round(sync, 'shopify', async () => void (await orders.catchUp()));
    }
    await sync.signals.orders.wait(orderPollMs(sync), signal);
  });
}

async function bookingLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    if (isReady(sync)) {
      await round(sync, 'easycashier', async () => {
        await sendBookings(sync);
        if (await resolveUnknown(sync)) reportRecovery(sync, 'easycashier');
      });
    }
    await sync.signals.bookings.wait(Math.min(RESOLVE_MS, pause(sync.timing.settleMs)), signal);
  });
}

async function stockOutLoop(sync: Sync, stockOut: StockOut, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    if (isReady(sync) && !whyReadOnly(sync)) stockOut.kick();
    const due = whyPaused(sync.ledger) === null ? stockOut.nextDue() : null;
    const now = sync.ports.monotonic.now();
    const wait = due === null ? WATCH_MS : Math.min(WATCH_MS, Math.max(200, msBetween(now, due)));
    await sync.signals.stockOut.wait(wait, signal);
  });
}

/** What is not known of a side is asked again after trouble. Nobody waits for it. */
async function probeLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  await turns(sync, signal, async () => {
    if (isReady(sync)) {
      await probeAgain(sync, signal).catch((error: unknown) => {
        if (isShutOut(error)) throw error;
        sync.ports.log.error('sync.notProbed', { error });
      });
    }
    await sync.ports.monotonic.sleep(PROBE_MS, signal);
  });
}

/** Shopify behind our back: renamed and new items, levels changed by others, locations. */
async function watchLoop(sync: Sync, orders: OrdersIn, signal: AbortSignal): Promise<void> {
  const { clock, monotonic } = sync.ports;
  const clockWatch = createClockWatch(sync);
  let itemsAt = monotonic.now();
  let walkAt: MonotonicTime | null = null;
  let deepAt = monotonic.now();
  await turns(sync, signal, async () => {
    clockWatch.look();
    const now = monotonic.now();
    if (isActive(sync) && !whyReadOnly(sync) && mappedLocations(sync).length > 0) {
      noteLag(sync.ledger, clock.now());
      const isDone = await round(sync, 'shopify', async () => {
        await tryFailingItems(sync, orders);
        await resolveDueReadings(sync, orders);
        if (msBetween(itemsAt, now) >= ITEMS_MS) {
          itemsAt = now;
          await refreshItems(sync);
          // A location that has come back has its numbers at once, and is compared whole.
          if (closedStores(sync.ledger).length > 0 && (await refreshLocations(sync))) walkAt = null;
        }
        if (walkAt === null || msBetween(walkAt, now) >= WALK_MS) {
          walkAt = now;
          await refreshLocations(sync);
          await scanShop(sync);
          await orders.catchUp();
          if (msBetween(deepAt, now) >= DEEP_MS) {
            await orders.lookDeep(shopNow(sync));
            deepAt = now;
          }
          sync.ledger.transaction(() => countPromised(sync));
          await reportDrift(sync, false);
        }
      });
      // One that came to nothing is begun again soon.
      if (!isDone && walkAt === now) walkAt = later(now, ITEMS_MS - WALK_MS);
    }
    await sync.ports.monotonic.sleep(Math.min(WATCH_MS, pause(sync.timing.explainMs)), signal);
  });
}
