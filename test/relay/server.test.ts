/** The relay from outside: how it starts, what it says, how it ends. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asNobody, keepsPorts, occupy } from '../programs/ports.ts';
import { CODE, deliver, pair, pullAll, runRelay, startRelay, tokens } from './program.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-server-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('starts with nothing set up, keeps what it is sent over a restart, and ends in order', async () => {
  const variables = { RELAY_DATA_DIR: join(dataDir, 'new') };
  const first = await startRelay(variables);
  const tenantId = await pair(first.url);
  expect(await deliver(first.url, 'a')).toBe(200);
  const waiting = fetch(`${first.url}/v1/events?after=1&wait=25`, {
    headers: { Authorization: `Bearer ${tokens.deviceToken}` },
  });
  for (;;) {
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    if (metrics.includes('relay_polls_waiting 1')) break;
  }
  await first.kill('SIGTERM');
  expect(await (await waiting).json()).toMatchObject({ events: [], head: 1 });
  expect(await first.ended).toEqual({ code: 0, signal: null });

  const second = await startRelay(variables);
  expect(await pullAll(second.url)).toHaveLength(1);
  expect(await pair(second.url)).toBe(tenantId);
  const erased = await fetch(`${second.url}/v1/tenant`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${tokens.deviceToken}` },
  });
  expect(erased.status).toBe(204);
  await second.kill('SIGINT');
  expect(await second.ended).toEqual({ code: 0, signal: null });

  // The chosen code has been used in the life of these data.
  const third = await startRelay(variables);
  await expect(pair(third.url)).rejects.toThrow('unknownCode');
  await third.kill('SIGTERM');
});

it('makes pairing codes beside the running server, also for a second computer', async () => {
  const variables = { RELAY_DATA_DIR: dataDir };
  const relay = await startRelay(variables);
  const made = await runRelay(['pairing-code.ts', '--note', 'Butiken'], variables);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}\n$/) });
  const tenantId = await pair(relay.url, made.stdout.trim());
  const second = await runRelay(['pairing-code.ts', '--tenant', tenantId], variables);
  const own = { ingestToken: 'I'.repeat(43), deviceToken: 'D'.repeat(43) };
  expect(await pair(relay.url, second.stdout.trim(), own)).toBe(tenantId);
  expect(await deliver(relay.url, 'a')).toBe(200);
  const nobody = await runRelay(['pairing-code.ts', '--tenant', 'tenant_nobody'], variables);
  expect(nobody).toMatchObject({ code: 1, stdout: '', output: expect.stringContaining('tenant_nobody') });
  await relay.kill('SIGTERM');
});

it('has commands that work on data that are there, and make none', async () => {
  const variables = { RELAY_DATA_DIR: join(dataDir, 'nothing') };
  for (const script of ['pairing-code.ts', 'restored.ts']) {
    const ended = await runRelay([script], variables);
    expect(ended).toMatchObject({ code: 1, stdout: '', output: expect.stringContaining('RELAY_DATA_DIR') });
  }
  expect(existsSync(join(dataDir, 'nothing'))).toBe(false);
  const relay = await startRelay({ RELAY_DATA_DIR: dataDir });
  await pair(relay.url);
  await deliver(relay.url, 'a');
  const running = await runRelay(['restored.ts'], { RELAY_DATA_DIR: dataDir });
  expect(running).toMatchObject({ code: 1, output: expect.stringMatching(/^another relay is using/) });
  await relay.kill('SIGTERM');
  const restored = await runRelay(['restored.ts'], { RELAY_DATA_DIR: dataDir });
  expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/^1 shops /) });
  const again = await startRelay({ RELAY_DATA_DIR: dataDir });
  expect(await deliver(again.url, 'a')).toBe(200);
  await again.kill('SIGTERM');
});

it('says what is wrong and does not start', async () => {
  const wrong = await runRelay(['server.ts'], {
    RELAY_DATA_DIR: dataDir,
    RELAY_PORT: 'x',
    RELAY_QUOTA_MB: '-1',
  });
  expect(wrong).toMatchObject({ code: 64, stdout: '' });
  expect(wrong.output.trim().split('\n')).toHaveLength(2);
  const running = await startRelay({ RELAY_DATA_DIR: dataDir });
  const second = await runRelay(['server.ts'], { RELAY_DATA_DIR: dataDir });
  expect(second).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^another relay is using these data/),
  });
  await running.kill('SIGTERM');
  const gone = await runRelay(['server.ts'], {
    RELAY_DATABASE_URL: 'postgres://relay:hemligt@127.0.0.1:1/relay',
  });
  expect(gone).toMatchObject({ code: 1, output: expect.stringContaining('127.0.0.1:1') });
  expect(gone.output).not.toContain('hemligt');
});

/** One line, with what it means and what to do, and no stack. */
const told = (words: RegExp) => ({ code: 1, stdout: '', output: expect.stringMatching(words) });

