import { expect, it } from 'vitest';
import type { SilenceAlerts } from '../../shared/contract/relay.ts';
import { dueOf, openFor, type Sight } from './silence.ts';

const MINUTE = 60_000;
const day = { from: '09:00', to: '18:00' };
const hours: SilenceAlerts['hours'] = [day, day, day, day, day, { from: '10:00', to: '24:00' }, null];
/** 2026-11-23 is a Monday, and Stockholm an hour ahead. */
const monday = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`);

it.each([
  ['2026-11-23T08:59:59+01:00', null],
  ['2026-11-23T09:00:00+01:00', 0],
  ['2026-11-23T09:17:30+01:00', 17],
  ['2026-11-23T18:00:00+01:00', null],
  ['2026-11-28T23:59:00+01:00', 839],
  ['2026-11-29T12:00:00+01:00', null],
  ['2026-07-06T09:30:00+02:00', 30],
])('%s: open for %s minutes', (instant, minutes) => {
  const open = openFor(hours, Date.parse(instant));
  expect(open === null ? null : open / MINUTE).toBe(minutes);
});

const due = (now: string, sight: Partial<Sight>) =>
  dueOf(
    { hours, afterMinutes: 15 },
    { now: monday(now), lastCameAt: monday('08:00'), toldAt: null, reachableSince: 0, ...sight },
  );

it('counts of a silence only what falls into the opening hours', () => {
  const friday = monday('18:00') - 3 * 24 * 60 * MINUTE;
  expect(due('08:30', { lastCameAt: friday })).toBeNull();
  expect(due('09:14', { lastCameAt: friday }), 'the computer is started in the morning').toBeNull();
  expect(due('09:15', { lastCameAt: friday })).toBe('silent');
  expect(due('12:14', { lastCameAt: monday('12:00') })).toBeNull();
  expect(due('12:15', { lastCameAt: monday('12:00') })).toBe('silent');
  expect(due('18:00', { lastCameAt: monday('12:00') }), 'closed').toBeNull();
});

it('holds a computer’s silence not against it while nobody could come', () => {
  expect(due('12:14', { reachableSince: monday('12:00') })).toBeNull();
  expect(due('12:15', { reachableSince: monday('12:00') })).toBe('silent');
});

it('tells that it is back when it is, in opening hours, and is silent about it once told', () => {
  const told = { toldAt: monday('12:00') };
  expect(due('13:00', { ...told, lastCameAt: monday('11:45') })).toBeNull();
  expect(due('13:00', { ...told, lastCameAt: monday('12:30') }), 'it came and went').toBeNull();
  expect(due('13:00', { ...told, lastCameAt: monday('12:59') })).toBe('back');
  expect(due('18:30', { ...told, lastCameAt: monday('18:30') })).toBeNull();
});
