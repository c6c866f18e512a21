/** Counters of this process, and the text Prometheus reads. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import packageInfo from './package.json' with { type: 'json' };
import { gauge, type Sample, series } from './prometheus.ts';
import type { RefusalReason, Store } from './store/store.ts';

const { version } = packageInfo;

/** What became of a delivery. */
type IngestOutcome = 'stored' | 'duplicate' | 'unknownToken' | 'overRate' | 'unavailable';

/** Why a delivery was refused that may come again. */
type Refused = RefusalReason | 'overRate' | 'inFlight';

/** What only the server around the routes knows. */
interface ServerState {
  bytesInFlight(): number;
}

export interface Metrics {
  ingest(outcome: IngestOutcome, seconds: number): void;
  refused(reason: Refused): void;
  /** A sweep has ended: at which instant, and null when it failed. */
  swept(at: number | null): void;
  /** A message about a computer that does not come has arrived, or has not. */
  told(isSent: boolean): void;
  /** From now on it is asked too. */
  attach(server: ServerState): void;
  answered(route: string, status: number): void;
  text(store: Store, waiting: number): Promise<string>;
}

/** Upper bounds in seconds. Shopify gives up after 5. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

type LoopDelay = ReturnType<typeof monitorEventLoopDelay>;

const reasons: readonly Refused[] = ['store', 'queueFull', 'tooSlow', 'locked', 'overRate', 'inFlight'];

/** The 99th percentile of how late the event loop was, in seconds, since it was last asked. */
function takeDelay(loop: LoopDelay | null): number {
  if (!loop) return 0;
  const seconds = loop.percentile(99) / 1e9;
  loop.reset();
  return Number.isFinite(seconds) ? seconds : 0;
}

/** `startedAt`: epoch milliseconds, from when on a sweep is late. */
export function createMetrics(startedAt: number): Metrics {
  const ingested = new Map<IngestOutcome, number>([
    ['stored', 0],
    ['duplicate', 0],
    ['unknownToken', 0],
    ['overRate', 0],
    ['unavailable', 0],
  ]);
  const refusals = new Map<Refused, number>(reasons.map((reason) => [reason, 0]));
  const alerts = new Map([
    ['sent', 0],
    ['failed', 0],
  ]);
  const sweeps = { done: 0, failed: 0, lastAt: startedAt };
  let server: ServerState = { bytesInFlight: () => 0 };
  /** Only a server has a loop of its own to be late in. */
  let loop: LoopDelay | null = null;
  const answers = new Map<string, number>();
  const commits = createHistogram();

  return {
    ingest: (outcome, seconds) => {
      ingested.set(outcome, (ingested.get(outcome) ?? 0) + 1);
      if (outcome === 'stored' || outcome === 'duplicate') commits.add(seconds);
    },
    refused: (reason) => count(refusals, reason),
    swept: (at) => {
      if (at === null) sweeps.failed += 1;
      else {
        sweeps.done += 1;
        sweeps.lastAt = at;
      }
    },
    told: (isSent) => count(alerts, isSent ? 'sent' : 'failed'),
    attach: (state) => {
      server = state;
      loop ??= monitorEventLoopDelay({ resolution: 20 });
      loop.enable();
    },
    answered: (route, status) => {
      const labels = `{route="${route}",status="${status}"}`;
      answers.set(labels, (answers.get(labels) ?? 0) + 1);
    },
    text: async (store, waiting) => {
      const outcomes = [...ingested].map(([outcome, n]): Sample => [`{outcome="${outcome}"}`, n]);
      const all = [
        ...storeState(store),
        ...processState(server, loop),
        series('relay_refusals_total', 'Deliveries refused that may come again, by reason.', 'counter', [
          ...[...refusals].map(([reason, n]): Sample => [`{reason="${reason}"}`, n]),
        ]),
        series('relay_sweeps_total', 'Sweeps by how they ended.', 'counter', [
          ['{outcome="done"}', sweeps.done],
          ['{outcome="failed"}', sweeps.failed],
        ]),
        alertsText(alerts),
        gauge(
          'relay_last_sweep_timestamp_seconds',
          'When the last sweep came to its end, or the start.',
          sweeps.lastAt / 1_000,
        ),
        gauge('relay_polls_waiting', 'Long polls waiting for something to happen.', waiting),
        ...(await holdings(store)),
        series('relay_ingest_total', 'Deliveries by what became of them.', 'counter', outcomes),
        series(
          'relay_ingest_seconds',
          'From the head of a delivery to its durable commit.',
          'histogram',
          commits.samples(),
        ),
        series('relay_answers_total', 'Answers by route and status.', 'counter', [...answers]),
      ];
      return `${all.join('\n')}\n`;
    },
  };
}

