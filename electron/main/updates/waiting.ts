/** The version that was brought and is not in place yet, from one start to the next. */
import type { KeyObject } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { UpdateTroubleCode } from '../../../shared/contract/updates.ts';
import { hashOf } from './bringer.ts';
import type { UpdateMemory, WaitingUpdate } from './kept.ts';
import type { Log } from './log.ts';
import type { Manifest } from './manifest.ts';
import { believe, type Signed } from './source.ts';
import { compareVersions } from './versions.ts';

interface WaitingOptions {
  readonly memory: UpdateMemory;
  /** Of the manifest. */
  readonly name: string;
  readonly keys: readonly KeyObject[];
  readonly current: string;
  readonly log: Log;
}

export interface Waiting {
  keep(signed: Signed, path: string): void;
  /** Why it is not in place. */
  tried(why: UpdateTroubleCode): void;
  /** With its file. */
  forget(): void;
  /** What is newer than the program and whole, by its signature and its bytes; anything else is forgotten. */
  find(): Promise<{ manifest: Manifest; failed: UpdateTroubleCode | null } | null>;
}

export function createWaiting({ memory, name, keys, current, log }: WaitingOptions): Waiting {
  const signed = ({ manifest, signatures }: WaitingUpdate) =>
    believe({ name, keys }, Buffer.from(manifest, 'base64'), signatures).manifest;

  const forget = () => {
    const { waiting } = memory.get();
    if (waiting === null) return;
    memory.change({ waiting: null });
    try {
      // The settings are only a file: nothing goes that the signed manifest does not name.
      if (signed(waiting).files.some(({ url }) => url === basename(waiting.path)))
        rmSync(waiting.path, { force: true });
    } catch (error) {
      log('an old update stays', { error: String(error) });
    }
  };
  return {
    keep: ({ bytes, signatures }, path) =>
      memory.change({
        waiting: { manifest: bytes.toString('base64'), signatures, path, failed: null },
      }),
    tried: (why) => {
      const { waiting } = memory.get();
      if (waiting !== null) memory.change({ waiting: { ...waiting, failed: why } });
    },
    forget,
    find: async () => {
      const { waiting } = memory.get();
      if (waiting === null) return null;
      try {
        const manifest = signed(waiting);
        const hash = await hashOf(waiting.path);
        const isWhole = manifest.files.some(({ sha512 }) => sha512 === hash);
        if (isWhole && compareVersions(manifest.version, current) > 0)
          return { manifest, failed: waiting.failed };
      } catch (error) {
        log('an old update is not believed', { error: String(error) });
      }
      forget();
      return null;
    },
  };
}
