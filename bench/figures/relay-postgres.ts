import { setTimeout as sleep } from 'node:timers/promises';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { type Conditions, count, decimals, type Figure, median, type Row } from '../figure.ts';
import type { LoadResult } from '../relay/load.ts';
import { insertCeiling } from '../relay/postgres.ts';
import { runProgram } from '../relay/programs.ts';
import { pairMany, post, type Relay, type Tokens, withRelay } from '../relay/relay.ts';

/** As many rows on their way as `pgbench` has: four connections with 64 each. */
const CONNECTIONS = 256;
const SHOPS = 64;
const ROUNDS = 3;
const GOAL = 0.35;
/** The rest of the relay costs three times what PostgreSQL does: a store that costs no more than the other leaves them alike. */
const LEAST_OF_SQLITE = 0.6;
const STEADY_PER_SECOND = 500;

const load = (
  shops: readonly Tokens[],
  { url }: Relay,
  requests: number,
  perSecond = 0,
  connections = CONNECTIONS,
) =>
  runProgram<LoadResult>('bench/relay/load.ts', [
    shops.map(({ ingestToken }) => `${url}/in/${ingestToken}`).join(','),
    String(requests),
    String(connections),
    String(perSecond),
  ]);

/** A shop's computer: fetches what comes and acknowledges it, until it is told to stop. */
function followAndAcknowledge({ url }: Relay, { deviceToken }: Tokens) {
  let isOver = false;
  const follow = async () => {
    const { epoch } = await post(`${url}/v1/lease`, { instanceId: 'the bench', name: 'Kassan' }, deviceToken);
    for (let after = 0; !isOver; ) {
      const answer = await fetch(`${url}/v1/events?after=${after}&wait=1`, {
        headers: { Authorization: `Bearer ${deviceToken}` },
      });
      const { events } = (await answer.json()) as { events: { seq: number }[] };
      after = events.at(-1)?.seq ?? after;
      if (events.length > 0)
        await post(`${url}/v1/ack`, { through: after, epoch: Number(epoch) }, deviceToken);
      // As often as a computer may ask.
      await sleep(100);
    }
  };
  const following = follow();
  return async () => {
    isOver = true;
    await following;
  };
}

/** `sqlite`: the same program on the other store, at rest while this one works, and the other way round. */
async function measureThroughput(
  postgres: Postgres,
  relay: Relay,
  sqlite: Relay,
  scale: number,
): Promise<Row[]> {
  const [shops, same] = [await pairMany(relay, SHOPS), await pairMany(sqlite, SHOPS)];
  const one = shops.slice(0, 1);
  await load(shops, relay, scale / 4);
  await load(same, sqlite, scale / 4);
  const rounds: { ceiling: number; one: LoadResult; many: LoadResult; same: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      ceiling: await insertCeiling(postgres, 4),
      one: await load(one, relay, scale),
      many: await load(shops, relay, scale),
      same: await load(same, sqlite, scale),
    });
  }
  const row = (what: string, of: (round: (typeof rounds)[number]) => LoadResult): Row => {
    const ratio = median(rounds.map((round) => of(round).perSecond / round.ceiling));
    const rate = median(rounds.map((round) => of(round).perSecond));
    const refused = rounds.reduce((sum, round) => sum + of(round).refused, 0);
    return {
      what: `relay on PostgreSQL, ${what}, against pgbench at 64 rows a commit`,
      value: `${decimals(ratio)} × of ${count(median(rounds.map(({ ceiling }) => ceiling)))}/s (${count(rate)}/s, ${refused} refused)`,
      goal: `≥ ${decimals(GOAL)} ×`,
      isMet: null,
    };
  };
  const ofSqlite = median(rounds.map(({ many, same: other }) => many.perSecond / other.perSecond));
  return [
    row('one shop', (round) => round.one),
    row(`${SHOPS} shops`, (round) => round.many),
    {
      what: `relay on PostgreSQL, ${SHOPS} shops, against the same relay on SQLite`,
      value: `${decimals(ofSqlite)} × of ${count(median(rounds.map((round) => round.same.perSecond)))}/s`,
      goal: `≥ ${decimals(LEAST_OF_SQLITE)} ×`,
      isMet: ofSqlite >= LEAST_OF_SQLITE,
    },
  ];
}

async function measureSteady(relay: Relay, seconds: number): Promise<Row> {
  const shop = await relay.pair();
  const stop = followAndAcknowledge(relay, shop);
  const { p50, p99, refused } = await load([shop], relay, STEADY_PER_SECOND * seconds, STEADY_PER_SECOND, 64);
  await stop();
  return {
    what: `relay on PostgreSQL at ${STEADY_PER_SECOND} webhooks/s, fetched and acknowledged meanwhile`,
    value: `p50 ${decimals(p50)} ms, p99 ${decimals(p99)} ms, ${refused} refused`,
    goal: 'p99 < 100 ms',
    isMet: null,
  };
}

export const relayPostgres: Figure = {
  name: 'relay-postgres',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    if (!hasPostgres) return [];
    const postgres = await startPostgres();
    try {
      const variables = { RELAY_DATABASE_URL: await postgres.newDatabase() };
      const isFull = scale === 'full';
      return await withRelay(
        async (relay) => [
          ...(await withRelay((sqlite) =>
            measureThroughput(postgres, relay, sqlite, isFull ? 16_000 : 6_000),
          )),
          await measureSteady(relay, isFull ? 15 : 6),
        ],
        variables,
      );
    } finally {
      await postgres.remove();
    }
  },
};
