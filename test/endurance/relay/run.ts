/**
 * A relay under many shops for a while: `npm run endure:relay -- --tenants 500 --minutes 30 [--seed 1] [--per-second 50] [--store postgres]`.
 * Prints its memory each minute and whether it stayed flat; exit 1 where it did not, or anything was lost, came twice or was a gap.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from '../../../bench/figure.ts';
import { createPracticeRandom } from '../../../practice/random.ts';
import { hasPostgres, type Postgres, startPostgres } from '../../../relay/testing/postgres.ts';
import { startRelay } from '../../relay/program.ts';
import { type Crowd, openCrowd } from './crowd.ts';
import { type Flatness, judgeFlatness, type Sample } from './flat.ts';

const MINUTE = 60_000;
const ADMIN_KEY = 'the-admin-key-of-this-run';

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    'per-second': { type: 'string', default: '50' },
    store: { type: 'string', default: 'sqlite' },
  },
});
const [tenants, minutes, perSecond] = [values.tenants, values.minutes, values['per-second']].map(Number) as [
  number,
  number,
  number,
];
const isUsable = Number.isSafeInteger(tenants) && tenants > 0 && minutes > 0 && perSecond > 0;
if (!isUsable || !['sqlite', 'postgres'].includes(values.store)) {
  process.stderr.write(
    'usage: endure:relay -- --tenants N --minutes M [--seed SEED] [--per-second N] [--store sqlite|postgres]\n',
  );
  process.exit(2);
}
if (values.store === 'postgres' && !hasPostgres) {
  process.stderr.write('there is no PostgreSQL on this computer\n');
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const write = (line: string) => void process.stdout.write(`${line}\n`);
const mb = (megabytes: number) => `${Math.round(megabytes)} MB`;

async function readMetrics(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** A sample often enough for a short run, a line each minute. */
async function watch(url: string, { tally }: Crowd, signal: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [];
  const begun = performance.now();
  const every = Math.min(5_000, (minutes * MINUTE) / 60);
  let told = 0;
  while (!signal.aborted) {
    await sleep(every, undefined, { signal }).catch(() => undefined);
    const metric = await readMetrics(url);
    const at = performance.now() - begun;
    const rss = metric('process_resident_memory_bytes') / 1e6;
    const heap = metric('relay_heap_used_bytes') / 1e6;
    samples.push({ at, rss, heap });
    if (Math.floor(at / MINUTE) === told) continue;
    told = Math.floor(at / MINUTE);
    const [polls, held] = [metric('relay_polls_waiting'), metric('relay_events_waiting')];
    write(
      `${told} min: ${mb(rss)}, heap ${mb(heap)}; ${tally.accepted} taken in, ${held} wait, ${polls} computers wait`,
    );
  }
  return samples;
}

function summary({ tally }: Crowd, samples: readonly Sample[], flat: Flatness | null): string[] {
  const statuses = [...tally.statuses].map(([status, n]) => `${status} × ${n}`).join(', ');
  const [p50, p99] = [quantile(tally.took, 0.5), quantile(tally.took, 0.99)];
  const most = Math.max(...samples.map(({ rss }) => rss));
  const range = ([from, to]: readonly [number, number]) => `${mb(from)} → ${mb(to)}`;
  return [
    `deliveries: ${statuses}; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    `fetched ${tally.fetched}; ${tally.left} shops left and as many came`,
    `memory: most ${mb(most)}${flat ? `; second quarter → last: ${range(flat.rss)}, heap ${range(flat.heap)}` : ''}`,
    ...tally.violations.slice(0, 20),
  ];
}

async function endure(databaseUrl: string | null, dataDir: string): Promise<number> {
  const store = databaseUrl === null ? { RELAY_DATA_DIR: dataDir } : { RELAY_DATABASE_URL: databaseUrl };
  const relay = await startRelay({ RELAY_ADMIN_KEY: ADMIN_KEY, ...store });
  const newCode = async () => {
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    const answer = await fetch(`${relay.url}/v1/pairing-codes`, { method: 'POST', headers, body: '{}' });
    return ((await answer.json()) as { code: string }).code;
  };
  const crowd = await openCrowd({
    url: relay.url,
    shops: tenants,
    perSecond,
    random: createPracticeRandom(values.seed),
    newCode,
    longestAway: Math.min(MINUTE, (minutes * MINUTE) / 10),
  });
  const ending = AbortSignal.timeout(minutes * MINUTE);
  const watching = watch(relay.url, crowd, ending);
  await crowd.run(ending);
  const samples = await watching;
  await crowd.quiesce();
  await crowd.close();
  await relay.kill('SIGTERM');
  const { violations } = crowd.tally;
  if ((await relay.ended).code !== 0) violations.push('the relay did not end in order');
  const flat = judgeFlatness(samples);
  for (const line of summary(crowd, samples, flat)) write(line);
  const verdict = flat === null ? 'too short to judge' : flat.isFlat ? 'flat' : 'grown';
  write(
    `${tenants} tenants × ${minutes} minutes of seed ${values.seed}: memory ${verdict}, ${violations.length} violations`,
  );
  return violations.length > 0 || flat?.isFlat === false ? 1 : 0;
}

const dataDir = mkdtempSync(join(tmpdir(), 'relay-endure-'));
let postgres: Postgres | null = null;
try {
  if (values.store === 'postgres') postgres = await startPostgres();
  process.exitCode = await endure(postgres && (await postgres.newDatabase()), dataDir);
} finally {
  await postgres?.remove();
  rmSync(dataDir, { recursive: true, force: true });
}
