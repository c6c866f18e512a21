import { describe, expect, it } from 'vitest';
import { epochMs, ourTime } from '../../shared/words/time.ts';
import type { StoryLine } from './story-answer.ts';
import { courseOf, stepsOf } from './story-course.ts';

const cell = { storeNumber: '1', easycashier: 7, shopify: 7 };
const now = ourTime(100);
const line = (at: number, change: Partial<StoryLine>): StoryLine => ({
  at: ourTime(at),
  event: 'balanceChanged',
  storeNumber: '1',
  before: null,
  after: null,
  cause: 'sale',
  reference: null,
  by: null,
  ...change,
});
/** Newest first, as a story has them. */
const lines = [
  line(80, { event: 'booked', cause: 'webOrder', before: 8, after: 7 }),
  line(60, { event: 'bufferChanged' }),
  line(50, { event: 'pushed', before: 9, after: 8 }),
  line(40, { before: 10, after: 8 }),
  line(30, { storeNumber: '2', before: 3, after: 2 }),
  line(20, { event: 'foreignChange', cause: 'changedByOther', before: 10, after: 9 }),
];
const course = courseOf(cell, lines, now);

describe('the course of an article’s two numbers', () => {
  it('goes from before its oldest line to now, with what happened', () => {
    const said = course.map(({ at, easycashier, shopify, line: of }) => [
      epochMs(at),
      easycashier,
      shopify,
      of?.event ?? null,
    ]);
    expect(said).toEqual([
      [20, 10, 10, null],
      [20, 10, 9, 'foreignChange'],
      [40, 8, 9, 'balanceChanged'],
      [50, 8, 8, 'pushed'],
      [60, 8, 8, 'bufferChanged'],
      [80, 7, 7, 'booked'],
      [100, 7, 7, null],
    ]);
  });

  it('knows nothing where nothing was known, and has no course without a line', () => {
    expect(courseOf(cell, [], now)).toEqual([]);
    const first = line(10, { event: 'pushed', before: null, after: 7 });
    expect(courseOf(cell, [first], now)[0]).toMatchObject({ shopify: null, easycashier: 7 });
  });

  it('is drawn in steps, and not at all while it is unknown', () => {
    const place = { x: epochMs, y: (value: number) => value };
    expect(stepsOf(course, 'easycashier', place)).toBe('M20 10H20V10H40V8H50V8H60V8H80V7H100V7');
    const first = line(10, { event: 'pushed', before: null, after: 7 });
    expect(stepsOf(courseOf(cell, [first], now), 'shopify', place)).toBe('M10 7H100V7');
  });
});
