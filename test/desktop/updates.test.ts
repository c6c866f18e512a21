/** A version that was built and packed becomes the next one, from a server on this computer: what cases.test.ts of test/updates cannot show without Electron. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../engine/ledger/database.ts';
import { migrate } from '../../engine/ledger/migrate.ts';
import { freeRow } from '../programs/ports.ts';
import { until } from '../programs/program.ts';
import { type KeyPair, keyPair, type ReleaseServer, serveReleases } from '../updates/server.ts';
import { environmentOf } from './desktop.ts';
import { hasProgram, whyNot } from './runtime.ts';
import { buildVersions, type Versions } from './two-versions.ts';

const [OLD, NEW] = ['0.1.0', '0.2.0'];
const why =
  whyNot ?? (process.platform === 'linux' && hasProgram('setpriv') ? null : 'no AppImage runs here');

describe.skipIf(why !== null)(`an update${why === null ? '' : ` (${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'backoffice-updates-'));
  const key: KeyPair = keyPair();
  let server: ReleaseServer;
  let versions: Versions;
  let file: string;
  let [dataDir, program] = ['', ''];
  let port: number;
  let window: Browser | null = null;
  /** What was fetched: where it lies, and what is remembered of it. */
  let kept: { readonly updates: { readonly waiting: { readonly path: string } } };
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    server = await serveReleases();
    const release = { updates: { address: server.address, keys: [key.open], publishers: [] } };
    versions = await buildVersions(folder, release);
    await versions.pack(OLD);
    file = server.release({ version: NEW, program: versions.fileOf(NEW), keys: [key] });
    dataDir = versions.own('data');
    program = join(versions.own('programs'), 'companion.AppImage');
    putOld();
    const ledger = openDatabase({ path: join(dataDir, 'ledger.sqlite') });
    migrate(ledger);
    ledger.close();
    versions.give(join(dataDir, 'ledger.sqlite'));
    port = await freeRow(1);
  });
  afterAll(async () => {
    await window?.close().catch(() => undefined);
    for (const pid of running()) process.kill(pid, 'SIGKILL');
    await until(() => running().length === 0, 'all of them have ended');
    await server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const putOld = () => {
    rmSync(program, { force: true });
    writeFileSync(program, versions.fileOf(OLD), { mode: 0o755 });
    versions.give(program);
  };
  const start = () => {
    const { PATH, DISPLAY, LANG } = environmentOf(dataDir);
    const child = spawn(program, [`--remote-debugging-port=${port}`], {
      env: { PATH, DISPLAY, LANG, HOME: dataDir, BACKOFFICE_DATA_DIR: dataDir },
      stdio: 'ignore',
    });
    children.push(child);
    return child;
  };
  /** Main processes of either version, whoever has started them. */
  const running = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          return readlinkSync(`/proc/${pid}/exe`).startsWith(folder) && !words.includes('--type=');
        } catch {
          return false;
        }
      });
  const events = () =>
    readFileSync(join(dataDir, 'desktop.log'), { encoding: 'utf8', flag: 'a+' })
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { event: string; version?: string; copied?: string });
  const starts = () => events().flatMap(({ event, version }) => (event === 'started' ? [version] : []));
  const settings = () => JSON.parse(readFileSync(join(dataDir, 'desktop', 'desktop.json'), 'utf8'));
  const isOld = () => readFileSync(program, 'utf8') === versions.fileOf(OLD);
  const endAll = async () => {
    for (const pid of running()) process.kill(pid, 'SIGTERM');
    await expect.poll(() => running()).toEqual([]);
  };
  const connect = () =>
    chromium.connectOverCDP(`http://127.0.0.1:${port}`).then(
      (found) => {
        window = found;
        return true;
      },
      () => false,
    );
  const page = async () => {
    await until(connect, 'the window can be reached');
    const found = () => window?.contexts()[0]?.pages()[0];
    await until(() => found() !== undefined, 'there is a page');
    return found();
  };

  it('is looked for a minute after the start, fetched, and told by a line', async () => {
    start();
    // There is a minute for it.
    await versions.pack(NEW);
    await expect
      .poll(() => existsSync(join(dataDir, 'desktop', 'desktop.json')) && settings().updates?.waiting)
      .toBeTruthy();
    expect(server.asked).toEqual(['latest-linux.yml.sig', 'latest-linux.yml', file]);
    await (await page())?.getByText(`Version ${NEW} finns.`).waitFor();
    kept = settings();
    copyFileSync(kept.updates.waiting.path, join(folder, 'fetched'));
  });

  it('is not put in place when the program is ended', async () => {
    await window?.close();
    await endAll();
    expect([isOld(), starts()]).toEqual([true, [OLD]]);
  });

  it('is put in place at the next start, before the engine, and the program comes back as the new one', async () => {
    server.asked.length = 0;
    start();
    await expect.poll(starts).toEqual([OLD, OLD, NEW]);
    expect(readFileSync(program, 'utf8')).toBe(versions.fileOf(NEW));
    const between = events().slice(events().findLastIndex(({ version }) => version === OLD));
    const last = between.findIndex(({ version }) => version === NEW);
    expect(between.slice(0, last).map(({ event }) => event)).not.toContain('the engine has died');
    expect(readdirSync(join(dataDir, 'copies'))).toEqual([expect.stringContaining('-before-update-v')]);
    expect(server.asked).toEqual([]);
    await endAll();
  });

  it('goes by »Uppdatera nu« where a start has tried in vain', async () => {
    putOld();
    const { updates } = kept;
    const { waiting } = updates;
    copyFileSync(join(folder, 'fetched'), waiting.path);
    versions.give(waiting.path);
    writeFileSync(
      join(dataDir, 'desktop', 'desktop.json'),
      JSON.stringify({ ...kept, updates: { ...updates, waiting: { ...waiting, failed: 'failed' } } }),
    );
    rmSync(join(dataDir, 'copies'), { recursive: true });
    start();
    await expect.poll(starts).toEqual([OLD, OLD, NEW, OLD]);
    await (await page())?.getByRole('button', { name: 'Uppdatera nu' }).click();
    await expect.poll(starts).toEqual([OLD, OLD, NEW, OLD, NEW]);
    expect([isOld(), readdirSync(join(dataDir, 'copies')).length]).toEqual([false, 1]);
    await endAll();
  });
});
