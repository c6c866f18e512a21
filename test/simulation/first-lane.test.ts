import { describe, expect, it } from 'vitest';
import { expectQuiet, lane } from './lane.ts';
import regressions from './regressions.json' with { type: 'json' };
import { simulate } from './simulate.ts';

describe('found before', () => {
  it.each(regressions)('seed $seed: $was', async ({ seed }) => expectQuiet(seed));
});

describe('the simulation', () => {
  it('tells the same story for the same seed, to the last request', async () => {
    const [one, other] = [await simulate(4242), await simulate(4242)];
    expect(other).toEqual(one);
  });

  lane(1, 150);
});
