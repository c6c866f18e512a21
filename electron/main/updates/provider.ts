/**
 * What the updater's library asks for the newest version: it is told the manifest that was read and believed before, so that it is those bytes and
 * no others that decide. It asks no server; the file is fetched from beside the manifest.
 */
import { type AppUpdater, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { ManifestFile } from './manifest.ts';

/** What is to be fetched. */
export interface Offer {
  readonly version: string;
  /** Of the kind this installation takes. */
  readonly files: readonly [ManifestFile, ...ManifestFile[]];
}

interface SignedFeed {
  readonly address: URL;
  readonly offer: () => Offer | null;
}

export function feedSigned(updater: AppUpdater, feed: SignedFeed): void {
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider as never, ...feed });
}

class SignedProvider extends Provider<UpdateInfo> {
  readonly #feed: SignedFeed;

  constructor(feed: SignedFeed, _updater: unknown, runtime: ProviderRuntimeOptions) {
    super(runtime);
    this.#feed = feed;
  }

  override getLatestVersion(): Promise<UpdateInfo> {
    const offer = this.#feed.offer();
    if (offer === null) return Promise.reject(new Error('nothing was believed yet'));
    const { version, files } = offer;
    const [{ url, sha512 }] = files;
    return Promise.resolve({ version, files: [...files], path: url, sha512, releaseDate: '' });
  }

  override resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
    return files.map((info) => ({ url: new URL(info.url, this.#feed.address), info }));
  }
}
