import { describe, expect, it } from 'vitest';
import { createBackOff } from './back-off.ts';

describe('the wait before the engine is started again', () => {
  it('doubles after each short life, up to half a minute', () => {
    const backOff = createBackOff();
    const waits = Array.from({ length: 9 }, () => backOff.next(100));
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('is short again after a long life', () => {
    const backOff = createBackOff();
    for (let death = 0; death < 5; death += 1) backOff.next(59_999);
    expect(backOff.next(60_000)).toBe(250);
    expect(backOff.next(0)).toBe(500);
  });

  it('promises nothing any more after five short lives in a row, until there was a long one', () => {
    const backOff = createBackOff();
    const hopeless = Array.from({ length: 6 }, () => {
      backOff.next(59_999);
      return backOff.isHopeless();
    });
    expect(hopeless).toEqual([false, false, false, false, true, true]);
    backOff.next(60_000);
    expect(backOff.isHopeless()).toBe(false);
  });
});
