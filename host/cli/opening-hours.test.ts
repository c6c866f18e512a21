import { expect, it } from 'vitest';
import type { OpeningHours } from '../../shared/contract/alerts.ts';
import { UsageError } from '../failure.ts';
import { withDays } from './opening-hours.ts';

const none: OpeningHours = Array.from({ length: 7 }, () => null);
const shown = (hours: OpeningHours) => hours.map((day) => (day ? `${day.from}-${day.to}` : '')).join(' ');

it.each([
  ['mon-fri', '9-18', '09:00-18:00 09:00-18:00 09:00-18:00 09:00-18:00 09:00-18:00  '],
  ['måndag-tisdag', '09:30–17.15', '09:30-17:15 09:30-17:15     '],
  ['lör', '10-24', '     10:00-24:00 '],
  ['SUN', '0:00-9:05', '      00:00-09:05'],
  ['sön-mån', '12-13', '12:00-13:00      12:00-13:00'],
  ['alla', '8-9', Array.from({ length: 7 }, () => '08:00-09:00').join(' ')],
])('%s %s', (days, open, hours) => {
  expect(shown(withDays(none, days, open))).toBe(hours);
});

it('closes days and leaves the others', () => {
  const open = withDays(none, 'all', '9-18');
  expect(shown(withDays(open, 'lör-sön', 'stängt'))).toMatch(/^(09:00-18:00 ){5} $/);
});

it.each([
  ['xyz', '9-18'],
  ['mon', '18-9'],
  ['mon', '9-25'],
  ['mon', '9:60-18'],
  ['mon', 'never'],
  ['', '9-18'],
])('refuses »%s %s«', (days, open) => {
  expect(() => withDays(none, days, open)).toThrow(UsageError);
});
