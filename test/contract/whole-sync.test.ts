/** »Synka alla artiklar« on a shop with every trap, goods that Shopify does not stock yet among them: it always ends. */
import { expect, it } from 'vitest';
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
