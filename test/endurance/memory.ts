/** How much memory the program's process holds. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Lives } from './lives.ts';

export interface MemorySample {
  /** Since the run began. Milliseconds. */
  readonly at: number;
  /** Of the process's life. Milliseconds. */
  readonly age: number;
  readonly pid: number;
  /** Resident set, in megabytes. */
  readonly rss: number;
}

const EVERY_MS = 5_000;
const run = promisify(execFile);

/** A sample every few seconds, as far as the process is there. */
export function followMemory(lives: Lives): { readonly samples: readonly MemorySample[]; end(): void } {
  const samples: MemorySample[] = [];
  const startedAt = Date.now();
  const look = async () => {
    const process = lives.process();
    if (!process) return;
    const rss = await residentMegabytes(process.pid);
    const now = Date.now();
    if (rss !== null)
      samples.push({ at: now - startedAt, age: now - process.startedAt, pid: process.pid, rss });
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  void look();
  return { samples, end: () => clearInterval(timer) };
}

/** Null where the process has ended. */
async function residentMegabytes(pid: number): Promise<number | null> {
  const kilobytes = await run('ps', ['-o', 'rss=', '-p', String(pid)]).then(
    ({ stdout }) => Number(stdout.trim()),
    () => 0,
  );
  return kilobytes > 0 ? Math.round(kilobytes / 1024) : null;
}
