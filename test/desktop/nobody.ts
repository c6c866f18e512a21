/** An ordinary user, for a test that is run as root, who has no sandbox. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram } from './runtime.ts';

/** User and group. */
export const NOBODY = 65_534;
export const isRoot = process.getuid?.() === 0;

const canSandbox =
  process.platform === 'linux' &&
  (!isRoot ||
    (hasProgram('setpriv') && spawnSync('unshare', ['--pid', '--net', '--fork', 'true']).status === 0));

export const whyNoSandbox = canSandbox ? null : 'no sandbox can be had here';

/** Come before a command. */
export const asNobodyRuns = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const;

/** What leads to the screen, where everybody can read it: for XAUTHORITY. */
export function screenFor(folder: string): string {
  const screen = join(folder, 'xauthority');
  if (process.env.XAUTHORITY) copyFileSync(process.env.XAUTHORITY, screen);
  else writeFileSync(screen, '');
  chmodSync(screen, 0o644);
  return screen;
}
