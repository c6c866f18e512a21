import { itemDamages } from '../shopify/damage.ts';
import { type SetAside, setAsides } from '../shopify/state.ts';
import type { Practice } from '../shops.ts';
import type { Calls } from './calls.ts';
import { allowOnly, flagOf, oneOf, textOf, wholeOf } from './fields.ts';
import { itemOf, locationOf } from './find.ts';
import { itemView } from './state.ts';

/** What somebody else changes in Shopify's admin. Every call answers the item after it. */
export function adminCalls(practice: Practice): Calls {
  const { shopify } = practice;
  const item = ['sku', 'inventoryItemId'];
  return {
    'POST /shopify/set-available': (fields) => {
      allowOnly(fields, [...item, 'location', 'quantity']);
      const id = itemOf(practice, fields);
      const quantity = wholeOf(fields, 'quantity', Number.MIN_SAFE_INTEGER);
      shopify.adminSetAvailable(id, locationOf(practice, fields), quantity);
      return itemView(practice, id);
    },
    'POST /shopify/set-aside': (fields) => {
      allowOnly(fields, [...item, 'location', 'state', 'units']);
      const id = itemOf(practice, fields);
      const state = oneOf<SetAside>(fields, 'state', setAsides);
      const units = wholeOf(fields, 'units', Number.MIN_SAFE_INTEGER);
      shopify.setAside(id, locationOf(practice, fields), state, units);
      return itemView(practice, id);
    },
    'POST /shopify/rename-sku': (fields) => {
      allowOnly(fields, [...item, 'newSku']);
      const id = itemOf(practice, fields);
      shopify.renameSku(id, textOf(fields, 'newSku'));
      return itemView(practice, id);
    },
    'POST /shopify/set-tracked': (fields) => {
      allowOnly(fields, [...item, 'tracked']);
      const id = itemOf(practice, fields);
      shopify.setTracked(id, flagOf(fields, 'tracked'));
      return itemView(practice, id);
    },
    'POST /shopify/damage': (fields) => {
      allowOnly(fields, [...item, 'damage']);
      const id = itemOf(practice, fields);
      const damages = [...itemDamages, 'none'] as const;
      const damage = oneOf<(typeof damages)[number]>(fields, 'damage', damages);
      shopify.setItemDamage(id, damage === 'none' ? null : damage);
      return itemView(practice, id);
    },
    'POST /shopify/set-stocked': (fields) => {
      allowOnly(fields, [...item, 'location', 'stocked']);
      const id = itemOf(practice, fields);
      shopify.setLevelActive(id, locationOf(practice, fields), flagOf(fields, 'stocked'));
      return itemView(practice, id);
    },
  };
}
