import { type MonotonicTime, msBetween, type OurTime } from '../../../shared/words/time.ts';
import { countBookings } from '../../ledger/bookings.ts';
import { readState, writeState } from '../../ledger/engine-state.ts';
import { countDirty } from '../../ledger/queue.ts';
import { countWaitingHints } from '../../ledger/relay-events.ts';
import { retention, shrink, thinPlans } from '../../ledger/retention.ts';
import { activeRunId } from '../../ledger/runs.ts';
import { readSetting } from '../../ledger/settings.ts';
import { nightlyCopy, nightOf } from '../../rules/copies.ts';
import { keptSince, plansWholeSince } from '../../rules/retention.ts';
import { calendarNow, type Sync } from '../runtime/context.ts';
import { isShutOut, noteShut, turns, untilLedgerFree } from '../runtime/ledger-file.ts';
import { copyLedger } from './copy-ledger.ts';

/** What a start has to do comes first. */
const FIRST_LOOK_MS = 10_000;
const LOOK_MS = 60_000;
/** A shop in which something always waits has its night too. */
const PATIENCE_MS = 60 * 60_000;
/** Between two steps everything else has its turn. */
const PAUSE_MS = 20;

/**
 * Once a night, or with the first start after it: a copy of the ledger, then what is older than 13 months is folded or goes. Nothing that
 * goes wrong here stops the stock from being kept equal. Ends with `signal`, between two small steps.
 */
export async function nightLoop(sync: Sync, signal: AbortSignal): Promise<void> {
  const { clock, monotonic } = sync.ports;
  let dueSince: MonotonicTime | null = null;
  await monotonic.sleep(FIRST_LOOK_MS, signal);
  await turns(sync, signal, async () => {
    const night = nightOf(clock.now());
    if (night !== readState(sync.ledger, 'lastNight')) {
      dueSince ??= monotonic.now();
      if (isQuiet(sync) || msBetween(dueSince, monotonic.now()) >= PATIENCE_MS) {
        dueSince = null;
        await workOf(sync, night, signal);
      }
    }
    await monotonic.sleep(LOOK_MS, signal);
  });
}

/** Nothing is being written, booked or followed. */
function isQuiet({ ledger }: Sync): boolean {
  if (activeRunId(ledger) !== undefined || countDirty(ledger) > 0) return false;
  return countBookings(ledger).pending === 0 && countWaitingHints(ledger) === 0;
}

async function workOf(sync: Sync, night: string, signal: AbortSignal): Promise<void> {
  const { ledger, ports } = sync;
  try {
    await copyLedger(ledger, ports, nightlyCopy(night));
    // Also where there is no copy: it is tried again the next night, and not at every start.
    writeState(ledger, 'lastNight', night);
    await retire(sync, signal);
  } catch (error) {
    if (isShutOut(error)) throw error;
    ports.log.error('upkeep.failed', { error });
  }
}

/** What is left when the program ends goes the next night; what another program holds up goes when it is done. */
async function retire(sync: Sync, signal: AbortSignal): Promise<void> {
  const now = await nowByShopify(sync);
  while (now !== null && !signal.aborted) {
    try {
      await retireAt(sync, now, signal);
      return;
    } catch (error) {
      if (!isShutOut(error)) throw error;
      noteShut(sync, error);
      await untilLedgerFree(sync, signal);
    }
  }
}

async function retireAt(sync: Sync, now: OurTime, signal: AbortSignal): Promise<void> {
  const { ledger, ports } = sync;
  const work = [retention(ledger, keptSince(now)), thinPlans(ledger, plansWholeSince(now)), shrink(ledger)];
  for (const steps of work) {
    for (const rows of steps) {
      if (rows > 0) ports.milestone('retention:step-done');
      await ports.monotonic.sleep(PAUSE_MS, signal);
      if (signal.aborted) return;
    }
  }
}

/** Null while Shopify has not told its time: by a clock of ours that was set forward everything would be old. */
async function nowByShopify(sync: Sync): Promise<OurTime | null> {
  if (readSetting(sync.ledger, 'shopify') === null) return null;
  const isKnown = await sync
    .shopify()
    .knowTime()
    .then(
      () => true,
      () => false,
    );
  return isKnown ? calendarNow(sync) : null;
}
