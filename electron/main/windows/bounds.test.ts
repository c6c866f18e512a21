import { describe, expect, it } from 'vitest';
import { fittingBounds, leastOf } from './bounds.ts';

const usual = { width: 1280, height: 820 };
const least = { width: 911, height: 485 };
const sizes = { usual, least };
const main = { x: 0, y: 24, width: 1920, height: 1056 };
const left = { x: -1600, y: 0, width: 1600, height: 900 };
const saved = { x: 100, y: 50, width: 1200, height: 800, isMaximized: false };

describe('where a window opens', () => {
  it('the first time is left to the system, in the usual size', () => {
    expect(fittingBounds(undefined, [main], sizes)).toEqual(usual);
  });

  it('is no larger than the screen, and no smaller than it can be', () => {
    expect(fittingBounds(undefined, [{ ...main, width: 1100, height: 700 }], sizes)).toEqual({
      width: 1100,
      height: 700,
    });
    expect(fittingBounds({ ...saved, width: 9_000, height: 9_000 }, [main], sizes)).toMatchObject({
      width: 1920,
      height: 1056,
    });
    expect(fittingBounds({ ...saved, width: 10, height: 10 }, [main], sizes)).toMatchObject(least);
  });

  it('can be made as small as the smallest screen', () => {
    expect(leastOf([main, left], least)).toEqual(least);
    expect(leastOf([main, { ...left, width: 800, height: 570 }], least)).toEqual({ width: 800, height: 485 });
    expect(leastOf([{ ...main, width: 1024, height: 440 }], least)).toEqual({ width: 911, height: 440 });
    expect(leastOf([], least)).toEqual(least);
  });

  it('is where it was', () => {
    expect(fittingBounds(saved, [main], sizes)).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
    expect(fittingBounds({ ...saved, x: -1500 }, [main, left], sizes)).toMatchObject({ x: -1500, y: 50 });
  });

  it('is on the main screen when its own has been unplugged', () => {
    expect(fittingBounds({ ...saved, x: -1500 }, [main], sizes)).toEqual({ width: 1200, height: 800 });
  });

  it('is where its top edge can be seen and held', () => {
    expect(fittingBounds({ ...saved, y: 2 }, [main], sizes)).toMatchObject({ y: 24 });
    for (const lost of [{ y: -500 }, { y: 1070 }, { x: 1850 }, { x: -1150 }])
      expect(fittingBounds({ ...saved, ...lost }, [main], sizes), JSON.stringify(lost)).not.toHaveProperty(
        'x',
      );
  });

  it('without any screen is the usual size', () => {
    expect(fittingBounds(undefined, [], sizes)).toEqual(usual);
  });
});
