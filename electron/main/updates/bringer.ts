/** Brings a version to this computer, whole, and puts it in place. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AppUpdater, ProgressInfo } from 'electron-updater';
import { tame } from './library.ts';
import type { Log } from './log.ts';
import { filesOfKind, type Manifest } from './manifest.ts';
import type { Offer } from './provider.ts';
import type { ReleaseSource } from './release.ts';
import { asTrouble, UpdateTrouble } from './trouble.ts';

/** macOS takes the file over first; who hears nothing of it for so long goes on with the program that is there. */
const INSTALL_MS = 120_000;

export interface Bringer {
  /**
   * The path of the file, which is as it was signed. One that is here already is not fetched again. `tell`: percent, as it comes.
   * @throws UpdateTrouble
   */
  bring(manifest: Manifest, tell: (percent: number) => void): Promise<string>;
  /** Of what was brought last, whose bytes are looked at once more. The program ends when this has gone well; it rejects where it has not. */
  install(): Promise<void>;
}

interface BringerOptions {
  readonly updater: AppUpdater;
  readonly extension: string;
  readonly arch: string;
  readonly source: ReleaseSource;
  readonly log: Log;
}

export function createBringer({ updater, extension, arch, source, log }: BringerOptions): Bringer {
  let offer: Offer | null = null;
  let brought: { readonly path: string; readonly sha512s: readonly string[] } | null = null;
  tame(updater, source, () => offer, log);

  const fetchIt = async (most: number, tell: (percent: number) => void): Promise<string> => {
    const found = await updater.checkForUpdates();
    if (!found?.isUpdateAvailable) throw new UpdateTrouble('failed', 'the library sees nothing to fetch');
    const follow = ({ percent, transferred }: ProgressInfo) => {
      // Whoever sends more than was signed fills the disk.
      if (transferred > most) found.cancellationToken?.cancel();
      tell(Math.min(100, Math.floor(percent)));
    };
    updater.on('download-progress', follow);
    try {
      const [path] = await updater.downloadUpdate(found.cancellationToken);
      if (path === undefined) throw new UpdateTrouble('failed', 'the library has fetched nothing');
      return path;
    } finally {
      updater.off('download-progress', follow);
    }
  };

  return {
    bring: async (manifest, tell) => {
      const [first, ...others] = filesOfKind(manifest, extension, arch);
      if (first === undefined) throw new UpdateTrouble('unreadable', `no .${extension}`);
      offer = { version: manifest.version, files: [first, ...others] };
      try {
        const path = await fetchIt(Math.max(...offer.files.map(({ size }) => size)), tell);
        brought = { path, sha512s: offer.files.map(({ sha512 }) => sha512) };
        return path;
      } catch (error) {
        throw asTrouble(error, 'unreachable');
      }
    },
    install: async () => {
      if (brought === null) throw new UpdateTrouble('failed', 'nothing was fetched');
      if (!brought.sha512s.includes((await hashOf(brought.path)) ?? ''))
        throw new UpdateTrouble('damaged', 'the file has changed since it was fetched');
      await new Promise<void>((_, reject) => {
        const late = () => reject(new UpdateTrouble('failed', 'nothing has come of it'));
        setTimeout(late, INSTALL_MS).unref();
        updater.once('error', (error) => reject(asTrouble(error, 'failed')));
        updater.quitAndInstall(true, true);
      });
    },
  };
}

/** Its SHA-512, base64; null: it cannot be read. */
export async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha512');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('base64');
  } catch {
    return null;
  }
}