const count = <Name>(counts: Map<Name, number>, name: Name): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const alertsText = (alerts: ReadonlyMap<string, number>): string =>
  series('relay_alerts_total', 'Messages about computers that do not come, by how they ended.', 'counter', [
    ...[...alerts].map(([outcome, n]): Sample => [`{outcome="${outcome}"}`, n]),
  ]);

/** Counts times in seconds, each in every bucket whose bound it does not exceed. */
function createHistogram() {
  const buckets: number[] = BOUNDS.map(() => 0);
  let [sum, count] = [0, 0];
  return {
    add: (seconds: number) => {
      sum += seconds;
      count += 1;
      for (let n = BOUNDS.length - 1; n >= 0 && seconds <= (BOUNDS[n] ?? 0); n -= 1) {
        buckets[n] = (buckets[n] ?? 0) + 1;
      }
    },
    samples: (): Sample[] => [
      ...BOUNDS.map((bound, n): Sample => [`_bucket{le="${bound}"}`, buckets[n] ?? 0]),
      ['_bucket{le="+Inf"}', count],
      ['_sum', sum],
      ['_count', count],
    ],
  };
}

/** What the store holds; nothing while it cannot say: `relay_store_up` says that. */
async function holdings(store: Store): Promise<string[]> {
  const held = await store.holdings().catch(() => null);
  if (held === null) return [];
  return [
    gauge('relay_tenants', 'Shops that have paired.', held.tenants),
    gauge('relay_events_waiting', 'Events not yet acknowledged.', held.events),
    gauge('relay_bytes_waiting', 'Their headers and bodies in bytes.', held.bytes),
    gauge(
      'relay_oldest_event_timestamp_seconds',
      'When the oldest of them was received; 0 when none waits.',
      (held.oldestAt ?? 0) / 1_000,
    ),
  ];
}

/** How the store stands, and what it has lost. */
function storeState(store: Store): string[] {
  const { isUp, queued, oldestMs, listenLost } = store.health();
  const dropped = store.dropped();
  return [
    gauge('relay_store_up', 'Whether events can be stored now.', isUp ? 1 : 0),
    gauge('relay_store_queue', 'Writes waiting for their commit.', queued),
    gauge('relay_store_oldest_seconds', 'How long the oldest of them has been waiting.', oldestMs / 1_000),
    series('relay_listen_lost_total', 'Losses of the connection that hears of other nodes.', 'counter', [
      ['', listenLost],
    ]),
    series('relay_dropped_total', 'Events dropped before anybody acknowledged them.', 'counter', [
      ['{reason="quota"}', dropped.quota],
      ['{reason="retention"}', dropped.retention],
    ]),
  ];
}

/** What the process takes. */
function processState(server: ServerState, loop: LoopDelay | null): string[] {
  return [
    gauge('relay_bytes_in_flight', 'Room held for bodies on their way in.', server.bytesInFlight()),
    gauge('relay_event_loop_p99_seconds', 'Lateness of the event loop since the last look.', takeDelay(loop)),
    gauge('relay_heap_used_bytes', 'Heap in use.', process.memoryUsage().heapUsed),
    gauge(
      'relay_build_info',
      'Which relay and which Node.',
      1,
      `{version="${version}",node="${process.version}"}`,
    ),
    series('process_cpu_seconds_total', 'Processor time of the process in seconds.', 'counter', [
      ['', cpuSeconds()],
    ]),
    gauge('process_resident_memory_bytes', 'Memory of the process in bytes.', process.memoryUsage.rss()),
  ];
}
