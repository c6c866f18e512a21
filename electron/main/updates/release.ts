/** What a build was given about where its next version comes from: `electron/release.json`, or the file that BACKOFFICE_RELEASE names at the build. */
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import builtIn from '../../release.json' with { type: 'json' };
import { publicKey } from './signature.ts';

const release = z.object({
  updates: z.object({
    /** Of the folder with the releases: https, or this computer. Null: there is none, and no updates. */
    address: z
      .url()
      .refine((address) => /^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/.test(address))
      .nullable(),
    /** Public keys, any of which may have signed: base64. Two while keys change. */
    keys: z.array(z.base64()).max(4),
    /** Whose signature a Windows installer must bear, as its certificate names them. */
    publishers: z.array(z.string().min(1)).max(4),
  }),
});

export interface ReleaseSource {
  /** Ends with a slash. */
  readonly address: URL;
  readonly keys: readonly KeyObject[];
  readonly publishers: readonly string[];
}

/** Null: the build was given no address. @throws where what it was given cannot be: an address without a key, a key that is none */
export function releaseSource(given: unknown = builtIn): ReleaseSource | null {
  const { address, keys, publishers } = release.parse(given).updates;
  if (address === null) return null;
  if (keys.length === 0) throw new Error('updates have an address and no key that their manifest is held to');
  return {
    address: new URL(address.endsWith('/') ? address : `${address}/`),
    keys: keys.map(publicKey),
    publishers,
  };
}
