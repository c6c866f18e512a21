/**
 * A life of the program as far as updates go, without Electron: the updater's own library for AppImages, real files, a real server. In this process,
 * or as one of its own: `node test/updates/life.ts '{…}'` looks for a version and prints the state as JSON.
 */
import { EventEmitter } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import { AppImageInPlace } from '../../electron/main/updates/app-image.ts';
import { createBringer } from '../../electron/main/updates/bringer.ts';
import { type KeptUpdates, keptUpdates, nothingKept } from '../../electron/main/updates/kept.ts';
import { releaseSource } from '../../electron/main/updates/release.ts';
import { createUpdates, type Updates } from '../../electron/main/updates/updates.ts';

export interface LifeOptions {
  readonly address: string;
  /** Public ones. */
  readonly keys: readonly string[];
  /** `app.AppImage`, `cache/` and what is kept. */
  readonly folder: string;
  readonly version: string;
  readonly system?: string;
  /** Of this computer among all. */
  readonly place?: number;
}

export interface Life {
  readonly updates: Updates;
  readonly program: string;
  /** What was started when this life was over. */
  readonly started: string[];
  /** Copies of the ledger. */
  copies(): number;
  said(): string;
}

/** The library wants it of Electron once it has installed. */
function standInForElectron(): void {
  const own = createRequire(import.meta.url);
  const path = own.resolve('electron');
  const exports = { autoUpdater: new EventEmitter() };
  own.cache[path] = Object.assign(Object.create(null), { id: path, filename: path, loaded: true, exports });
}

/** As Chromium's network does it, by Node's. */
class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(options: object, callback: (response: never) => void): never {
    return request(options).on('response', callback as never) as never;
  }
}

export function openLife({ folder, version, ...options }: LifeOptions): Life {
  standInForElectron();
  const program = join(folder, 'app.AppImage');
  const started: string[] = [];
  const said: string[] = [];
  let copies = 0;
  process.env.APPIMAGE = program;
  const updater = new AppImageInPlace({
    program,
    words: ['--hidden'],
    app: adapter(folder, version, (when = 'quit') => void started.push(when)),
    startNext: (_pid, next, words) => void started.push([next, ...words].join(' ')),
  });
  Object.assign(updater, { httpExecutor: new NodeExecutor() });
  const { address, keys } = options;
  const source = releaseSource({ updates: { address, keys, publishers: [] } });
  if (source === null) throw new Error('no address');
  const log = (event: string, fields?: unknown) => void said.push(`${event} ${JSON.stringify(fields)}`);
  const arch = 'x64';
  const updates = createUpdates({
    source,
    way: { is: 'self', extension: 'AppImage' },
    name: 'latest-linux.yml',
    bringer: createBringer({ updater, extension: 'AppImage', arch, source, log }),
    current: version,
    system: options.system ?? '6.1.0-18-amd64',
    arch,
    memory: memoryIn(join(folder, 'kept.json')),
    fetch: (url, init) => fetch(url, init),
    copyLedger: () => {
      copies += 1;
    },
    log,
    random: () => options.place ?? 0.5,
    now: Date.now,
  });
  return { updates, program, started, copies: () => copies, said: () => said.join('\n') };
}

function adapter(folder: string, version: string, quit: (when?: string) => void): AppAdapter {
  return {
    version,
    name: 'companion',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'nowhere'),
    userDataPath: folder,
    baseCachePath: join(folder, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => quit(),
    // It would install when the program ends.
    onQuit: () => quit('when it ends'),
  };
}

function memoryIn(file: string) {
  const get = (): KeptUpdates => {
    try {
      return keptUpdates.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return nothingKept;
    }
  };
  return { get, change: (change: object) => writeFileSync(file, JSON.stringify({ ...get(), ...change })) };
}

if (process.argv[1] === import.meta.filename) {
  const life = openLife(JSON.parse(process.argv[2] ?? '') as LifeOptions);
  await life.updates.look('hand');
  process.stdout.write(`${JSON.stringify(life.updates.state())}\n`);
  process.exit(0);
}
