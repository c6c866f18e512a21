import { expect, it } from 'vitest';
import type { Kind } from './kinds.ts';
import { simulate } from './simulate.ts';

const BLOCK = 10;

/** One test per block of seeds, so that a failing one says which. */
export function lane(first: number, count: number): void {
  for (let start = first; start < first + count; start += BLOCK) {
    const seeds = Array.from({ length: Math.min(BLOCK, first + count - start) }, (_, n) => start + n);
    it(`holds every invariant for seeds ${seeds[0]}–${seeds.at(-1)}`, async () => {
      for (const seed of seeds) await expectQuiet(seed);
    });
  }
}

/** `kind`: another than the seed's own. */
export async function expectQuiet(seed: number, kind?: Kind): Promise<void> {
  const { violations } = await simulate(seed, { kind });
  expect(
    violations,
    `npm run -s test:sim -- --seeds 1 --first ${seed}${kind ? ` --kind ${kind}` : ''} --trace`,
  ).toEqual([]);
}
