/** What somebody who helps a shop must know: how the program stands and what it did last. Never a key, nor who logs in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../shared/contract/activity.ts';
import { HIDDEN, type Redactor } from './redaction.ts';
import { version } from './version.ts';

/** Of the technical log. */
const LINES = 300;

export interface SupportReport {
  /** What it may be called. */
  readonly file: string;
  /** JSON. */
  readonly text: string;
}

/** `engine` is null where none could be opened; `company` is what must not be read in it: the organisation number. */
export function supportReport(
  engine: Report | null,
  company: string | null,
  dataDir: string,
  redactor: Redactor,
  now: number,
): SupportReport {
  const made = new Date(now).toISOString();
  const report = {
    made,
    program: aboutProgram(),
    engine,
    technicalLog: lastLines(join(dataDir, 'backoffice.log')),
  };
  return {
    file: `backoffice-rapport-${made.slice(0, 10)}.json`,
    text: without(company, redactor.text(JSON.stringify(report, null, 2))),
  };
}

/** Which program, and on what it runs. */
export function aboutProgram() {
  const { platform, arch, versions } = process;
  return { version, platform, arch, node: versions.node, electron: versions.electron ?? null };
}

/** As it is written, and as EasyCashier's addresses have it. */
function without(company: string | null, text: string): string {
  const digits = company?.replace(/\D/g, '') ?? '';
  return [company ?? '', digits].reduce(
    (rest, form) => (form === '' ? rest : rest.replaceAll(form, HIDDEN)),
    text,
  );
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
