import { describe, expect, it } from 'vitest';
import { type Kind, kinds } from './kinds.ts';
import { expectQuiet, lane } from './lane.ts';
import openFaults from './open-faults.json' with { type: 'json' };
import regressions from './regressions.json' with { type: 'json' };
import { simulate } from './simulate.ts';

describe('found before', () => {
  it.each(regressions)('seed $seed, $kind: $was', async ({ seed, kind }) => expectQuiet(seed, kind as Kind));
});

/** Found and not cured yet: each fails until it is, and then belongs among those found before. */
describe('open', () => {
  it.fails.each(openFaults)('seed $seed, $kind: $is', async ({ seed, kind }) =>
    expectQuiet(seed, kind as Kind),
  );
});

describe('the simulation', () => {
  it.each(kinds)('tells the same story for the same seed, to the last request: %s', async (kind) => {
    const [one, other] = [await simulate(4242, { kind }), await simulate(4242, { kind })];
    expect(other).toEqual(one);
  });

  lane(1, 130);
});
