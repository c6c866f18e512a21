import { type Conditions, count, decimals, type Figure, median, type Row } from '../figure.ts';
import type { LoadResult } from '../relay/load.ts';
import { runProgram, startProgram } from '../relay/programs.ts';
import { pairMany, readMetric, withRelay } from '../relay/relay.ts';

const CONNECTIONS = 64;
const LEAST_RATIO = 0.2;
const ROUNDS = 3;

interface Measured extends LoadResult {
  /** Microseconds of the server's processor for each request. */
  readonly cost: number;
}

async function measure(address: string, metrics: string, requests: number): Promise<Measured> {
  const cpu = () => readMetric(metrics, 'process_cpu_seconds_total');
  const before = await cpu();
  const words = [address, String(requests), String(CONNECTIONS)];
  const result = await runProgram<LoadResult>('bench/relay/load.ts', words);
  return { ...result, cost: (((await cpu()) - before) * 1_000_000) / requests };
}

/** Both servers are there all the time and take turns, so that what the machine does besides meets both. */
async function durableWebhooks(requests: number): Promise<Row[]> {
  const noOp = startProgram('bench/relay/no-op-server.ts');
  try {
    return await withRelay(async ({ url, pair, metric }) => {
      const address = await noOp.field('url');
      const { ingestToken } = await pair();
      const bare = (n: number) => measure(`${address}/in/${'x'.repeat(43)}`, address, n);
      const durable = (n: number) => measure(`${url}/in/${ingestToken}`, `${url}/metrics`, n);
      await bare(requests / 4);
      await durable(requests / 4);
      const rounds: { bare: Measured; durable: Measured }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({ bare: await bare(requests), durable: await durable(requests) });
      }
      if (rounds.some((round) => round.durable.refused > 0)) throw new Error('deliveries were refused');
      const stored = await metric('relay_events_waiting');
      if (stored !== requests * (ROUNDS + 1 / 4)) throw new Error(`${stored} events are stored`);
      const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
      const rate = of((round) => round.durable.perSecond / round.bare.perSecond);
      const processor = of((round) => round.bare.cost / round.durable.cost);
      const latency = `p50 ${decimals(of((one) => one.durable.p50))} ms, p99 ${decimals(of((one) => one.durable.p99))} ms`;
      return [
        {
          what: `relay, ${CONNECTIONS} connections, each webhook on the disk before its 200`,
          value: `${count(of((one) => one.durable.perSecond))} webhooks/s, ${latency}`,
          goal: '≥ 10 000 webhooks/s, p99 < 50 ms on two cores',
          isMet: null,
        },
        {
          what: 'the same against a node:http server that does nothing',
          value: `${decimals(rate)} × of ${count(of((one) => one.bare.perSecond))}/s`,
          goal: `≥ ${decimals(LEAST_RATIO)} ×`,
          isMet: rate >= LEAST_RATIO,
        },
        {
          what: 'the same by processor time, in which the load has no part',
          value: `${decimals(processor)} × (${count(of((one) => one.durable.cost))} µs a webhook)`,
          goal: `≥ ${decimals(LEAST_RATIO)} ×`,
          isMet: processor >= LEAST_RATIO,
        },
      ];
    });
  } finally {
    await noOp.end();
  }
}

/** One poll for each shop, all waiting. */
async function idlePolls(polls: number): Promise<Row[]> {
  return withRelay(async (relay) => {
    const { url, metric } = relay;
    const tokens = (await pairMany(relay, polls)).map(({ deviceToken }) => deviceToken);
    const before = await metric('process_resident_memory_bytes');
    const client = startProgram('bench/relay/idle-polls.ts', [url]);
    try {
      client.write(`${tokens.join('\n')}\n\n`);
      await client.field('opened');
      const giveUpAt = performance.now() + 20_000;
      while ((await metric('relay_polls_waiting')) < polls) {
        if (performance.now() > giveUpAt) throw new Error('the polls do not all wait');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const after = await metric('process_resident_memory_bytes');
      return [
        {
          what: `relay, memory of one idle long poll among ${count(polls)}`,
          value: `${decimals((after - before) / 1_024 / polls)} KiB`,
          goal: '≤ 20 KiB',
          isMet: null,
        },
      ];
    } finally {
      await client.end();
    }
  });
}

export const relay: Figure = {
  name: 'relay',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    const isFull = scale === 'full';
    return [...(await durableWebhooks(isFull ? 16_000 : 4_000)), ...(await idlePolls(isFull ? 2_000 : 500))];
  },
};
