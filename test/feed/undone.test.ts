/** What a person has taken back differs on purpose: it is said to be undone, not to have failed, until its stock moves. */
import { afterEach, expect, it } from 'vitest';
import { openShopRig, type ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

const MINUTE = 60_000;
let rig: ShopRig;
afterEach(() => rig.close());

it('is undone, in the list and in a comparison, and sent again when it is sold', async () => {
  rig = await openShopRig();
  const { client } = await rig.start('kassan', { pollSeconds: 3 });
  await rig.until(async () => (await client.activity.status()).quiet);
  const [{ runId = '' } = {}] = (await client.sync.runs({})).runs;
  const undone = await rig.scheduler.runFor(client.sync.undo({ runId }), 10 * MINUTE);
  const { rows } = await client.sync.runShow({ runId: undone.runId, state: 'done' });
  const cells = stocked(rig).filter((cell) =>
    rows.some((row) => row.articleNumber === cell.articleNumber && row.storeNumber === cell.storeNumber),
  );
  const [cell] = cells;
  if (!cell) throw new Error('nothing was taken back');
  const stateOf = async () => {
    const { article } = await client.articles.story({ articleNumber: cell.articleNumber });
    return article.cells.find(({ storeNumber }) => storeNumber === cell.storeNumber)?.state;
  };
  expect(await stateOf()).toBe('undone');
  const { differences } = await rig.scheduler.runFor(client.sync.drift(), 10 * MINUTE);
  expect(new Set(differences.map(({ cause }) => cause))).toEqual(new Set(['undone']));
  await rig.pass(20 * MINUTE);
  expect(await stateOf(), 'nobody sends it again').toBe('undone');
  rig.practice.easycashier.sell(cell.articleNumber, cell.storeNumber, 1);
  await rig.until(async () => (await stateOf()) === 'inStep');
});
