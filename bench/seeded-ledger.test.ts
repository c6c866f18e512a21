import { expect, it, onTestFinished } from 'vitest';
import { storePlan } from '../engine/sync/actions/plans.ts';
import { seedLedger } from './seeded-ledger.ts';
import { unlimitedShop } from './unlimited-shop.ts';

it('seeds a ledger of the newest schema in which no cell agrees', async () => {
  const { ledger, dispose } = seedLedger(8);
  onTestFinished(dispose);
  const { counts, writes } = await storePlan(unlimitedShop(ledger).sync, null);
  expect(writes).toBe(8);
  expect(counts).toEqual({ unchanged: 0, raised: 8, lowered: 0, zeroed: 0, skipped: 0 });
});
