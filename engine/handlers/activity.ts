import type { LogLine, Status } from '../../shared/contract/activity.ts';
import { standingOf } from '../../shared/contract/standing.ts';
import type { Progress } from '../../shared/contract/sync.ts';
import {
  epochMs,
  later,
  type MonotonicTime,
  msBetween,
  type OurTime,
  ourTime,
  shopTime,
} from '../../shared/words/time.ts';
import { lastAbsence } from '../ledger/absence.ts';
import { isAnyBatchOpen } from '../ledger/batches.ts';
import { countBookings, oldestOpenBooking } from '../ledger/bookings.ts';
import { cachedUntilChange } from '../ledger/cached-until-change.ts';
import { listStores } from '../ledger/catalogue.ts';
import { readState } from '../ledger/engine-state.ts';
import { listInbox } from '../ledger/inbox.ts';
import { historyOf } from '../ledger/lag-history.ts';
import { type LogFilter, lastLogId, pausedBy, readLog } from '../ledger/log-lines.ts';
import { countOrdersSince } from '../ledger/orders.ts';
import { countDirty, oldestDirtySince } from '../ledger/queue.ts';
import { countWaitingHints } from '../ledger/relay-events.ts';
import { findRun, openRunId } from '../ledger/runs.ts';
import { readSetting, readSettings } from '../ledger/settings.ts';
import { examine } from '../ledger/size.ts';
import { countArticleStates, countPushesSince, nextLookDue } from '../ledger/status.ts';
import { listStocktakes } from '../ledger/stocktakes.ts';
import { trafficOf } from '../ledger/traffic.ts';
import { weekOf } from '../ledger/week.ts';
import { stockholmDay } from '../rules/days.ts';
import { changeSettings } from '../sync/actions/change-settings.ts';
import { pauseAll, resumeAll } from '../sync/actions/pause.ts';
import { notTold } from '../sync/alerts/change-alerts.ts';
import { capabilitiesOf } from '../sync/runtime/capabilities.ts';
import type { Side, Sync } from '../sync/runtime/context.ts';
import { isShutOut, noteShut, untilLedgerFree } from '../sync/runtime/ledger-file.ts';
import { backUp } from '../sync/upkeep/copy-ledger.ts';
import { os } from './base.ts';
import { spanOf } from './day-range.ts';
import type { Host } from './host.ts';

const FOLLOW_MS = 300;
const REPORT_LINES = 500;
/** What is due sooner than this is worth waiting for. */
const SOON_MS = 60_000;

export function activityHandlers({ sync, stockOut, progress }: Host) {
  const { ledger, ports } = sync;
  const counts = cachedUntilChange(ledger, ports.monotonic.now, () => ({
    articles: countArticleStates(ledger),
    lookDue: nextLookDue(ledger),
    pushesToday: countPushesSince(ledger, startOfDay(ports.clock.now())),
    absence: lastAbsence(ledger, ports.clock.now()),
  }));
  const traffic = cachedUntilChange(ledger, ports.monotonic.now, () => trafficOf(ledger, ports.clock.now()));
  const week = cachedUntilChange(ledger, ports.monotonic.now, () => weekOf(ledger, ports.clock.now()));
  return {
    status: os.activity.status.handler(() => statusOf(sync, counts())),

    traffic: os.activity.traffic.handler(() => traffic()),

    history: os.activity.history.handler(() => historyOf(ledger, ports.clock.now())),

    week: os.activity.week.handler(() => week()),

    log: os.activity.log.handler(({ input }) => {
      const filter = { ...input, span: spanOf(input) };
      const lines = readLog(ledger, filter, { before: input.before, limit: input.limit });
      return { lines, next: lines.length === input.limit ? (lines.at(-1)?.id ?? null) : null };
    }),

    followLog: os.activity.followLog.handler(async function* ({ input, signal }): AsyncGenerator<LogLine> {
      let after = input.after ?? lastLogId(ledger);
      while (!signal?.aborted) {
        await untilLedgerFree(sync, signal);
        const lines = newLines(sync, input, after);
        if (lines === null) continue;
        for (const line of lines) {
          after = line.id;
          yield line;
        }
        if (lines.length < 500) await ports.monotonic.sleep(FOLLOW_MS, signal);
      }
    }),

    followProgress: os.activity.followProgress.handler(({ signal }) => newestProgress(progress, signal)),

    backup: os.activity.backup.handler(() => backUp(ledger, ports)),

    report: os.activity.report.handler(async () => {
      // A ledger in memory can be gone through nowhere else.
      const file = await (ports.copies?.examine() ?? examine(ledger));
      const { company: _, pausedBy: _by, run, ...status } = statusOf(sync, counts());
      return {
        ledger: { ...file, lastCopyAt: readState(ledger, 'lastCopyAt') },
        settings: readSettings(ledger),
        status: { ...status, run: run && nameless(run) },
        capabilities: capabilitiesOf(ledger),
        traffic: traffic(),
        history: historyOf(ledger, ports.clock.now()),
        log: readLog(ledger, {}, { limit: REPORT_LINES }).map(nameless),
      };
    }),

    pause: os.activity.pause.handler(async () => ({ pausedAt: await pauseAll(sync, stockOut) })),

    resume: os.activity.resume.handler(() => {
      resumeAll(sync);
      return { pausedAt: readState(ledger, 'pausedAt') };
    }),

    settings: os.activity.settings.handler(() => readSettings(ledger)),

    setSettings: os.activity.setSettings.handler(({ input }) => {
      changeSettings(sync, input);
      return readSettings(ledger);
    }),
  };
}

