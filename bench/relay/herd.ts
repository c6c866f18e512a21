/**
 * A program that asks for events with every token it reads from stdin (a line each) at the same instant, several times over, and then says
 * how long that took.
 *
 * `node bench/relay/herd.ts URL WAVES`
 */
import { createInterface } from 'node:readline';
import { quantile } from '../figure.ts';

export interface HerdResult {
  /** Of a wave, from the first question to the last answer, in milliseconds: the middle one. */
  readonly wave: number;
  /** Of a single answer. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200. */
  readonly refused: number;
  readonly events: number;
}

const [address = '', waves = '1'] = process.argv.slice(2);
const url = new URL(address);
if (url.hostname !== '127.0.0.1') throw new Error('loopback only');

const tokens: string[] = [];
for await (const token of createInterface({ input: process.stdin })) {
  if (token === '') break;
  tokens.push(token);
}
const [took, times]: [number[], number[]] = [[], []];
let [refused, events] = [0, 0];

async function ask(token: string): Promise<void> {
  const begun = performance.now();
  const answer = await fetch(`${url.origin}/v1/events?after=0`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const text = await answer.text();
  took.push(performance.now() - begun);
  if (answer.status !== 200) refused += 1;
  else events += (JSON.parse(text) as { events: unknown[] }).events.length;
}

for (let wave = 0; wave < Number(waves); wave += 1) {
  const begun = performance.now();
  await Promise.all(tokens.map(ask));
  times.push(performance.now() - begun);
}
const result: HerdResult = {
  wave: quantile(times, 0.5),
  p50: quantile(took, 0.5),
  p99: quantile(took, 0.99),
  refused,
  events,
};
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
