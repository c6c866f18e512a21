/** Updates as this computer, this build and this installation have them. */
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { copyAtRest } from '../../../host/system/copy-at-rest.ts';
import { realTime } from '../engine/supervisor.ts';
import { ownNetwork } from '../network.ts';
import type { Settings } from '../settings.ts';
import { createBringer } from './bringer.ts';
import type { UpdateMemory } from './kept.ts';
import { createUpdater } from './library.ts';
import type { Log } from './log.ts';
import { manifestName } from './manifest.ts';
import { type ReleaseSource, releaseSource } from './release.ts';
import { keepLooking } from './schedule.ts';
import { createUpdates, type Updates } from './updates.ts';
import { type Way, wayOf } from './way.ts';

export function openUpdates(settings: Settings, dataDir: string, log: Log): Updates {
  const source = sourceOrNone(log);
  const way = wayOf({
    isPackaged: app.isPackaged,
    platform: process.platform,
    appImage: process.env.APPIMAGE,
    packageType: packageType(),
  });
  const { arch } = process;
  return createUpdates({
    source,
    way,
    name: manifestName(process.platform, arch),
    bringer: bringerOf(source, way, log),
    current: app.getVersion(),
    system: release(),
    arch,
    memory: memoryIn(settings),
    fetch: (address, options) => ownNetwork().fetch(address, options),
    copyLedger: () => log('the ledger', { copied: copyAtRest(dataDir) }),
    log,
    random: Math.random,
    now: Date.now,
  });
}

/** Looks as long as the program runs. */
export function lookByItself(updates: Updates, signal: AbortSignal): void {
  void keepLooking({
    look: () => updates.look('schedule'),
    time: realTime,
    random: Math.random,
    signal,
  });
}

/** A build that was given nonsense has no updates, and works. */
function sourceOrNone(log: Log): ReleaseSource | null {
  try {
    return releaseSource();
  } catch (error) {
    log('no update', { when: 'the build', said: String(error) });
    return null;
  }
}

function bringerOf(source: ReleaseSource | null, way: Way, log: Log) {
  if (source === null || way.is !== 'self') return null;
  const { extension } = way;
  const updater = createUpdater(extension, process.argv.slice(1));
  return createBringer({ updater, extension, arch: process.arch, source, log });
}

function packageType(): string | null {
  const file = join(process.resourcesPath, 'package-type');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function memoryIn(settings: Settings): UpdateMemory {
  const get = () => settings.get('updates');
  return { get, change: (change) => settings.set('updates', { ...get(), ...change }) };
}
