import { describe, expect, it } from 'vitest';
import { type Kind, kinds } from './kinds.ts';
import { expectQuiet, lane } from './lane.ts';
import regressions from './regressions.json' with { type: 'json' };
import { simulate } from './simulate.ts';

describe('found before', () => {
  it.each(regressions)('seed $seed, $kind: $was', async ({ seed, kind }) => expectQuiet(seed, kind as Kind));
});

describe('the simulation', () => {
  it.each(kinds)('tells the same story for the same seed, to the last request: %s', async (kind) => {
    const [one, other] = [await simulate(4242, { kind }), await simulate(4242, { kind })];
    expect(other).toEqual(one);
  });

  lane(1, 130);
});
