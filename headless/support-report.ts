/** What somebody who helps a shop must know: how the program stands and what it did last. Never a key, nor who logs in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../shared/contract/activity.ts';
import type { Redactor } from './redaction.ts';
import { version } from './window/version.ts';

/** Of the technical log. */
const LINES = 300;

export interface SupportReport {
  /** What it may be called. */
  readonly file: string;
  /** JSON. */
  readonly text: string;
}

/** `engine` is null where none could be opened. */
export function supportReport(
  engine: Report | null,
  dataDir: string,
  redactor: Redactor,
  now: number,
): SupportReport {
  const { platform, arch, versions } = process;
  const made = new Date(now).toISOString();
  const program = { version, platform, arch, node: versions.node, electron: versions.electron ?? null };
  const report = { made, program, engine, technicalLog: lastLines(join(dataDir, 'backoffice.log')) };
  return {
    file: `backoffice-rapport-${made.slice(0, 10)}.json`,
    text: redactor.text(JSON.stringify(report, null, 2)),
  };
}

function lastLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-LINES);
  } catch {
    return [];
  }
}
