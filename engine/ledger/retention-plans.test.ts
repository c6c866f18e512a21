import { expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { saveTestPlan } from '../testing/test-ledger.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { abandonPlans, addPlanRows, beginPlan, planRows } from './plans.ts';
import { retention, thinPlans } from './retention.ts';

const groups = ['unchanged', 'raised', 'unchanged', 'skipped', 'zeroed'] as const;

const rowsOf = (size: number) =>
  Array.from({ length: size }, (_, n) => ({
    articleNumber: `A${n}`,
    name: 'Namn',
    storeNumber: '1',
    inventoryItemId: null,
    locationId: null,
    group: groups[n % groups.length] ?? ('unchanged' as const),
    easycashier: 1_000,
    before: 1,
    after: 1,
    reason: null,
  }));

function planOf(ledger: ReturnType<typeof openDatabase>, planId: string, createdAt: number, size: number) {
  const counts = { unchanged: size, raised: 0, lowered: 0, zeroed: 0, skipped: 0 };
  const summary = {
    planId,
    hash: '',
    createdAt: ourTime(createdAt),
    counts,
    writes: 0,
    guard: null,
    appliedBy: null,
  };
  saveTestPlan(ledger, summary, rowsOf(size));
}

it('leaves of an old plan what it changes, of a young one everything, in small steps', () => {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  planOf(ledger, 'old', 1_000, 2_000);
  planOf(ledger, 'young', 2_000, 10);
  const steps = [...thinPlans(ledger, ourTime(2_000))];
  expect(Math.max(...steps)).toBeLessThanOrEqual(250);
  const left = (planId: string) =>
    planRows(ledger, planId, { after: -1, limit: 10_000 }).map(({ group }) => group);
  expect(new Set(left('old'))).toEqual(new Set(['raised', 'zeroed']));
  expect(left('old')).toHaveLength(800);
  expect(left('young')).toHaveLength(10);
  expect([...thinPlans(ledger, ourTime(2_000))]).toEqual([]);
  ledger.close();
});

it('takes what there is of a plan that was never made to its end, and leaves one that is being made', () => {
  const ledger = openDatabase({ path: ':memory:', durability: 'none' });
  migrate(ledger);
  const begin = (planId: string) => {
    beginPlan(ledger, planId, ourTime(1_000));
    addPlanRows(ledger, planId, 0, rowsOf(600));
  };
  begin('half');
  abandonPlans(ledger);
  begin('making');
  const steps = [...retention(ledger, ourTime(2_000)), ...thinPlans(ledger, ourTime(2_000))];
  expect(Math.max(...steps)).toBeLessThanOrEqual(250);
  expect(
    ledger.all('SELECT plan_id AS planId, count(*) AS n FROM plan JOIN plan_row USING (plan_id)'),
  ).toEqual([{ planId: 'making', n: 600 }]);
  expect(ledger.all('SELECT plan_id FROM plan')).toHaveLength(1);
  ledger.close();
});
