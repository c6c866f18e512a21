/** The relay as a program of its own for a figure, and how to pair with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, startProgram } from './programs.ts';

const ADMIN_KEY = 'the-admin-key-of-the-bench';

export interface Tokens {
  readonly ingestToken: string;
  readonly deviceToken: string;
}

export interface Relay {
  readonly url: string;
  readonly program: Running;
  /** A tenant's tokens. */
  pair(): Promise<Tokens>;
  metric(name: string): Promise<number>;
}

export async function post(url: string, body: object, key = ''): Promise<Record<string, string>> {
  const headers = { Authorization: `Bearer ${key}` };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

export async function readMetric(address: string, name: string): Promise<number> {
  const text = await (await fetch(address)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

/** So many shops. */
export async function pairMany({ pair }: Relay, shops: number): Promise<Tokens[]> {
  const paired: Tokens[] = [];
  while (paired.length < shops) {
    const more = Math.min(50, shops - paired.length);
    paired.push(...(await Promise.all(Array.from({ length: more }, () => pair()))));
  }
  return paired;
}

/** On SQLite in a folder of its own, unless the variables say otherwise; `before` as in `startProgram`. */
export async function withRelay<T>(
  work: (relay: Relay) => Promise<T>,
  variables: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-relay-'));
  const settings = {
    RELAY_PORT: '0',
    RELAY_DATA_DIR: dataDir,
    RELAY_ADMIN_KEY: ADMIN_KEY,
    RELAY_INGEST_PER_SECOND: '100000',
    RELAY_INGEST_BURST: '1000000',
    RELAY_QUOTA_EVENTS: '10000000',
    RELAY_QUOTA_MB: '100000',
    ...variables,
  };
  const program = startProgram('relay/server.ts', [], settings, before);
  let paired = 0;
  try {
    const url = await program.field('url');
    return await work({
      url,
      program,
      pair: async () => {
        paired += 1;
        const own = paired;
        const { code } = await post(`${url}/v1/pairing-codes`, {}, ADMIN_KEY);
        const token = (letter: string) => `${letter}${own}`.padEnd(43, '-');
        const tokens = { ingestToken: token('i'), deviceToken: token('d') };
        await post(`${url}/v1/pair`, { code, instanceId: `instance ${own}`, name: 'Kassan', ...tokens });
        return tokens;
      },
      metric: (name) => readMetric(`${url}/metrics`, name),
    });
  } finally {
    await program.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
