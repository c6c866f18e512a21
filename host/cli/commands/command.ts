/** What the commands share: how they are put on the program and how their values are read. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Translator } from '../../../shared/i18n/translate.ts';
import type { OpenCli } from '../cli.ts';

export interface Shell {
  readonly program: Command;
  readonly translator: Translator;
  readonly open: OpenCli;
}

/** 0, 1, 2 … */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('');
  return Number(text);
}

/** 1, 2, 3 … */
export function countingNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('');
  return value;
}

/** `on`, `off`, and the same in Swedish. */
export function onOrOff(text: string): boolean {
  const word = text.toLowerCase();
  if (['on', 'på', 'true', 'ja', 'yes', '1'].includes(word)) return true;
  if (['off', 'av', 'false', 'nej', 'no', '0'].includes(word)) return false;
  throw new InvalidArgumentError('');
}

/** Without `--limit` a program gets everything and a person the first screenfuls. */
export function rowLimit(limit: number | undefined, json: boolean, forPeople = 100): number {
  return limit ?? (json ? Number.POSITIVE_INFINITY : forPeople);
}

/** `--since` and `--until` as the contract takes them: those that were given. */
export function daysOf({ since, until }: { readonly since?: string; readonly until?: string }) {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}
