import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRefusal, HostGone } from './failure.ts';
import { type Host, runHost, withClient } from './host.ts';
import { isSafeAddress, socketAddress } from './socket.ts';
import { connectRemote } from './socket-client.ts';
import { serveEngine } from './socket-server.ts';
import { takeOwnerLock } from './system/owner-lock.ts';
import { createFakeEngine, openFakeEngine } from './testing/fake-engine.ts';
import { silentPorts } from './testing/ports.ts';

let dataDir = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-host-')));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

function host(overrides: Partial<Host> = {}): Host {
  return {
    dataDir,
    overrides: {},
    openEngine: openFakeEngine,
    createPorts: silentPorts,
    onWait: () => undefined,
    patienceMs: 240_000,
    onHeld: () => undefined,
    ...overrides,
  };
}

async function startOwner(how: 'lock' | 'run'): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./testing/own.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, dataDir, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(String(said)).toBe('ready\n');
  return child;
}

async function killHard(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('the owner lock', () => {
  it('is held by one process, and falls when that one is killed', async () => {
    const file = join(dataDir, 'owner.lock');
    const owner = await startOwner('lock');
    expect(takeOwnerLock(file)).toBeNull();
    await killHard(owner);
    const lock = takeOwnerLock(file);
    expect(lock).not.toBeNull();
    expect(takeOwnerLock(file)).toBeNull();
    lock?.release();
    takeOwnerLock(file)?.release();
  });
});

describe('a command', () => {
  it('opens the engine itself where nobody runs, and closes it', async () => {
    const engine = createFakeEngine();
    const listed = await withClient(host({ openEngine: () => Promise.resolve(engine) }), (client) =>
      client.stores.list(),
    );
    expect(listed.multipleLocations).toBe(true);
    expect(engine.isClosed).toBe(true);
    takeOwnerLock(join(dataDir, 'owner.lock'))?.release();
  });

  it('releases the directory when the engine does not open', async () => {
    const broken = host({ openEngine: () => Promise.reject(new Error('broken')) });
    await expect(withClient(broken, () => Promise.resolve())).rejects.toThrow('broken');
    await expect(withClient(host(), () => Promise.resolve('fine'))).resolves.toBe('fine');
  });

  it('waits for another command, says so once, and gives up with ledgerBusy', async () => {
    const lock = takeOwnerLock(join(dataDir, 'owner.lock'));
    let told = 0;
    const impatient = host({ patienceMs: 1_500, onWait: () => (told += 1) });
    const refused = await withClient(impatient, () => Promise.resolve()).catch((error: unknown) => error);
    expect(asRefusal(refused)?.code).toBe('ledgerBusy');
    expect(told).toBe(1);

    setTimeout(() => lock?.release(), 300);
    await expect(withClient(host(), () => Promise.resolve('mine now'))).resolves.toBe('mine now');
  });

  it('waits for a program that holds the lock file, names it once, and gives up with ledgerHeld', async () => {
    const holder = new DatabaseSync(join(dataDir, 'owner.lock'));
    holder.exec('BEGIN EXCLUSIVE');
    const told: string[] = [];
    const impatient = host({ patienceMs: 1_500, onHeld: ({ code }) => void told.push(code) });
    const refused = await withClient(impatient, () => Promise.resolve()).catch((error: unknown) => error);
    expect([asRefusal(refused)?.code, told]).toEqual(['ledgerHeld', ['ledgerHeld']]);

    setTimeout(() => holder.close(), 300);
    await expect(withClient(host(), () => Promise.resolve('mine now'))).resolves.toBe('mine now');
  });

  it('speaks to a running owner; a killed one leaves nothing in the way', async () => {
    const owner = await startOwner('run');
    expect(statSync(join(dataDir, 'backoffice.sock')).mode & 0o777).toBe(0o600);
    const notHere = host({ openEngine: () => Promise.reject(new Error('must not open here')) });
    expect((await withClient(notHere, (client) => client.stores.list())).stores).toEqual([]);

    const lost = withClient(notHere, async (client) => {
      for await (const line of await client.activity.followLog({})) if (line.id === 2) owner.kill('SIGKILL');
    });
    await expect(lost).rejects.toBeInstanceOf(HostGone);

    expect(existsSync(join(dataDir, 'backoffice.sock'))).toBe(true);
    await expect(withClient(host(), () => Promise.resolve('alone'))).resolves.toBe('alone');
    await startOwner('run');
  });
});

describe.each(['in process', 'over the socket'] as const)('the contract %s', (where) => {
  async function use<T>(work: Parameters<typeof withClient<T>>[1], reports: unknown[] = []): Promise<T> {
    if (where === 'in process') return withClient(host(), work);
    const server = await serveEngine(socketAddress(dataDir), createFakeEngine().router, (error) =>
      reports.push(error),
    );
    try {
      return await withClient(host(), work);
    } finally {
      await server.close();
    }
  }

  it('keeps refusals typed', async () => {
    const error = await use((client) => client.sync.apply({ planId: 'p1' })).catch(
      (caught: unknown) => caught,
    );
    expect(asRefusal(error)).toEqual({ code: 'guardConfirm', args: { rows: 1312, reason: 'massZero' } });
  });

  it('streams events and ends the stream', async () => {
    const ids = await use(async (client) => {
      const seen: number[] = [];
      for await (const line of await client.activity.followLog({ after: 7 })) {
        seen.push(line.id);
        if (seen.length === 3) break;
      }
      return seen;
    });
    expect(ids).toEqual([8, 9, 10]);
  });

  it('ends a stream by its signal', async () => {
    await use(async (client) => {
      const stop = new AbortController();
      const follow = async () => {
        for await (const line of await client.activity.followLog({}, { signal: stop.signal })) {
          if (line.id === 2) stop.abort();
        }
      };
      await follow().catch((error: unknown) => expect(stop.signal.aborted).toBe(true) ?? error);
    });
  });

  it('tells no stranger what broke inside', async () => {
    const reports: unknown[] = [];
    const error = await use((client) => client.sync.plan(), reports).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(asRefusal(error)).toBeNull();
    if (where === 'over the socket') {
      expect(String(error)).not.toContain('hemligt');
      expect(reports).toHaveLength(1);
    }
  });
});

describe('a guest whose host is gone', () => {
  it('may give up its streams in peace, and gets no answer to what it asks too late', async () => {
    const server = await serveEngine(socketAddress(dataDir), createFakeEngine().router, () => undefined);
    const remote = await connectRemote(socketAddress(dataDir));
    if (remote === null) throw new Error('nobody answers');
    const stop = new AbortController();
    const stream = await remote.client.activity.followLog({}, { signal: stop.signal });
    await stream.next();
    await server.close();
    await expect.poll(() => remote.isLost()).toBe(true);
    stop.abort();
    await expect(remote.client.stores.list()).rejects.toBeDefined();
  });

  it('may give up a stream and leave at once', async () => {
    const server = await serveEngine(socketAddress(dataDir), createFakeEngine().router, () => undefined);
    await withClient(host(), async (client) => {
      const stop = new AbortController();
      const stream = await client.activity.followLog({}, { signal: stop.signal });
      await stream.next();
      stop.abort();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
  });
});

describe('run', () => {
  it('serves others meanwhile, refuses a second one, and ends in order', async () => {
    const engine = createFakeEngine();
    const stop = new AbortController();
    let isReady = () => {};
    const ready = new Promise<void>((resolve) => {
      isReady = resolve;
    });
    const running = runHost(host({ openEngine: () => Promise.resolve(engine) }), stop.signal, () => {
      isReady();
      return Promise.resolve();
    });
    await ready;
    const second = runHost(host(), new AbortController().signal, () => Promise.resolve());
    expect(asRefusal(await second.catch((error: unknown) => error))?.code).toBe('ledgerBusy');
    expect((await withClient(host(), (client) => client.activity.log({}))).lines).toHaveLength(1);

    stop.abort();
    await running;
    expect(engine.isClosed).toBe(true);
    expect(await connectRemote(socketAddress(dataDir))).toBeNull();
  });
});

describe('the address', () => {
  it('is in the data directory while it fits', () => {
    expect(socketAddress('/data', 'linux')).toBe('/data/backoffice.sock');
    expect(socketAddress('C:\\data', 'win32')).toMatch(/^\\\\\.\\pipe\\easycashier-backoffice-[0-9a-f]{24}$/);
  });

  it('moves to a folder of our own where the path is too long', async () => {
    const address = socketAddress(`/data/${'å'.repeat(80)}`, 'linux');
    expect(Buffer.byteLength(address)).toBeLessThan(100);
    const server = await serveEngine(address, createFakeEngine().router, () => undefined);
    expect(isSafeAddress(address, false)).toBe(true);
    const remote = await connectRemote(address);
    expect(remote).not.toBeNull();
    remote?.close();
    await server.close();
  });

  it('is free when a plain file or a dead socket stands there', async () => {
    writeFileSync(join(dataDir, 'backoffice.sock'), '');
    expect(await connectRemote(socketAddress(dataDir))).toBeNull();
  });
});
