/** A newer version from a server: it comes whole and in order, or not at all, and then the program that is there stays. */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UpdateState } from '../../shared/contract/updates.ts';
import { signManifest } from '../../tools/updates/signed-manifest.ts';
import { type Life, type LifeOptions, openLife } from './life.ts';
import { type KeyPair, keyPair, type ReleaseServer, serveReleases } from './server.ts';

const OLD = '#!/bin/sh\necho 0.1.0\n';
const NEW = Buffer.from(`#!/bin/sh\necho 0.2.0\n${'#'.repeat(400_000)}\n`);
const manifest = ['latest-linux.yml.sig', 'latest-linux.yml'];

let server: ReleaseServer;
let key: KeyPair;
let folder: string;

beforeEach(async () => {
  server = await serveReleases();
  key = keyPair();
  folder = mkdtempSync(join(tmpdir(), 'updated-'));
  writeFileSync(join(folder, 'app.AppImage'), OLD, { mode: 0o755 });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const options = (more: Partial<LifeOptions> = {}): LifeOptions => ({
  address: server.address,
  keys: [key.open],
  folder,
  version: '0.1.0',
  ...more,
});
const live = (more: Partial<LifeOptions> = {}) => openLife(options(more));
const release = (version = '0.2.0', more: object = {}) =>
  server.release({ version, program: NEW, keys: [key], ...more });
const installed = () => readFileSync(join(folder, 'app.AppImage'));
const isOld = () => installed().equals(Buffer.from(OLD));
/** Of a program that ends by it: what would come after that never does. Otherwise how it went on. */
const outcomeOf = ({ started }: Life, work: Promise<void>) =>
  Promise.race([
    work.then(
      () => 'it goes on',
      (error: { code: unknown }) => error.code,
    ),
    expect
      .poll(() => started.includes('quit'))
      .toBe(true)
      .then(() => 'it ends'),
  ]);
const installs = async (life: Life) => expect(await outcomeOf(life, life.updates.install())).toBe('it ends');
const starts = (life: Life) => outcomeOf(life, life.updates.installWaiting());
const pending = () => join(folder, 'cache', 'easycashier-backoffice-updates', 'pending');
/** Files that were fetched, or in part. */
const fetched = () =>
  existsSync(pending()) ? readdirSync(pending()).filter((name) => name.includes('AppImage')) : [];

async function expectNothing(life: Life, trouble: UpdateState['trouble'], asked: readonly string[]) {
  expect(life.updates.state(), life.said()).toMatchObject({ found: null, trouble, doing: null });
  expect(server.asked).toEqual(asked);
  expect(fetched()).toEqual([]);
  await life.updates.install();
  expect([isOld(), life.started, life.copies()]).toEqual([true, [], 0]);
}

describe('an update', () => {
  it('is fetched, and put in place when somebody says so, after the ledger was copied', async () => {
    const file = release();
    const life = live();
    const seen: unknown[] = [];
    life.updates.follow(({ found, doing }) => void seen.push(found?.is ?? doing));
    await life.updates.look('schedule');
    expect(life.updates.state(), life.said()).toMatchObject({
      way: 'self',
      found: { is: 'ready', version: '0.2.0' },
      trouble: null,
      doing: null,
    });
    expect(seen).toEqual(expect.arrayContaining(['looking', 'fetching', 'ready']));
    expect(server.asked).toEqual([...manifest, file]);
    // Nothing is installed by itself while the program runs.
    expect([isOld(), life.started, life.copies()]).toEqual([true, [], 0]);
    await installs(life);
    expect(installed().equals(NEW)).toBe(true);
    expect(statSync(life.program).mode & 0o777).toBe(0o755);
    // At its own path, where the start at login looks for it, and with the same words.
    expect(life.started).toEqual([`${life.program} --hidden`, 'quit']);
    expect([life.copies(), readdirSync(folder).sort()]).toEqual([
      1,
      ['.updaterId', 'app.AppImage', 'cache', 'kept.json'],
    ]);
  });

  it('is put in place at the next start, without a server, and leaves nothing behind', async () => {
    release();
    await live().updates.look('schedule');
    await server.close();
    const next = live();
    expect(await starts(next)).toBe('it ends');
    expect([installed().equals(NEW), next.copies()]).toEqual([true, 1]);
    const updated = live({ version: '0.2.0' });
    expect(await starts(updated)).toBe('it goes on');
    expect([updated.started, updated.updates.state().found, fetched()]).toEqual([[], null, []]);
    server = await serveReleases();
  });

  it('is tried by a start once: then a person is told, and may try', async () => {
    release();
    await live().updates.look('schedule');
    const first = live();
    expect(await starts(first)).toBe('it ends');
    // It came to nothing.
    writeFileSync(join(folder, 'app.AppImage'), OLD, { mode: 0o755 });
    const second = live();
    expect(await starts(second)).toBe('it goes on');
    expect(second.updates.state()).toMatchObject({ found: { is: 'ready' }, trouble: 'failed' });
    expect([isOld(), second.started]).toEqual([true, []]);
    await installs(second);
    expect(installed().equals(NEW)).toBe(true);
  });

  it('does not go by the next start where updates were turned off', async () => {
    release();
    const life = live();
    await life.updates.look('hand');
    life.updates.setOn(false);
    const next = live();
    expect(await starts(next)).toBe('it goes on');
    expect([next.started, next.updates.state().found]).toMatchObject([[], { is: 'ready' }]);
    server.asked.length = 0;
    await next.updates.look('schedule');
    expect(server.asked).toEqual([]);
  });

  it('is fetched once, however often it is looked for and signed anew', async () => {
    const file = release();
    const life = live();
    await Promise.all([life.updates.look('schedule'), life.updates.look('schedule')]);
    await life.updates.look('hand');
    release('0.2.0', { staging: 50 });
    await life.updates.look('hand');
    expect(server.asked.filter((name) => name === file)).toEqual([file]);
  });

  it('goes away where its maker takes it back', async () => {
    release();
    const life = live();
    await life.updates.look('schedule');
    release('0.2.0', { staging: 0 });
    await life.updates.look('schedule');
    expect(life.updates.state().found).toBeNull();
    const next = live();
    expect(await starts(next)).toBe('it goes on');
    expect([next.started, isOld()]).toEqual([[], true]);
  });

  it('is not put in place when the file was changed since it was fetched', async () => {
    release();
    const life = live();
    await life.updates.look('schedule');
    const [file = ''] = fetched();
    writeFileSync(join(pending(), file), '#!/bin/sh\necho evil\n');
    expect(await outcomeOf(life, life.updates.install())).toBe('damaged');
    const next = live();
    expect(await starts(next)).toBe('it goes on');
    expect([isOld(), next.started, next.updates.state().found]).toEqual([true, [], null]);
  });

  it('writes over what a death in the middle of putting it in place has left', async () => {
    release();
    writeFileSync(join(folder, 'app.AppImage.part'), 'half of it');
    const life = live();
    await life.updates.look('schedule');
    await installs(life);
    expect(installed().equals(NEW)).toBe(true);
    expect(existsSync(`${life.program}.part`)).toBe(false);
  });

  it('may be signed by the next key too, while keys change', async () => {
    const next = keyPair();
    release('0.2.0', { keys: [key, next] });
    const life = live({ keys: [next.open] });
    await life.updates.look('schedule');
    expect(life.updates.state().found?.is).toBe('ready');
  });
});

describe('nothing changes where', () => {
  it('one byte of the file is another', async () => {
    const file = release();
    server.change(file, (bytes) => {
      bytes[bytes.length >> 1] = 1;
      return bytes;
    });
    const life = live();
    await life.updates.look('schedule');
    await expectNothing(life, 'damaged', [...manifest, file]);
  });

  it('one byte of the manifest is another: nothing more is fetched', async () => {
    release();
    server.change('latest-linux.yml', (bytes) => Buffer.from(bytes.toString().replace('0.2.0', '0.3.0')));
    const life = live();
    await life.updates.look('hand');
    await expectNothing(life, 'notSigned', manifest);
  });

  it.each([
    ['of another key', 'notSigned', () => release('0.2.0', { keys: [keyPair()] })],
    [
      'that is none',
      'notSigned',
      () => server.change('latest-linux.yml.sig', () => Buffer.from('bm9uZQ==\n')),
    ],
    ['that is empty', 'notSigned', () => server.change('latest-linux.yml.sig', () => Buffer.alloc(0))],
    ['for another system', 'notSigned', signForWindows],
  ] as const)('the signature is one %s: nothing more is fetched', async (_what, trouble, spoil) => {
    release();
    spoil();
    const life = live();
    await life.updates.look('hand');
    await expectNothing(life, trouble, manifest);
  });

  it('the signature has no end', async () => {
    release();
    server.change('latest-linux.yml.sig', () => Buffer.alloc(100_000, 'A'));
    const life = live();
    await life.updates.look('hand');
    await expectNothing(life, 'unreadable', manifest.slice(0, 1));
  });

  it('an old manifest is shown again', async () => {
    release('0.1.1', { at: new Date('2026-11-01T10:00:00Z') });
    const old = join(folder, 'old');
    cpSync(server.folder, old, { recursive: true });
    release('0.1.2', { at: new Date('2026-11-02T10:00:00Z') });
    const life = live({ version: '0.1.2' });
    await life.updates.look('schedule');
    expect(life.updates.state()).toMatchObject({ found: null, trouble: null });
    cpSync(old, server.folder, { recursive: true });
    rmSync(old, { recursive: true });
    server.asked.length = 0;
    // To a program that was put back to before, and has not forgotten.
    const back = live({ version: '0.1.0' });
    await back.updates.look('hand');
    await expectNothing(back, 'outdated', manifest);
  });

  it.each(['0.1.0', '0.0.9'])('the version there is %s', async (version) => {
    release(version);
    const life = live();
    await life.updates.look('hand');
    await expectNothing(life, null, manifest);
  });

  it('nobody is to have it yet, but for who asks for it by hand', async () => {
    const file = release('0.2.0', { staging: 0 });
    const life = live({ place: 0 });
    await life.updates.look('schedule');
    await expectNothing(life, null, manifest);
    await life.updates.look('hand');
    expect(life.updates.state().found).toEqual({ is: 'ready', version: '0.2.0' });
    expect(server.asked.at(-1)).toBe(file);
  });

  it.each([
    [0.09, 'ready'],
    [0.1, undefined],
  ] as const)('a tenth is to have it and this computer is not of it: %s', async (place, is) => {
    release('0.2.0', { staging: 10 });
    const life = live({ place });
    await life.updates.look('schedule');
    expect(life.updates.state().found?.is).toBe(is);
    // It is chosen once, and not thrown again at the next start.
    const next = live({ place: 1 - place });
    await next.updates.look('schedule');
    expect(next.updates.state().found?.is).toBe(is);
  });

  it('the server is away', async () => {
    release();
    const life = live();
    await server.close();
    await life.updates.look('schedule');
    expect(life.updates.state()).toMatchObject({ found: null, trouble: 'unreachable', lookedAt: null });
    expect(isOld()).toBe(true);
    server = await serveReleases();
  });

  it('the server goes away in the middle of the file; the next look has it', async () => {
    const file = release();
    server.stallAt('.AppImage', (answer) => answer.destroy());
    const life = live();
    await life.updates.look('schedule');
    await expectNothing(life, 'unreachable', [...manifest, file]);
    server.stallAt(null);
    await life.updates.look('schedule');
    expect(life.updates.state().found?.is).toBe('ready');
  });

  it('the system is too old for it, or its maker wants hands', async () => {
    release('0.2.0', { more: 'minimumSystemVersion: 6.2.0' });
    const life = live();
    await life.updates.look('hand');
    expect(life.updates.state().found).toEqual({ is: 'systemTooOld', version: '0.2.0' });
    release('0.2.0', { more: 'requireManualUpdate: true' });
    await life.updates.look('hand');
    expect(life.updates.state().found).toEqual({ is: 'byHand', version: '0.2.0', address: server.address });
    expect(server.asked.filter((name) => name.includes('AppImage'))).toEqual([]);
  });

  it('the folder of the program takes nothing', async () => {
    release();
    const life = live();
    await life.updates.look('schedule');
    mkdirSync(`${life.program}.part`);
    writeFileSync(join(`${life.program}.part`, 'in the way'), '');
    expect(await outcomeOf(life, life.updates.install())).toBe('failed');
    expect([isOld(), life.updates.state()]).toMatchObject([true, { trouble: 'failed', doing: null }]);
  });
});

/** Signed by the right key, for a system that is not this one. */
function signForWindows(): void {
  cpSync(join(server.folder, 'latest-linux.yml'), join(server.folder, 'latest.yml'));
  const { manifest: bytes, signatures } = signManifest({
    folder: server.folder,
    name: 'latest.yml',
    keys: [key.secret],
    staging: null,
    now: new Date(),
  });
  server.change('latest-linux.yml', () => bytes);
  server.change('latest-linux.yml.sig', () => Buffer.from(signatures));
}

describe('as a program of its own', () => {
  const script = join(import.meta.dirname, 'life.ts');
  const words = () => ['--no-warnings', script, JSON.stringify(options())];
  const isMountable =
    spawnSync('/bin/bash', ['-c', 'unshare -rm mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;

  it.skipIf(!isMountable)('a disk that is full takes nothing, says so, and the next try goes', async () => {
    release();
    mkdirSync(join(folder, 'cache'));
    const mount = `mount -t tmpfs -o size=200k tmpfs '${join(folder, 'cache')}' && exec "$@"`;
    const child = spawn('unshare', ['-rm', '/bin/bash', '-c', mount, 'bash', process.execPath, ...words()]);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await new Promise((resolve) => child.once('exit', resolve));
    expect(JSON.parse(said)).toMatchObject({ found: null, trouble: 'noRoom' });
    expect(isOld()).toBe(true);
    const life = live();
    await life.updates.look('schedule');
    expect(life.updates.state().found?.is).toBe('ready');
  });

  it('a death in the middle of the file leaves the old program, and the next life has the new one', async () => {
    release();
    const child = spawn(process.execPath, words());
    const isGone = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    server.stallAt('.AppImage', () => child.kill('SIGKILL'));
    expect(await isGone).toBe('SIGKILL');
    expect(isOld()).toBe(true);
    server.stallAt(null);
    const life = live();
    // Half a file is no version that a start would put in place.
    expect(await starts(life)).toBe('it goes on');
    expect([life.started, life.updates.state().found]).toEqual([[], null]);
    await life.updates.look('schedule');
    await installs(life);
    expect(installed().equals(NEW)).toBe(true);
  });
});
