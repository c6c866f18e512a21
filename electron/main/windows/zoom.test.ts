import { describe, expect, it } from 'vitest';
import { nextZoom, type ZoomChange, zoomSteps } from './zoom.ts';

const walk = (from: number, change: ZoomChange) => {
  const seen = [from];
  for (let step = 0; step < 8; step += 1) seen.push(nextZoom(seen.at(-1) ?? 0, change));
  return seen;
};

describe('the size in which windows are drawn', () => {
  it('goes up to 200 % step by step and no further', () => {
    expect(walk(1, 'in')).toEqual([...zoomSteps, 2, 2, 2]);
  });

  it('goes down to 100 % and no further', () => {
    expect(walk(2, 'out')).toEqual([...zoomSteps.toReversed(), 1, 1, 1]);
  });

  it('is the usual one when it is reset', () => {
    for (const step of zoomSteps) expect(nextZoom(step, 'reset')).toBe(1);
  });
});
