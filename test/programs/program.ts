/** The real program in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const commandLine = fileURLToPath(new URL('../../host/cli/backoffice.ts', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  /** Resolves with the first line on stdout; rejects when the program ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Outcome>;
  /** Of the process; 0 when it could not be started. */
  readonly pid: number;
  hasEnded(): boolean;
  /** What it has said on stdout so far. */
  said(): string;
  /** What it has said on stderr so far. */
  complaints(): string;
  kill(signal: NodeJS.Signals): void;
}

export type Variables = Readonly<Record<string, string>>;

/** Many programs are started: what one has compiled the others need not. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'backoffice-compile-cache');

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Only what is given is in the environment; `before` are words of a shell that come before the program's. */
export function startProgram(
  words: readonly string[],
  variables: Variables,
  before = '',
  script = commandLine,
): Program {
  const command = [process.execPath, '--no-warnings', script, ...words];
  const environment = { PATH: process.env.PATH, LANG: 'sv_SE.UTF-8', NODE_COMPILE_CACHE, ...variables };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child =
    before === ''
      ? spawn(command[0] ?? '', command.slice(1), { env: environment, stdio })
      : spawn('/bin/bash', ['-c', `${before}; exec "$@"`, 'bash', ...command], { env: environment, stdio });
  alive.add(child);
  let [stdout, stderr] = ['', ''];
  let isEnded = false;
  const first = Promise.withResolvers<string>();
  first.promise.catch(() => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const end = stdout.indexOf('\n');
    if (end >= 0) first.resolve(stdout.slice(0, end));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]): Outcome => {
    isEnded = true;
    alive.delete(child);
    first.reject(new Error(`»${words.join(' ')}« ended without a line: ${stderr}`));
    return {
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
      stdout,
      stderr,
    };
  });
  return {
    firstLine: first.promise,
    ended,
    pid: child.pid ?? 0,
    hasEnded: () => isEnded,
    said: () => stdout,
    complaints: () => stderr,
    kill: (signal) => void child.kill(signal),
  };
}

/** So long is waited for what must come. A machine that is busy with other things takes its time, and that is no mistake of the program. */
export const PATIENCE_MS = 240_000;

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
