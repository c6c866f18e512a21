/** The relay as practice mode and the demo start it: it ends with whoever started it, and comes back with what it had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RelayProcess, startRelayProcess } from '../../host/practice/relay-process.ts';
import { deliver, idOf, pair, pullAll } from '../relay/program.ts';
import { startProgram, until } from './program.ts';

let folder = '';
let relay: RelayProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backoffice-relay-process-'));
});
afterEach(async () => {
  await relay?.stop();
  relay = null;
  rmSync(folder, { recursive: true, force: true });
});

const isUp = (url: string) =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

it('keeps through a kill what it has taken in, at the same address', async () => {
  relay = await startRelayProcess({ dataDir: folder });
  const { url, pairingCode } = relay;
  expect(new URL(url).hostname).toBe('127.0.0.1');
  await pair(url, pairingCode);
  expect(await deliver(url, 'one')).toBe(200);
  await relay.kill();
  expect(await isUp(url)).toBe(false);
  await relay.startAgain();
  expect(relay.url).toBe(url);
  expect((await pullAll(url)).map(idOf)).toEqual(['one']);
  await relay.stop();
  expect(await isUp(url)).toBe(false);
});

it('says why it cannot start', async () => {
  relay = await startRelayProcess({ dataDir: join(folder, 'first') });
  const port = Number(new URL(relay.url).port);
  await expect(startRelayProcess({ dataDir: join(folder, 'second'), port })).rejects.toMatchObject({
    port: 'taken',
  });
  await expect(startRelayProcess({ dataDir: join(folder, 'first') })).rejects.toMatchObject({
    port: null,
    why: expect.stringMatching(/another relay/),
  });
  await expect(startRelayProcess({ dataDir: folder, port: 65_536 })).rejects.toMatchObject({
    port: 'none',
  });
  writeFileSync(join(folder, 'file'), '');
  await expect(startRelayProcess({ dataDir: join(folder, 'file', 'x') })).rejects.toThrow(/ENOTDIR/);
});

it('does not outlive a program that is killed', async () => {
  const script = new URL('../../host/practice/relay-process.ts', import.meta.url).href;
  const source = `
    const { startRelayProcess } = await import(${JSON.stringify(script)});
    const { url } = await startRelayProcess({ dataDir: ${JSON.stringify(folder)} });
    console.log(url);
    setInterval(() => undefined, 1_000);
  `;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(await isUp(url)).toBe(true);
  child.kill('SIGKILL');
  await until(async () => !(await isUp(url)), 'the relay has ended too');
});

it('is part of practice mode, on the port after the control port', async () => {
  const port = await freeRow();
  const own = { HOME: folder, BACKOFFICE_DATA_DIR: folder, BACKOFFICE_SECRETS: 'env' };
  const words = ['practice', '--articles', '10', '--port', String(port)];
  const shops = startProgram([...words, '--json'], own);
  const { urls, environment } = JSON.parse(await shops.firstLine) as Record<string, Record<string, string>>;
  expect(environment).toMatchObject({
    RELAY_URL: `http://127.0.0.1:${port + 3}`,
    RELAY_PAIRING_CODE: expect.stringMatching(/^[\da-f]{32}$/),
    PRACTICE_CONTROL_URL: `http://127.0.0.1:${port + 2}`,
  });
  expect(urls?.relay).toBe(environment?.RELAY_URL);
  expect(await isUp(environment?.RELAY_URL ?? '')).toBe(true);

  const second = await startProgram([...words.slice(0, -1), String(port + 1), '--json'], own).ended;
  expect(second).toMatchObject({ code: 1, stdout: expect.stringMatching(/"portTaken"/) });

  shops.kill('SIGTERM');
  expect(await shops.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await isUp(environment?.RELAY_URL ?? '')).toBe(false);
});

/** The first of four ports after one another that nobody listens on. */
async function freeRow(): Promise<number> {
  const isFree = async (port: number) => {
    const server = createServer();
    const listening = once(server, 'listening').then(() => true);
    server.listen(port, '127.0.0.1');
    const found = await Promise.race([listening, once(server, 'error').then(() => false)]).catch(() => false);
    if (found) await new Promise((resolve) => server.close(resolve));
    return found;
  };
  for (let port = 20_000 + (process.pid % 9_000); ; port += 7) {
    const row = await Promise.all([0, 1, 2, 3].map((offset) => isFree(port + offset)));
    if (row.every(Boolean)) return port;
  }
}
