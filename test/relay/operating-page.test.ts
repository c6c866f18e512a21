/** The operator's page followed word for word: what it says to type does what it says. */
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres } from '../../relay/testing/postgres.ts';
import { until } from '../programs/program.ts';
import { follow } from './follower.ts';
import { blockWith, followPage, page, root } from './operating-page.ts';
import { deliver, idOf, pair, poll, type RelayProgram, startRelay } from './program.ts';

const has = (program: string) => spawnSync('which', [program]).status === 0;

let homes: string[] = [];
/** An empty server. */
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'relay-page-'));
  homes.push(home);
  for (const folder of ['var/lib/relay', 'backup', 'etc']) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, 'etc/relay.env'), '');
  return home;
}
let home: string;
beforeEach(() => {
  home = newHome();
});
afterEach(() => {
  for (const one of homes) rmSync(one, { recursive: true, force: true });
  homes = [];
});

/** As systemd starts it. */
const startAt = (place: string) => {
  const settings = readFileSync(join(place, 'etc/relay.env'), 'utf8').matchAll(/^(\w+)=(.*)$/gm);
  return startRelay({
    RELAY_DATA_DIR: join(place, 'var/lib/relay'),
    ...Object.fromEntries([...settings].map(([, name = '', value = '']) => [name, value])),
  });
};

const succeeded = { code: 0 };
const today = ['relay-2026-11-24', `relay-${new Date().toISOString().slice(0, 10)}`] as const;

/** What the computers see of a relay whose backup was put back: their tokens, another store, a gap, and what comes from then on. */
async function expectSetBack(relay: RelayProgram, before: string | undefined, cursor: number): Promise<void> {
  const found = await poll(relay.url, cursor);
  expect(found.store).not.toBe(before);
  expect(found).toMatchObject({ events: [], gap: { through: found.head } });
  expect(await deliver(relay.url, 'after')).toBe(200);
  expect((await poll(relay.url, found.head)).events.map(idOf)).toEqual(['after']);
}

describe.skipIf(!has('sqlite3'))('on SQLite', () => {
  it('a backup is made while it runs, and put back on a new server', async () => {
    const relay = await startAt(home);
    await pair(relay.url);
    for (const id of ['a', 'b']) expect(await deliver(relay.url, id)).toBe(200);
    expect(await followPage({ home }, blockWith("VACUUM INTO '/backup/relay-$(date"))).toMatchObject(
      succeeded,
    );
    expect(await deliver(relay.url, 'c')).toBe(200);
    const { store } = await poll(relay.url, 0);
    await relay.kill('SIGKILL');

    const place = newHome();
    copyFileSync(join(home, 'backup', `${today[1]}.sqlite`), join(place, 'backup', `${today[1]}.sqlite`));
    const restored = await followPage({ home: place }, blockWith('relay restored'), [today]);
    expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/^1 shops /) });
    const again = await startAt(place);
    await expectSetBack(again, store, 3);
    await again.kill('SIGTERM');
  });

  it('a code is made beside it', async () => {
    const relay = await startAt(home);
    const { output } = await followPage({ home }, 'relay pairing-code');
    await pair(relay.url, output.split('\n')[0]);
    await relay.kill('SIGTERM');
  });

  describe.skipIf(!hasPostgres)('and from there', () => {
    it('goes on in a PostgreSQL', async () => {
      const postgres = await startPostgres();
      try {
        await postgres.query('CREATE DATABASE relay');
        let relay = await startAt(home);
        await pair(relay.url);
        const follower = await follow(() => relay.url);
        expect(await deliver(relay.url, 'a')).toBe(200);
        const moved = await followPage({ home, pid: relay.pid }, blockWith('relay move'), [
          ['relay:password@127.0.0.1:5432', `relay@127.0.0.1:${postgres.port}`],
        ]);
        expect(moved).toMatchObject({ code: 0, output: expect.stringMatching(/^moved: 1 shops/) });
        expect((await relay.ended).code).toBe(0);
        relay = await startAt(home);
        expect(await deliver(relay.url, 'b')).toBe(200);
        await follower.untilAll(['a', 'b']);
        await relay.kill('SIGTERM');
        // And back again, by the backup that the page has made first.
        writeFileSync(join(home, 'etc/relay.env'), '');
        const back = blockWith('relay restored').replace('relay-2026-11-24', 'relay-before');
        expect(await followPage({ home }, back)).toMatchObject(succeeded);
        relay = await startAt(home);
        await expectSetBack(relay, undefined, 2);
        await relay.kill('SIGTERM');
      } finally {
        await postgres.remove();
      }
    });
  });
});