/** As whoever helps may see it. */
const nameless = <What extends { readonly by: unknown }>({ by: _, ...rest }: What) => rest;

/** Only the newest figure matters to somebody who watches a bar. */
async function* newestProgress(
  listeners: Host['progress'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress> {
  let newest: Progress | null = null;
  let wake: () => void = () => undefined;
  const listener = (next: Progress) => {
    newest = next;
    wake();
  };
  listeners.add(listener);
  signal?.addEventListener('abort', () => wake(), { once: true });
  try {
    while (!signal?.aborted) {
      if (newest === null) await new Promise<void>((resolve) => (wake = resolve));
      const next: Progress | null = newest;
      newest = null;
      if (next !== null) yield next;
    }
  } finally {
    listeners.delete(listener);
  }
}

/** Null: the ledger's file cannot even be read just now. */
function newLines(sync: Sync, filter: LogFilter, after: number): LogLine[] | null {
  try {
    return readLog(sync.ledger, filter, { after, limit: 500 });
  } catch (error) {
    if (!isShutOut(error)) throw error;
    noteShut(sync, error);
    return null;
  }
}

/** What is costly to count, and when the next look is due. */
type Counted = Pick<Status, 'articles' | 'pushesToday' | 'absence'> & {
  readonly lookDue: MonotonicTime | null;
};

function statusOf(sync: Sync, { lookDue, ...counted }: Counted): Status {
  const { ledger } = sync;
  const status = { ...readStatus(sync), ...counted };
  const oldest = {
    question: listInbox(ledger, false)[0]?.openedAt ?? null,
    change: earliest(oldestDirtySince(ledger), oldestOpenBooking(ledger)),
  };
  return { standing: standingOf(status, oldest), quiet: isQuiet(sync, status, lookDue), ...status };
}

const earliest = (one: OurTime | null, other: OurTime | null) =>
  one === null || (other !== null && other < one) ? other : one;

function isQuiet(
  { ledger, ports }: Sync,
  { queue, run }: Pick<Status, 'queue' | 'run'>,
  lookDue: MonotonicTime | null,
): boolean {
  const waiting = queue.dirtyCells + queue.pendingBookings + queue.unknownBookings + queue.waitingEvents;
  const isLookDue = lookDue !== null && msBetween(ports.monotonic.now(), lookDue) < SOON_MS;
  return waiting === 0 && run?.state !== 'running' && !isLookDue && !isAnyBatchOpen(ledger);
}

function readStatus(sync: Sync): Omit<Status, 'standing' | 'quiet' | keyof Counted> {
  const { ledger, ports } = sync;
  const now = ports.clock.now();
  const midnight = startOfDay(now);
  const stores = listStores(ledger);
  const newest = (instants: (OurTime | null)[]) =>
    instants.reduce((found, at) => (at !== null && (found === null || at > found) ? at : found), null);
  const bookings = countBookings(ledger);
  const runId = openRunId(ledger);
  const shopify = readSetting(ledger, 'shopify');
  const pausedAt = readState(ledger, 'pausedAt');
  const trouble = (side: Side) => sync.troubles.get(side) ?? null;
  return {
    activatedAt: readState(ledger, 'activatedAt'),
    shop: shopify?.shop ?? null,
    company: readSetting(ledger, 'easycashier')?.company ?? null,
    practice: shopify?.url != null,
    shadow: readSetting(ledger, 'shadow'),
    multipleLocations: readSetting(ledger, 'multipleLocations'),
    queue: {
      dirtyCells: countDirty(ledger),
      pendingBookings: bookings.pending,
      unknownBookings: bookings.unknown,
      waitingEvents: countWaitingHints(ledger),
    },
    inboxOpen: listInbox(ledger, false).length,
    ordersToday: countOrdersSince(ledger, shopTime(epochMs(midnight))),
    lastPushAt: newest(stores.map((store) => store.lastPushAt)),
    lastOrderAt: newest(stores.map((store) => store.lastOrderAt)),
    easycashierSeenAt: readState(ledger, 'easycashierSeenAt'),
    shopifySeenAt: readState(ledger, 'shopifySeenAt'),
    troubles: {
      easycashier: trouble('easycashier'),
      shopify: trouble('shopify'),
      ledger: trouble('ledger'),
      relay: trouble('relay'),
    },
    notTold: notTold(ledger),
    webhooks: webhooksState(sync),
    pausedAt,
    pausedBy: pausedAt === null ? null : pausedBy(ledger, pausedAt),
    stocktakes: listStocktakes(ledger),
    otherComputer: readState(ledger, 'otherWriter'),
    run: (runId && findRun(ledger, runId)) || null,
  };
}

function webhooksState({ ledger, troubles }: Sync): Status['webhooks'] {
  if (readState(ledger, 'relay') === null || !readState(ledger, 'webhooksWanted')) return 'polling';
  if (troubles.has('relay')) return 'unreachable';
  return readState(ledger, 'webhooksOk') ? 'ok' : 'partly';
}

/** The first instant of the shop's day, to the hour: days that change to or from summer time included. */
function startOfDay(now: OurTime): OurTime {
  const day = stockholmDay(now);
  const hour = 3_600_000;
  let start = ourTime(Math.floor(epochMs(now) / hour) * hour);
  while (stockholmDay(later(start, -1)) === day) start = later(start, -hour);
  return start;
}
