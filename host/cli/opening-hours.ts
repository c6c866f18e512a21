/** Opening hours as people type them: `mon-fri 09:00-18:00`, `lör 10-16`, `sön closed`. Pure. */
import type { OpeningHours } from '../../shared/contract/alerts.ts';
import { UsageError } from '../failure.ts';

/** Monday first, in both languages, each known by its first letters. */
const names: readonly (readonly string[])[] = [
  ['mon', 'mån'],
  ['tue', 'tis'],
  ['wed', 'ons'],
  ['thu', 'tor'],
  ['fri', 'fre'],
  ['sat', 'lör'],
  ['sun', 'sön'],
];
const closed = ['closed', 'stängt', '-'];

function dayAt(text: string, whole: string): number {
  const found = names.findIndex((spellings) => spellings.some((one) => text.startsWith(one)));
  if (found === -1) throw new UsageError('cli.usage.badValue', { what: whole });
  return found;
}

/** `mon-fri` may go over the week's end: `sat-mon`. */
function daysOf(text: string): number[] {
  const lower = text.toLowerCase();
  if (lower === 'all' || lower === 'alla') return names.map((_, day) => day);
  const [first = '', last = first] = lower.split('-');
  const [from, to] = [dayAt(first, text), dayAt(last, text)];
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, n) => (from + n) % 7);
}

/** `9`, `9:30`, `09.30`, `24`. */
function timeOf(text: string, whole: string): string {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim()) ?? [];
  const time = `${hour.padStart(2, '0')}:${minute}`;
  if (!/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time))
    throw new UsageError('cli.usage.badValue', { what: whole });
  return time;
}

function openOf(text: string): OpeningHours[number] {
  if (closed.includes(text.toLowerCase())) return null;
  const [first = '', last = ''] = text.split(/[-–]/);
  const [from, to] = [timeOf(first, text), timeOf(last, text)];
  if (from >= to) throw new UsageError('cli.usage.badValue', { what: text });
  return { from, to };
}

/** The hours with some days changed. @throws UsageError */
export function withDays(hours: OpeningHours, days: string, open: string): OpeningHours {
  const changed = new Set(daysOf(days));
  const next = openOf(open);
  return hours.map((day, n) => (changed.has(n) ? next : day));
}
