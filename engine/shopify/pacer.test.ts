import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScheduler } from '../../test/simulation/scheduler.ts';
import { createPacer } from './pacer.ts';

const open = () => {
  const scheduler = createScheduler(0);
  return { scheduler, pacer: createPacer(scheduler.ports.monotonic) };
};
/** Spends all but what full-sync writes leave to readings. */
const drain = async ({ pacer }: ReturnType<typeof open>) => {
  for (let n = 0; n < 194; n += 1) await pacer.acquire(10, 'write');
};

describe('points kept for a write', () => {
  it('are waited for once: the write itself does not wait again', async () => {
    const rig = open();
    await rig.scheduler.runFor(drain(rig), 0);
    await rig.scheduler.runFor(rig.pacer.keep(10), 1_000);
    expect(rig.scheduler.now()).toBe(100);
    await rig.scheduler.runFor(rig.pacer.acquire(10, 'write'), 0);
    expect(rig.scheduler.now()).toBe(100);
  });

  it('are there for others when they are given back, once', async () => {
    const rig = open();
    await rig.scheduler.runFor(drain(rig), 0);
    const giveBack = await rig.scheduler.runFor(rig.pacer.keep(10), 1_000);
    giveBack();
    giveBack();
    await rig.scheduler.runFor(rig.pacer.acquire(10, 'write'), 0);
    await rig.scheduler.runFor(rig.pacer.acquire(10, 'write'), 1_000);
    expect(rig.scheduler.now()).toBe(200);
  });
});

describe('the pace', () => {
  it('never asks for more than the bucket holds, whatever is asked when', async () => {
    const call = fc.record({
      cost: fc.integer({ min: 1, max: 900 }),
      kind: fc.constantFrom('read' as const, 'write' as const),
      after: fc.nat({ max: 3_000 }),
      isKept: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 25 }), async (calls) => {
        const { scheduler, pacer } = open();
        // A bucket of our own that counts what is sent and when.
        let [level, at] = [2_000, 0];
        const spend = (cost: number) => {
          level = Math.min(2_000, level + (scheduler.now() - at) / 10) - cost;
          at = scheduler.now();
          expect(level).toBeGreaterThanOrEqual(-1e-6);
        };
        const all = calls.map(async ({ cost, kind, after, isKept }) => {
          await scheduler.clock.sleep(after);
          if (kind === 'write' && isKept) {
            const giveBack = await pacer.keep(cost);
            if (cost % 3 === 0) {
              giveBack();
              return;
            }
          }
          const release = await pacer.acquire(cost, kind);
          spend(cost);
          await scheduler.clock.sleep(150);
          release(null);
        });
        await scheduler.runFor(Promise.all(all), 3_600_000);
      }),
      { numRuns: 30 },
    );
  });
});

it('what a call asked for and did not use is there for those who wait as soon as it is answered', async () => {
  const { pacer, scheduler } = open();
  const answered = async () => {
    const release = await pacer.acquire(700, 'read');
    await scheduler.clock.sleep(150);
    // Shopify gives back what the query did not cost.
    release({ maximumAvailable: 2_000, currentlyAvailable: 1_990, restoreRate: 100 });
  };
  await scheduler.runFor(Promise.all(Array.from({ length: 8 }, answered)), 60_000);
  // Two fit beside each other, and nobody waits for the bucket to fill drop by drop.
  expect(scheduler.now()).toBeLessThanOrEqual(4 * 150);
});
