/** The real `backoffice run`, one life after another on the same data. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../host/load-engine.ts';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import { type Outcome, type Program, startProgram } from '../programs/program.ts';
import type { Setting } from './setting.ts';

export interface Lives {
  /** A new life. Returns when the program says that it is ready. */
  start(): Promise<void>;
  /** Dies at once, as when the power goes. */
  kill(): Promise<void>;
  /** Ends in order. */
  stop(): Promise<void>;
  /** Stands still for so many milliseconds, as a computer that sleeps. */
  suspend(ms: number): Promise<void>;
  /** The process of the present life; null between two lives. */
  process(): { readonly pid: number; readonly startedAt: number } | null;
  /** Works with the running program over its socket. Null where it does not run, dies meanwhile or refuses. */
  ask<T>(work: (client: Client) => Promise<T>, patienceMs?: number): Promise<T | null>;
  /** A command of a user's, to its end. */
  command(words: readonly string[]): Promise<Outcome>;
  /** What a program must not do: end by itself, say something on stderr, log an error that nobody understood. */
  readonly complaints: readonly string[];
}

interface Life {
  readonly program: Program;
  readonly startedAt: number;
  isEndWanted: boolean;
}

/** The line may hang with the one that stands still. */
const PATIENCE_MS = 30_000;
const ERROR_LEVEL = 50;

export function createLives(setting: Setting): Lives {
  const { dataDir, variables, story, forgetAnswers } = setting;
  const complaints: string[] = [];
  let life: Life | null = null;

  const begin = (): Life => {
    const program = startProgram(['run', '--json'], variables);
    const own: Life = { program, startedAt: Date.now(), isEndWanted: false };
    void program.ended.then(({ code, signal, stderr }) => {
      complaints.push(...errorsIn(dataDir, program.pid));
      if (stderr !== '') complaints.push(`the program said on stderr: ${stderr.trim()}`);
      if (!own.isEndWanted) complaints.push(`the program ended by itself: ${signal ?? code}`);
      else if (signal === null && code !== 0) complaints.push(`the program ended with ${code}`);
      if (life === own) life = null;
      forgetAnswers();
    });
    return own;
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const own = life;
    if (!own) return;
    own.isEndWanted = true;
    own.program.kill(signal);
    await own.program.ended;
  };
  return {
    complaints,
    start: async () => {
      life = begin();
      await life.program.firstLine;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    suspend: async (ms) => {
      const own = life;
      own?.program.kill('SIGSTOP');
      forgetAnswers();
      await new Promise((resolve) => setTimeout(resolve, ms));
      forgetAnswers();
      if (own && !own.program.hasEnded()) own.program.kill('SIGCONT');
    },
    process: () => (life === null ? null : { pid: life.program.pid, startedAt: life.startedAt }),
    ask: (work, patienceMs = PATIENCE_MS) =>
      withProgram(dataDir, work, patienceMs, (error) => {
        const { code } = (error as { data?: { code?: string } }).data ?? {};
        story.tell(`the program refuses: ${code ?? String(error)}`);
        if (code === undefined) complaints.push(`the program did not know what to say: ${String(error)}`);
      }),
    command: async (words) => {
      const outcome = await startProgram([...words, '--json'], variables).ended;
      story.tell(`command ${words.join(' ')}: ${outcome.code ?? outcome.signal}`);
      return outcome;
    },
  };
}

async function withProgram<T>(
  dataDir: string,
  work: (client: Client) => Promise<T>,
  patienceMs: number,
  onRefusal: (error: unknown) => void,
): Promise<T | null> {
  const remote = await connectRemote(socketAddress(dataDir)).catch(() => null);
  if (!remote) return null;
  const patience = Promise.withResolvers<null>();
  const timer = setTimeout(() => patience.resolve(null), patienceMs);
  try {
    return await Promise.race([work(remote.client), patience.promise]);
  } catch (error) {
    if (!remote.isLost()) onRefusal(error);
    return null;
  } finally {
    clearTimeout(timer);
    remote.close();
  }
}

/** What the life has logged as an error: `sync.unexpected`, `invariant.broken` and their like. */
function errorsIn(dataDir: string, pid: number): string[] {
  const file = join(dataDir, 'backoffice.log');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const { level = 0, pid: logger } = parsed(line);
    return logger === pid && level >= ERROR_LEVEL ? [`logged as an error: ${line.slice(0, 600)}`] : [];
  });
}

function parsed(line: string): { level?: number; pid?: number } {
  try {
    return JSON.parse(line) as { level?: number; pid?: number };
  } catch {
    return {}; // The last line of one that was killed.
  }
}
