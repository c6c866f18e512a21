import { spawnSync } from 'node:child_process';
import { type Conditions, count, decimals, type Figure, type Row } from '../figure.ts';
import type { LoadResult } from '../relay/load.ts';
import { runProgram } from '../relay/programs.ts';
import { type Relay, withRelay } from '../relay/relay.ts';

/** Of a disk that is shared or far away, each time it is waited for. */
const SYNC_MS = 50;
const [CONNECTIONS, PER_SECOND, SECONDS] = [64, 400, 8];
/** A delivery may just miss a commit and wait for the next, which is two; and the machine is there for others, too. */
const MOST_SYNCS = 4;

const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
const slowed = [
  ...['strace', '-D', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync'],
  ...['-e', `inject=fsync,fdatasync:delay_enter=${SYNC_MS * 1_000}`],
];

/** Deliveries at a steady rate, while somebody asks all the time for something that no disk is needed for. */
async function measureSlow({ url, pair }: Relay, seconds: number): Promise<Row> {
  const { ingestToken } = await pair();
  const words = [`${url}/in/${ingestToken}`, PER_SECOND * seconds, CONNECTIONS, PER_SECOND].map(String);
  let isOver = false;
  let longest = 0;
  const asking = (async () => {
    while (!isOver) {
      const begun = performance.now();
      await (await fetch(`${url}/health`)).arrayBuffer();
      longest = Math.max(longest, performance.now() - begun);
    }
  })();
  const { perSecond, p50, p99, refused } = await runProgram<LoadResult>('bench/relay/load.ts', words);
  isOver = true;
  await asking;
  const syncs = p50 / SYNC_MS;
  return {
    what: `relay on SQLite, a disk that takes ${SYNC_MS} ms each time, ${PER_SECOND} webhooks/s`,
    value: `${decimals(syncs)} × the disk's time (p50 ${decimals(p50)} ms, p99 ${decimals(p99)} ms, ${count(perSecond)}/s, ${refused} refused); other answers ${decimals(longest)} ms at most`,
    goal: `p50 ≤ ${decimals(MOST_SYNCS)} × the disk's time, none refused`,
    isMet: syncs <= MOST_SYNCS && refused === 0,
  };
}

export const relayDisk: Figure = {
  name: 'relay-disk',
  measure: async ({ scale }: Conditions): Promise<Row[]> => {
    if (!canTrace) return [];
    const seconds = scale === 'full' ? SECONDS : SECONDS / 2;
    return [await withRelay((relay) => measureSlow(relay, seconds), {}, slowed)];
  },
};
