/** The relay as a program of its own, and what a computer and Shopify say to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventsAnswer, eventsAnswer, type RelayEvent } from '../../shared/contract/relay.ts';

const NODE_COMPILE_CACHE = join(tmpdir(), 'backoffice-compile-cache');
export const CODE = 'kod-for-testet-0123456789';

const scriptOf = (name: string): string => fileURLToPath(new URL(`../../relay/${name}`, import.meta.url));

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface RelayProgram {
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** Starts it and waits until it listens. `before` are words of bash that come before the program's. @throws when it ends instead */
export async function startRelay(
  variables: Readonly<Record<string, string>>,
  before = 'exec',
  script = scriptOf('server.ts'),
): Promise<RelayProgram> {
  const child = spawn(
    '/bin/bash',
    ['-c', `${before} "$@"`, 'bash', process.execPath, '--no-warnings', script],
    {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE,
        RELAY_PORT: '0',
        RELAY_PAIRING_CODE: CODE,
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  alive.add(child);
  let output = '';
  const listening = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /"url":"([^"]+)".*"listening"/.exec(output)?.[1];
      if (url !== undefined) listening.resolve(url);
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => {
    alive.delete(child);
    listening.reject(new Error(`the relay ended with ${code ?? signal}: ${output}`));
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const url = await listening.promise;
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

/** Runs a script of the relay's to its end. */
export async function runRelay(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Ending & { readonly stdout: string }> {
  const [script = '', ...rest] = words;
  const child = spawn(process.execPath, ['--no-warnings', scriptOf(script), ...rest], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, RELAY_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  alive.delete(child);
  return { code: code as number | null, stdout, output: stdout + stderr };
}

export interface Tokens {
  readonly ingestToken: string;
  readonly deviceToken: string;
}

const letters = (letter: string) => letter.repeat(43);
export const tokens: Tokens = { ingestToken: letters('i'), deviceToken: letters('d') };

/** Pairs with the code; a second time is the same pairing. */
export async function pair(url: string, code = CODE, own: Tokens = tokens): Promise<string> {
  const body = JSON.stringify({ code, instanceId: `instance ${own.deviceToken[0]}`, name: 'Kassan', ...own });
  const answer = await fetch(`${url}/v1/pair`, { method: 'POST', body });
  if (answer.status !== 200) throw new Error(`pairing: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { tenantId: string }).tenantId;
}

export async function deliver(
  url: string,
  id: string,
  body: string | Buffer = `{"id":"${id}"}`,
  { ingestToken }: Tokens = tokens,
): Promise<number> {
  const answer = await fetch(`${url}/in/${ingestToken}`, {
    method: 'POST',
    headers: { 'X-Shopify-Webhook-Id': id, 'X-Shopify-Topic': 'orders/create' },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** What is there after a number, or comes within `wait` seconds. */
export async function poll(url: string, after: number, wait = 0): Promise<EventsAnswer> {
  const answer = await fetch(`${url}/v1/events?after=${after}&wait=${wait}`, {
    headers: { Authorization: `Bearer ${tokens.deviceToken}` },
  });
  if (answer.status !== 200) throw new Error(`polling: ${answer.status} ${await answer.text()}`);
  return eventsAnswer.parse(await answer.json());
}

/** Everything that is held, from the first to the head. */
export async function pullAll(url: string): Promise<RelayEvent[]> {
  const all: RelayEvent[] = [];
  for (;;) {
    const { events, head } = await poll(url, all.at(-1)?.seq ?? 0);
    all.push(...events);
    if ((all.at(-1)?.seq ?? 0) >= head) return all;
  }
}

export const idOf = ({ headers }: RelayEvent): string =>
  headers.find(([name]) => name.toLowerCase() === 'x-shopify-webhook-id')?.[1] ?? '';