describe.skipIf(!hasPostgres || !has('pg_dump'))('on PostgreSQL', () => {
  it('a backup is made while it runs, and put back on a new server', async () => {
    const servers: Postgres[] = [];
    try {
      for (const _ of ['old', 'new']) servers.push(await startPostgres());
      const [old, fresh] = servers;
      if (!old || !fresh) throw new Error('two servers are wanted');
      for (const server of servers) await server.query('CREATE DATABASE relay');
      const relay = await startRelay({ RELAY_DATABASE_URL: old.url('relay') });
      await pair(relay.url);
      for (const id of ['a', 'b']) expect(await deliver(relay.url, id)).toBe(200);
      const { store } = await poll(relay.url, 0);
      expect(await followPage({ home, port: old.port }, blockWith('pg_dump'))).toMatchObject(succeeded);
      expect(await deliver(relay.url, 'c')).toBe(200);
      await relay.kill('SIGKILL');

      const restored = await followPage({ home, port: fresh.port }, blockWith('pg_restore'));
      expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/^1 shops /) });
      const again = await startRelay({ RELAY_DATABASE_URL: fresh.url('relay') });
      await expectSetBack(again, store, 3);
      await again.kill('SIGTERM');
    } finally {
      await Promise.all(servers.map((server) => server.remove()));
    }
  });
});

it('the log may be copied and cut short while the relay writes it', async () => {
  const log = join(home, 'relay.log');
  const out = openSync(log, 'a');
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'relay/server.ts')], {
    env: { PATH: process.env.PATH, RELAY_PORT: '0', RELAY_DATA_DIR: join(home, 'var/lib/relay') },
    stdio: ['ignore', out, out],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until(() => readFileSync(log, 'utf8').includes('"listening"'), 'the relay listens');
  // What logrotate does at `copytruncate`.
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
  child.kill('SIGTERM');
  await ended;
  const events = (file: string) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(events(`${log}.1`)).toEqual(['listening']);
  expect(events(log)).toEqual(['stopping', 'stopped']);
});

it('names commands, scripts and files that are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const start = readFileSync(join(root, 'relay/start.mjs'), 'utf8');
  const known = [...start.matchAll(/=> import\('\.\/([\w-]+)\.ts'\)/g)].map(([, word]) => word);
  const words = [...page.matchAll(/start\.mjs ([a-z-]+)/g), ...page.matchAll(/^ *relay ([a-z-]+)/gm)];
  expect(new Set(words.map(([, word]) => word))).toEqual(new Set(known));
  for (const word of known)
    expect(Object.keys(scripts)).toContain(word === 'pairing-code' ? 'relay:code' : `relay:${word}`);
  const [, node] =
    /^FROM node:(\d+\.\d+\.\d+)/m.exec(readFileSync(join(root, 'relay/Dockerfile'), 'utf8')) ?? [];
  expect(blockWith('nodejs.org')).toContain(`/v${node}/node-v${node}-`);
  for (const [, file = ''] of page.matchAll(/\brelay\/([\w/.-]+\.(?:ts|mjs|yml|json|service|md))/g))
    expect(existsSync(join(root, 'relay', file)), file).toBe(true);
  for (const [, link = ''] of page.matchAll(/\]\((\.\.?\/[^)#]+)/g))
    expect(existsSync(join(root, dirname('docs/relay-operating.md'), link)), link).toBe(true);
});

it.skipIf(!has('systemd-analyze'))('has a unit that systemd reads', () => {
  const unit = readFileSync(join(root, 'relay/relay.service'), 'utf8');
  const file = join(home, 'relay.service');
  writeFileSync(file, unit.replace('/usr/local/bin/node', process.execPath));
  const { stderr, status } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it.skipIf(!has('caddy'))('has a Caddyfile for a relay beside it', async () => {
  const line =
    blockWith('Caddyfile >')
      .split('\n')
      .find((one) => one.startsWith('sed ')) ?? '';
  const file = join(home, 'Caddyfile');
  const made = await followPage({ home }, `cd ${root}\n${line}`, [['/etc/caddy/Caddyfile', file]]);
  expect(made).toEqual({ code: 0, output: '' });
  expect(readFileSync(file, 'utf8')).toMatch(
    /^relay\.example\.com \{[^}]*\}[^}]*reverse_proxy 127\.0\.0\.1:8787\n\}/ms,
  );
  const { stderr, status } = spawnSync('caddy', ['adapt', '--config', file, '--adapter', 'caddyfile'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});
