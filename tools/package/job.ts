/** One package to be made, whatever its format. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Job {
  readonly name: string;
  readonly version: string;
  /** As Debian names it: `amd64`. */
  readonly architecture: string;
  /** `Name <mail>` */
  readonly maintainer: string;
  readonly vendor: string;
  readonly url: string;
  /** As SPDX writes it. */
  readonly license: string;
  /** For a deb: its first line is the summary. */
  readonly description: string;
  readonly category: string | null;
  readonly priority: string;
  readonly summary: string | null;
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  /** As fpm names it: `xz`, `xzmt`, `gz`, `gzip`; or `quick`. */
  readonly compression: string;
  /** Scripts, run by root. */
  readonly afterInstall: string;
  readonly afterRemove: string;
  /** Where what is packed lies on the computer: folders with all that is in them, and single files. */
  readonly places: readonly string[];
  /** A folder that stands for `/`. */
  readonly files: string;
  /** For whatever else is needed on the way; it is gone afterwards. */
  readonly folder: string;
  /** What comes of it. */
  readonly artifact: string;
}

/** Without its first line, which says who runs it. */
export const bodyOf = (script: string): string => readFileSync(script, 'utf8').replace(/^#!.*\n/, '');

/**
 * The script for after the removal with one line before it: packagers run it at an upgrade too, and there it would take away what the
 * new version has just brought (the link in the path, the AppArmor profile). `isGone`: shell, true where the program goes for good.
 */
export const onlyWhenGone = ({ afterRemove }: Job, isGone: string): string =>
  `${isGone} || exit 0\n${bodyOf(afterRemove)}`;

/** @throws with what the program said, where it did not end well */
export function run(program: string, ...words: string[]): void {
  const { status, error, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? stdout + stderr}`);
}
