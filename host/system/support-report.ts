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

/**
 * `engine` is null where none could be opened; `company` is what must not be read in it: the organisation number, null where nobody knows it.
 * `more` is what the caller has to say beside it.
 */
export function supportReport(
  engine: Report | null,
  company: string | null,
  dataDir: string,
  redactor: Redactor,
  now: number,
  more: Readonly<Record<string, unknown>> = {},
): SupportReport {
  const made = new Date(now).toISOString();
  const report = {
    made,
    program: aboutProgram(),
    engine,
    technicalLog: lastLines(join(dataDir, 'backoffice.log')),
    ...more,
  };
  return { file: `backoffice-rapport-${made.slice(0, 10)}.json`, text: readable(report, company, redactor) };
}

/** A report as a text that anybody who helps may read. */
export function readable(report: object, company: string | null, redactor: Redactor): string {
  return without(company, redactor.text(JSON.stringify(report, null, 2)));
}

/** Which program, and on what it runs. */
export function aboutProgram() {
  const { platform, arch, versions } = process;
  return { version, platform, arch, node: versions.node, electron: versions.electron ?? null };
}

/** With or without the century. */
const anyCompany = /\b(?:\d{2})?\d{6}-?\d{4}\b/g;

/** As it is written, and as EasyCashier's addresses have it; where nobody knows it, whatever has the look of one. */
function without(company: string | null, text: string): string {
  if (company === null) return text.replaceAll(anyCompany, HIDDEN);
  const digits = company.replace(/\D/g, '');
  return [company, digits].reduce((rest, form) => (form === '' ? rest : rest.replaceAll(form, HIDDEN)), text);
}

/** None where there is no such file. */
export function lastLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-LINES);
  } catch {
    return [];
  }
}
