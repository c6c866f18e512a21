import { describe, expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { copiesToRemove, copyByHand, copyMadeAt, nightlyCopy, nightOf, updateCopy } from './copies.ts';

const at = (text: string) => ourTime(Date.parse(text));
const nights = (month: string, days: readonly number[]) =>
  days.map((day) => nightlyCopy(`${month}-${String(day).padStart(2, '0')}`));

describe('a night', () => {
  it.each([
    ['2026-11-23T01:59:00Z', '2026-11-22'], // 02:59 in Stockholm
    ['2026-11-23T02:00:00Z', '2026-11-23'],
    ['2026-11-24T01:00:00Z', '2026-11-23'],
    ['2026-07-01T00:59:00Z', '2026-06-30'],
    ['2026-07-01T01:00:00Z', '2026-07-01'],
  ])('at %s is that of %s', (instant, night) => expect(nightOf(at(instant))).toBe(night));
});

describe('the time of a copy', () => {
  const copied = at('2027-02-01T10:00:00Z');
  it.each([
    ['is its file’s', nightlyCopy('2026-11-23'), '2026-11-24T01:30:00Z', '2026-11-24T01:30:00Z'],
    [
      'is its file’s',
      updateCopy(at('2026-11-23T08:00:00Z'), 340),
      '2026-11-23T08:00:05Z',
      '2026-11-23T08:00:05Z',
    ],
    ['is its night’s, where the folder was copied', nightlyCopy('2026-11-23'), null, '2026-11-23T02:00:00Z'],
    [
      'is its minute’s, where the folder was copied',
      copyByHand(at('2026-07-01T12:34:56Z')),
      null,
      '2026-07-01T12:34:00Z',
    ],
    ['is its file’s, where it has a name of others', 'kopia.sqlite', null, '2027-02-01T10:00:00Z'],
  ])('%s: %s', (_what, name, fileTime, made) =>
    expect(copyMadeAt(name, fileTime === null ? copied : at(fileTime))).toBe(at(made)),
  );
});

describe('copies that go', () => {
  const now = at('2026-11-23T08:00:00Z');

  it('are all but the last seven nights', () => {
    const names = nights('2026-11', [12, 13, 15, 16, 17, 18, 19, 20, 23]);
    expect(copiesToRemove(names, nightlyCopy('2026-11-23'), now)).toEqual(nights('2026-11', [13, 12]));
  });

  it('are never the one just made, though the clock went back by years', () => {
    const names = [...nights('2026-11', [12, 13, 14, 15, 16, 17, 18]), nightlyCopy('2000-01-01')];
    expect(copiesToRemove(names, nightlyCopy('2000-01-01'), at('2000-01-01T08:00:00Z'))).toEqual([]);
  });

  it('are of those before an update all but the last three and the last 30 days', () => {
    const old = ['2026-01-05', '2026-02-05', '2026-03-05'].map((day) =>
      updateCopy(at(`${day}T12:00:00Z`), 10),
    );
    expect(copiesToRemove(old, '', now)).toEqual([]);
    const young = ['2026-10-30', '2026-11-01', '2026-11-10', '2026-11-11'].map((day) =>
      updateCopy(at(`${day}T12:00:00Z`), 20),
    );
    expect(copiesToRemove([...old, ...young], '', now).sort()).toEqual(old);
  });

  it('are never files of somebody else', () => {
    const names = [
      'ledger.sqlite',
      'ledger-2001-01-01 (2).sqlite',
      'min kopia.sqlite',
      'ledger-x.sqlite.part',
    ];
    expect(copiesToRemove([...names, ...nights('2026-11', [1, 2, 3, 4, 5, 6, 7])], '', now)).toEqual([]);
  });
});
