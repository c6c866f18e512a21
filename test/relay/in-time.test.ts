/** A disk that is slow, or a file that somebody else has locked, holds up the writes only, and those for so long and no longer. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../programs/program.ts';
import { deliver, pair, type RelayProgram, startRelay } from './program.ts';

const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-in-time-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A delivery, and how often the relay has answered others meanwhile. */
async function deliverWatched(
  { url }: RelayProgram,
  id: string,
): Promise<{ status: number; beside: number }> {
  let [isOver, beside] = [false, 0];
  const delivered = deliver(url, id).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await (await fetch(`${url}/health`)).arrayBuffer();
    if (!isOver) beside += 1;
  }
  return { status: await delivered, beside };
}

describe('a file that somebody else has locked', () => {
  it('costs the deliveries only, and is no file that failed', async () => {
    const relay = await startRelay({ RELAY_DATA_DIR: dataDir });
    await pair(relay.url);
    expect(await deliver(relay.url, 'before')).toBe(200);
    const somebody = new DatabaseSync(join(dataDir, 'relay.sqlite'));
    try {
      somebody.exec('BEGIN IMMEDIATE');
      const first = await deliverWatched(relay, 'a');
      expect(first.status).toBe(503);
      expect(first.beside).toBeGreaterThan(2);
      expect((await fetch(`${relay.url}/health`)).status).toBe(503);
      expect(await deliver(relay.url, 'b')).toBe(503);
      somebody.exec('ROLLBACK');
    } finally {
      somebody.close();
    }
    await until(async () => (await deliver(relay.url, 'a')) === 200, 'the lock is seen to be free');
    expect((await fetch(`${relay.url}/health`)).status).toBe(200);
    expect(relay.output()).not.toContain('database failed');
    await relay.kill('SIGTERM');
  });
});

describe.skipIf(!canTrace)('a disk that takes its time', () => {
  let tracer: ChildProcess | null = null;
  afterEach(() => tracer?.kill('SIGKILL'));

  /** From now on the disk takes so long for each time it is waited for. */
  const slowDown = async ({ pid }: RelayProgram, seconds: number): Promise<void> => {
    const slow = `inject=fsync,fdatasync:delay_enter=${seconds * 1_000_000}`;
    const words = ['-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', slow, '-p', `${pid}`];
    const child = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    tracer = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(() => said.includes('attached'), 'the tracer is there');
  };
  const startSlow = async (seconds: number) => {
    const relay = await startRelay({ RELAY_DATA_DIR: dataDir });
    await pair(relay.url);
    expect(await deliver(relay.url, 'quick')).toBe(200);
    await slowDown(relay, seconds);
    return relay;
  };

  it('is waited for beside everything else', async () => {
    const relay = await startSlow(1);
    const one = await deliverWatched(relay, 'slow');
    expect(one.status).toBe(200);
    expect(one.beside).toBeGreaterThan(2);
    await relay.kill('SIGKILL');
  });

  it('and too much of it is answered 503', async () => {
    const relay = await startSlow(6);
    const statuses = await Promise.all(['a', 'b', 'c'].map((id) => deliver(relay.url, id)));
    expect(new Set(statuses)).toEqual(new Set([503]));
    // While that disk has not answered, at once.
    expect((await deliverWatched(relay, 'd')).status).toBe(503);
    await relay.kill('SIGKILL');
  });
});
