/** Starts programs for a figure, and ends them with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface Running {
  /** The first line of its stdout that is JSON with this field. */
  field(name: string): Promise<string>;
  write(text: string): void;
  end(): Promise<void>;
}

/** `before`: another program with its words, that starts this one. */
export function startProgram(
  path: string,
  words: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Running {
  const script = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const [program = '', ...rest] = [...before, process.execPath, '--no-warnings', script, ...words];
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  alive.add(child);
  const ended = once(child, 'exit').then(() => void alive.delete(child));
  const lines: string[] = [];
  const asked: { name: string; resolve: (value: string) => void }[] = [];
  const sample = () => {
    for (const { name, resolve } of asked) {
      for (const line of lines) {
        const value: unknown = (JSON.parse(line) as Record<string, unknown>)[name];
        if (value !== undefined) resolve(String(value));
      }
    }
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    sample();
  });
  return {
    field: (name) =>
      Promise.race([
        new Promise<string>((resolve) => {
          asked.push({ name, resolve });
          sample();
        }),
        ended.then(() => {
          throw new Error(`${path} ended without »${name}«`);
        }),
      ]),
    write: (text) => void child.stdin.write(text),
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a program to its end and gives what its one line of stdout says. `lines` are what it reads from its stdin. */
export async function runProgram<Result>(
  path: string,
  words: readonly string[],
  lines: readonly string[] = [],
): Promise<Result> {
  const script = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  alive.add(child);
  child.stdin.on('error', () => undefined).end(lines.map((line) => `${line}\n`).join(''));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  alive.delete(child);
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
  return JSON.parse(text) as Result;
}
