/** »Synka alla artiklar« on a shop with every trap, goods that Shopify does not stock yet among them: it always ends. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readBalance, recordBalance } from '../../engine/ledger/balances.ts';
import { webshopArticles } from '../../engine/ledger/matching.ts';
import { ourTime } from '../../shared/words/time.ts';
import { PATIENCE_MS } from '../programs/program.ts';
import { openForBusiness, openRig } from './rig.ts';

it('a run of a thousand articles ends, and leaves no open row', async () => {
  const rig = await openRig({ articles: 1000, traps: true });
  const patience = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the run does not end')), PATIENCE_MS).unref();
  });
  await Promise.race([openForBusiness(rig), patience]);
  const { runs } = await rig.engine.client.sync.runs({});
  expect(runs[0]).toMatchObject({ state: 'done', counts: { pending: 0, sent: 0 } });
  const { differences } = await rig.engine.client.sync.drift();
  expect(differences.filter(({ cause }) => cause !== 'needsYou')).toEqual([]);
  await rig.engine.close();
});

it('a plan lets others have their turn between its pages, and what moves meanwhile is left when it is applied', async () => {
  const rig = await openRig({ articles: 700 });
  await openForBusiness(rig);
  const { client, ledger } = rig.engine;
  const { easycashier } = rig.practice;
  const numbers = [...webshopArticles(ledger)].flat().map(({ articleNumber }) => articleNumber);
  const [still = '', moved = '', last = ''] = [numbers[0], numbers[1], numbers.at(-1)];
  for (const articleNumber of [still, moved, last]) easycashier.deliver(articleNumber, '1', 5);

  const planned = client.sync.plan();
  const stored = () =>
    ledger.get<{ n: number }>(
      "SELECT count(*) AS n FROM plan_row JOIN plan USING (plan_id) WHERE state = 'making'",
    )?.n ?? 0;
  while (stored() === 0) await turn();
  expect(stored()).toBeLessThan(1_400);
  for (const articleNumber of [moved, last]) {
    const thousandths = (readBalance(ledger, articleNumber, '1')?.thousandths ?? 0) + 1_000;
    recordBalance(ledger, { articleNumber, storeNumber: '1', thousandths, readAt: ourTime(1), sales: null });
  }
  const { planId, counts } = await planned;
  expect(counts).toMatchObject({ raised: 3, lowered: 0, zeroed: 0 });
  const { runId } = await client.sync.apply({ planId });
  const { rows } = await client.sync.runShow({ runId });
  expect(rows.map(({ articleNumber, state, reason }) => ({ articleNumber, state, reason }))).toEqual([
    { articleNumber: still, state: 'done', reason: null },
    { articleNumber: moved, state: 'stale', reason: 'changedInEasyCashier' },
    { articleNumber: last, state: 'done', reason: null },
  ]);
  await rig.engine.close();
});
