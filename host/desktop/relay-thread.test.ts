/** The real relay in a real thread, as practice mode of the desktop has it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RelayNotStarted, type RelayProcess } from '../practice/relay-process.ts';
import { startRelayThread } from './relay-thread.ts';

const script = new URL('../../relay/worker.ts', import.meta.url);
let folder: string;
let relay: RelayProcess | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-thread-'));
  relay = null;
});
afterEach(async () => {
  await relay?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const isThere = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the relay in a thread', () => {
  it('listens on loopback, is killed, started again at the same address, and stopped', async () => {
    relay = await startRelayThread(script, { dataDir: folder });
    const { url } = relay;
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(relay.pairingCode.length).toBeGreaterThanOrEqual(20);
    expect(await isThere(url)).toBe(true);
    await relay.kill();
    expect(await isThere(url)).toBe(false);
    await relay.startAgain();
    expect(await isThere(url)).toBe(true);
    await relay.stop();
    expect(await isThere(url)).toBe(false);
  });

  it.each([
    ['throws', 'throw new Error("no disk")', 'no disk'],
    ['ends', 'process.exit(5)', 'ended with 5'],
    ['complains', 'require("node:worker_threads").parentPort.postMessage("port in use")', 'port in use'],
  ])('that %s at its start is told as that', async (_, text, told) => {
    const broken = join(folder, 'broken.cjs');
    writeFileSync(broken, text);
    const started = startRelayThread(pathToFileURL(broken), { dataDir: folder });
    await expect(started).rejects.toThrow(RelayNotStarted);
    await expect(started).rejects.toThrow(told);
  });
});
