import type { ShopRig } from './rig.ts';
import { stocked } from './stocked.ts';

/** A computer that is connected and not activated yet, and one position of its shop with goods; no webhook tells of anything. */
export async function startBeforeActivation(rig: ShopRig) {
  const computer = await rig.start('kassan', { isActivated: false, code: null, pollSeconds: 10 });
  const [place] = stocked(rig);
  if (!place) throw new Error('the shop is too small');
  const { item: inventoryItemId, locationId, articleNumber } = place;
  return { computer, client: computer.client, inventoryItemId, locationId, articleNumber };
}
