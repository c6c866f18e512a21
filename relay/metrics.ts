/** Counters of this process, and the text Prometheus reads. */
import type { Store } from './store/store.ts';

/** What became of a delivery. */
type IngestOutcome = 'stored' | 'duplicate' | 'unknownToken' | 'overRate' | 'unavailable';

export interface Metrics {
  ingest(outcome: IngestOutcome, seconds: number): void;
  answered(route: string, status: number): void;
  text(store: Store, waiting: number): Promise<string>;
}

/** Upper bounds in seconds. Shopify gives up after 5. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

export function createMetrics(): Metrics {
  const ingested = new Map<IngestOutcome, number>([
    ['stored', 0],
    ['duplicate', 0],
    ['unknownToken', 0],
    ['overRate', 0],
    ['unavailable', 0],
  ]);
  const answers = new Map<string, number>();
  const commits = createHistogram();

  return {
    ingest: (outcome, seconds) => {
      ingested.set(outcome, (ingested.get(outcome) ?? 0) + 1);
      if (outcome === 'stored' || outcome === 'duplicate') commits.add(seconds);
    },
    answered: (route, status) => {
      const labels = `{route="${route}",status="${status}"}`;
      answers.set(labels, (answers.get(labels) ?? 0) + 1);
    },
    text: async (store, waiting) => {
      const { isUp, queued } = store.health();
      const dropped = store.dropped();
      const outcomes = [...ingested].map(([outcome, n]): Sample => [`{outcome="${outcome}"}`, n]);
      const all = [
        gauge('relay_store_up', 'Whether events can be stored now.', isUp ? 1 : 0),
        gauge('relay_store_queue', 'Writes waiting for their commit.', queued),
        gauge('relay_polls_waiting', 'Long polls waiting for something to happen.', waiting),
        ...(await holdings(store)),
        series('relay_ingest_total', 'Deliveries by what became of them.', 'counter', outcomes),
        series(
          'relay_ingest_seconds',
          'From the head of a delivery to its durable commit.',
          'histogram',
          commits.samples(),
        ),
        series('relay_dropped_total', 'Events dropped before anybody acknowledged them.', 'counter', [
          ['{reason="quota"}', dropped.quota],
          ['{reason="retention"}', dropped.retention],
        ]),
        series('relay_answers_total', 'Answers by route and status.', 'counter', [...answers]),
        series('process_cpu_seconds_total', 'Processor time of the process in seconds.', 'counter', [
          ['', cpuSeconds()],
        ]),
        gauge('process_resident_memory_bytes', 'Memory of the process in bytes.', process.memoryUsage.rss()),
      ];
      return `${all.join('\n')}\n`;
    },
  };
}

/** Labels, or the end of a name, and a number. */
type Sample = readonly [string, number];

function series(name: string, help: string, type: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, n]) => `${name}${labels} ${n}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

const gauge = (name: string, help: string, value: number) => series(name, help, 'gauge', [['', value]]);

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
