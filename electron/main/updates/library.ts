/** The updater's library, held to what this program wants of it. */
import { type AppUpdater, MacUpdater, NsisUpdater } from 'electron-updater';
import { AppImageInPlace } from './app-image.ts';
import type { Log } from './log.ts';
import { feedSigned, type Offer } from './provider.ts';
import { verifyPublisher } from './publisher.ts';
import type { ReleaseSource } from './release.ts';
import type { Way } from './way.ts';

/** Where the library keeps what it has fetched, below the system's folder for such things. */
const CACHE = 'easycashier-backoffice-updates';

/** `words`: of the command line. */
export function createUpdater(
  extension: Extract<Way, { is: 'self' }>['extension'],
  words: readonly string[],
): AppUpdater {
  if (extension === 'zip') return new MacUpdater();
  if (extension === 'exe') {
    const updater = new NsisUpdater();
    updater.verifyUpdateCodeSignature = (publishers, installer) => verifyPublisher(publishers, installer);
    return updater;
  }
  return new AppImageInPlace({ program: process.env.APPIMAGE ?? '', words });
}

/** Nothing of its own accord: no fetching, no installing at the end, no question of who is offered what, no part of a file from an unsigned map of it. */
export function tame(
  updater: AppUpdater,
  { address, publishers }: ReleaseSource,
  offer: () => Offer | null,
  log: Log,
): void {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  updater.disableDifferentialDownload = true;
  updater.isUpdateSupported = () => true;
  updater.isUserWithinRollout = () => true;
  const tell = (level: string) => (said?: unknown) =>
    log('updater', { level, said: String(said).slice(0, 500) });
  updater.logger = { info: tell('info'), warn: tell('warn'), error: tell('error') };
  // In the place of a file beside the program, which a build without `publish` has not, and which nobody has signed.
  const config = { provider: 'custom', updaterCacheDirName: CACHE, publisherName: [...publishers] };
  Object.assign(updater, { configOnDisk: { value: Promise.resolve(config) } });
  feedSigned(updater, { address, offer });
}
