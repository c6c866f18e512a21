import { hasPostgres, startPostgres } from '../../relay/testing/postgres.ts';
import { type Conditions, count, decimals, type Figure, type Row } from '../figure.ts';
import type { HerdResult } from '../relay/herd.ts';
import type { LoadResult } from '../relay/load.ts';
import { runProgram } from '../relay/programs.ts';
import { pairMany, type Relay, withRelay } from '../relay/relay.ts';

/** Events that wait for each computer: what a shop has in an hour of rest. */
const BACKLOG = 20;
const WAVES = 10;
const [PER_SECOND, SECONDS] = [200, 6];

const load = (addresses: readonly string[], requests: number, connections: number, perSecond = 0) =>
  runProgram<LoadResult>('bench/relay/load.ts', [
    addresses.join(','),
    String(requests),
    String(connections),
    String(perSecond),
  ]);

/** The relay was away, and every shop's computer asks for all it has missed at the same instant, while Shopify delivers to another shop. */
async function measureHerd(store: string, relay: Relay, computers: number): Promise<Row> {
  const { url } = relay;
  const [other, ...herd] = await pairMany(relay, computers + 1);
  if (!other) throw new Error('a shop is wanted');
  const addressOf = (token: string) => `${url}/in/${token}`;
  await load(
    herd.map(({ ingestToken }) => addressOf(ingestToken)),
    BACKLOG * computers,
    computers,
  );
  const beside = () => load([addressOf(other.ingestToken)], PER_SECOND * SECONDS, 16, PER_SECOND);
  const rest = await beside();
  const [meanwhile, asked] = await Promise.all([
    beside(),
    runProgram<HerdResult>(
      'bench/relay/herd.ts',
      [url, String(WAVES)],
      herd.map((one) => one.deviceToken),
    ),
  ]);
  const expected = BACKLOG * computers * WAVES;
  if (asked.events !== expected) throw new Error(`${asked.events} of ${expected} events were fetched`);
  const refused = asked.refused + meanwhile.refused;
  return {
    what: `relay on ${store}, ${count(computers)} computers come at once for ${BACKLOG} events each`,
    value: `all have them in ${decimals(asked.wave / 1_000)} s (p99 ${decimals(asked.p99)} ms), another shop's deliveries p99 ${decimals(meanwhile.p99)} ms (alone ${decimals(rest.p99)}), ${refused} refused`,
    goal: 'none refused, deliveries p99 < 1 s',
    // What is refused is no wall time.
    isMet: refused === 0,
  };
}

export const relayHerd: Figure = {
  name: 'relay-herd',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const computers = scale === 'full' ? 500 : 100;
    const rows = [await withRelay((relay) => measureHerd('SQLite', relay, computers))];
    if (!hasPostgres) return rows;
    const postgres = await startPostgres();
    try {
      const variables = { RELAY_DATABASE_URL: await postgres.newDatabase() };
      rows.push(await withRelay((relay) => measureHerd('PostgreSQL', relay, computers), variables));
    } finally {
      await postgres.remove();
    }
    return rows;
  },
};
