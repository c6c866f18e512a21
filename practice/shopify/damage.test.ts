import { describe, expect, it } from 'vitest';
import { itemDamages } from './damage.ts';
import { setInput, setMutation, testShop } from './test-client.ts';

const byIds =
  'query Levels($ids: [ID!]!, $at: ID!) { nodes(ids: $ids) { ... on InventoryItem { id level0: inventoryLevel(locationId: $at) { isActive } } } }';
const list = 'query Items { inventoryItems(first: 10) { nodes { id } } }';

function damagedShop(damage: (typeof itemDamages)[number]) {
  const made = testShop();
  const [sound, bad] = ['A', 'B'].map((sku) =>
    made.shop.addItem({ sku, levels: [{ locationId: made.goteborg, available: 3 }] }),
  ) as [string, string];
  made.shop.setItemDamage(bad, damage);
  const read = (...ids: string[]) => made.call(byIds, { ids, at: made.goteborg });
  const write = (...ids: string[]) =>
    made.call(setMutation, {
      input: setInput(
        ids.map((inventoryItemId) => ({
          inventoryItemId,
          locationId: made.goteborg,
          quantity: 7,
          changeFromQuantity: 3,
        })),
      ),
      key: ids.join(),
    });
  return { ...made, sound, bad, read, write };
}
const internal = [expect.objectContaining({ extensions: { code: 'INTERNAL_SERVER_ERROR' } })];

describe('an item that Shopify fails at', () => {
  it('takes everything along that is asked together with it', async () => {
    const { read, sound, bad, call } = damagedShop('fails');
    expect(await read(sound, bad)).toMatchObject({ data: null, errors: internal });
    expect(await call(list, {})).toMatchObject({ data: null, errors: internal });
    expect((await read(sound)).errors).toBeUndefined();
  });

  it('is null with its path where a null may stand', async () => {
    const { read, sound, bad, call } = damagedShop('null');
    expect(await read(sound, bad)).toMatchObject({
      data: { nodes: [{ id: sound }, null] },
      errors: [{ path: ['nodes', 1, 'id'] }],
    });
    expect(await call(list, {})).toMatchObject({ data: null, errors: internal });
  });

  it('may lack its levels alone', async () => {
    const { read, sound, bad } = damagedShop('levels');
    expect(await read(sound, bad)).toMatchObject({
      data: { nodes: [{ id: sound }, { id: bad, level0: null }] },
      errors: [{ path: ['nodes', 1, 'level0'] }],
    });
  });

  it.each(itemDamages)('is written with all the others of the call or with none (%s)', async (damage) => {
    const { write, shop, sound, bad, goteborg } = damagedShop(damage);
    const answer = await write(sound, bad);
    const isWritten = damage === 'levels';
    expect(answer.errors?.length ?? 0).toBe(isWritten ? 0 : 1);
    expect([sound, bad].map((id) => shop.available(id, goteborg))).toEqual(isWritten ? [7, 7] : [3, 3]);
    shop.setItemDamage(bad, null);
    if (!isWritten) expect((await write(sound, bad)).errors).toBeUndefined();
  });
});
