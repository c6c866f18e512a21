import { describe, expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { createFormats } from './formats.ts';

const sv = createFormats('sv');
const en = createFormats('en');
const at = (text: string) => ourTime(new Date(text).getTime());
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('numbers', () => {
  it('are written as the language writes them', () => {
    expect(plain(sv.number(1240))).toBe('1 240');
    expect(sv.number(2.75)).toBe('2,75');
    expect(en.number(1240)).toBe('1,240');
    expect(en.number(2.75)).toBe('2.75');
  });

  it.each([sv, en])('have a sign that is as wide as the other, and none where nothing differs', (formats) => {
    expect([formats.signed(3), formats.signed(-2), formats.signed(0)]).toEqual(['+3', '−2', '±0']);
    expect(formats.number(-2)).toBe('−2');
  });
});

describe('instants', () => {
  it('name a day of the week', () => {
    expect([sv.weekday('2026-11-24'), en.weekday('2026-11-24')]).toEqual(['tis 24', 'Tue 24']);
  });

  const now = at('2026-11-24T14:40:00');

  it('are today, yesterday, or a day with its month, and its year where that is another', () => {
    expect(sv.moment(at('2026-11-24T14:32:00'), now)).toBe('i dag 14:32');
    expect(sv.moment(at('2026-11-23T09:10:00'), now)).toBe('i går 09:10');
    expect(sv.moment(at('2026-11-03T14:32:00'), now)).toMatch(/^3 nov\.? 14:32$/);
    expect(sv.moment(at('2025-11-03T14:32:00'), now)).toContain('2025');
    expect(en.moment(at('2026-11-24T14:32:00'), now)).toBe('today 14:32');
  });

  it('are written in full for files', () => {
    expect(sv.stamp(at('2026-01-02T03:04:05'))).toBe('2026-01-02 03:04:05');
  });
});

it.each([
  [-5_000, '0 s'],
  [8_400, '8 s'],
  [59_600, '1 min'],
  [3_599_000, '59 min'],
  [2 * 3_600_000, '2 tim'],
  [5 * 86_400_000, '5 d'],
])('an age of %i ms is %s', (ms, words) => {
  expect(sv.age(ms)).toBe(words);
});
