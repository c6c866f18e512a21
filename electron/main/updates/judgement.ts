/** What a signed manifest means for this computer. */
import type { Manifest } from './manifest.ts';
import { UpdateTrouble } from './trouble.ts';
import { compareVersions } from './versions.ts';

/** The newest that was ever read, by when it was signed. */
interface SeenManifest {
  readonly version: string;
  readonly signedAt: string;
}

interface Standing {
  /** Of the program that runs. */
  readonly current: string;
  readonly seen: SeenManifest | null;
  /** Where this computer stands among all, at least 0 and below 1: chosen once. */
  readonly place: number;
  /** Somebody has asked: a release that is handed out in steps is offered to them. */
  readonly isByHand: boolean;
  /** Of the system. */
  readonly system: string;
}

/** `none`: nothing newer; `later`: newer, for others first. */
export type Judgement = 'none' | 'later' | 'offered' | 'byHand' | 'systemTooOld';

/** @throws UpdateTrouble `outdated` for one that was signed before another that was read: somebody shows an old one again */
export function judge(manifest: Manifest, standing: Standing): Judgement {
  const { current, seen, place, isByHand, system } = standing;
  if (seen !== null && Date.parse(manifest.signedAt) < Date.parse(seen.signedAt))
    throw new UpdateTrouble('outdated', `signed at ${manifest.signedAt}; read before: ${seen.signedAt}`);
  if (compareVersions(manifest.version, current) <= 0) return 'none';
  const { minimumSystemVersion = '0', stagingPercentage = 100, requireManualUpdate = false } = manifest;
  if (compareVersions(system, minimumSystemVersion) < 0) return 'systemTooOld';
  if (requireManualUpdate) return 'byHand';
  return isByHand || place * 100 < stagingPercentage ? 'offered' : 'later';
}