it('says which port it cannot have, and which setting chooses another', async () => {
  const busy = await occupy();
  const { port } = busy;
  const start = (variables: Record<string, string>) =>
    runRelay(['server.ts'], { RELAY_DATA_DIR: dataDir, ...variables });
  expect(await start({ RELAY_PORT: `${port}` })).toMatchObject(
    told(
      RegExp(
        `^cannot listen on 127\\.0\\.0\\.1:${port} \\(EADDRINUSE\\): another program .* RELAY_PORT .*\\n$`,
      ),
    ),
  );
  busy.close();
  const elsewhere = await start({ RELAY_HOST: '192.0.2.1' });
  expect(elsewhere).toMatchObject(
    told(/^cannot listen on 192\.0\.2\.1:0 \(EADDRNOTAVAIL\): .* RELAY_HOST .*\n$/),
  );
  const nameless = await start({ RELAY_HOST: 'relay.invalid' });
  expect(nameless).toMatchObject(told(/^cannot listen on relay\.invalid:0 \(E\w+\): .* RELAY_HOST .*\n$/));
  // The data were let go: the next one has them.
  await (await startRelay({ RELAY_DATA_DIR: dataDir })).kill('SIGTERM');
});

it.skipIf(!keepsPorts)('says that a port is the administrator’s', async () => {
  const variables = { RELAY_DATA_DIR: dataDir, RELAY_PORT: '80' };
  await expect(startRelay(variables, asNobody)).rejects.toThrow(
    /:80 \(EACCES\): .* below 1024 .* RELAY_PORT/,
  );
});

it('writes no token, code or body anywhere', async () => {
  const adminKey = 'admin-nyckel-som-ingen-ska-se';
  const relay = await startRelay({
    RELAY_DATA_DIR: dataDir,
    RELAY_LOG_LEVEL: 'debug',
    RELAY_ADMIN_KEY: adminKey,
  });
  await pair(relay.url);
  await deliver(relay.url, 'a', 'kroppen-som-ingen-ska-se');
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const made = await fetch(`${relay.url}/v1/pairing-codes`, {
    method: 'POST',
    headers: bearer(adminKey),
    body: '{}',
  });
  const { code } = (await made.json()) as { code: string };
  const turned = await fetch(`${relay.url}/v1/tokens/rotate`, {
    method: 'POST',
    headers: bearer(tokens.deviceToken),
    body: '{"kind":"device"}',
  });
  const { token } = (await turned.json()) as { token: string };
  await fetch(`${relay.url}/in/${'x'.repeat(43)}`, { method: 'POST', body: 'x' });
  await fetch(`${relay.url}/v1/events`, { headers: bearer('y'.repeat(43)) });
  const metrics = await (await fetch(`${relay.url}/metrics`)).text();
  await relay.kill('SIGTERM');
  expect(relay.output()).toContain('computer paired');
  const file = readFileSync(join(dataDir, 'relay.sqlite'), 'latin1');
  const secrets = [...Object.values(tokens), token, code, CODE, adminKey, 'x'.repeat(43), 'y'.repeat(43)];
  expect(secrets.every((secret) => secret.length > 10)).toBe(true);
  for (const secret of secrets) {
    expect(relay.output()).not.toContain(secret);
    expect(metrics).not.toContain(secret);
    expect(file).not.toContain(secret);
  }
  // The body is in the database, until it is acknowledged, and nowhere else.
  expect(relay.output()).not.toContain('kroppen');
  expect(file).toContain('kroppen');
});
