/** Goods of a shipped order come back to the shelf and no money goes: the program cannot know, so it asks. */
import type { Practice } from '../practice/shops.ts';
import { choiceText, inboxSentence } from '../shared/i18n/sentences.ts';
import type { Act, Day, Evening } from './act.ts';
import type { Goods } from './goods.ts';
import { answer, questionOf } from './owner.ts';
import { count } from './tally.ts';
import { until } from './wait.ts';

/** The first of the orders that were timed. */
function sold({ shopify, places }: Practice, { timed }: Goods) {
  const [ware, place] = [timed[0], places[0]];
  const order = shopify
    .orders()
    .find(({ lines }) => lines.some(({ sku }) => sku.trim() === ware?.articleNumber.trim()));
  const line = order?.lines[0];
  if (!ware || !place || !order || !line) throw new Error('nothing was sold that could come back');
  return { ware, place, order, line };
}

export function shipment({ practice, goods, teller }: Day): Act[] {
  return [
    {
      at: 5_700,
      act: () => {
        const { ware, place, order } = sold(practice, goods);
        practice.shopify.fulfill(order.id);
        teller.tell('web', 'demo.shipped', { order: order.name, name: ware.name, store: place.storeName });
      },
    },
  ];
}

/** @throws Error when the program does not ask, or does not do what it was told */
export async function comeBack({ scene, goods, tally }: Evening): Promise<void> {
  const { stage, teller, translator } = scene;
  const { practice } = stage.shops;
  const { easycashier, shopify } = practice;
  const { ware, place, order, line } = sold(practice, goods);
  const balance = () => easycashier.balance(ware.articleNumber, place.storeNumber) ?? 0;
  const shown = () => shopify.available(ware.inventoryItemId, place.locationId);
  const before = balance();

  teller.chapter('demo.chapter.return');
  shopify.processReturn(order.id, { lineItemId: line.id, quantity: 1 });
  count(tally, 'returns', [place.storeNumber]);
  const what = { order: order.name, name: ware.name, store: place.storeName };
  teller.tell('web', 'demo.cameBack', { ...what, balance: before, shown: shown() });
  const question = await questionOf(stage.client, 'possibleReturn');
  teller.tell('companion', 'demo.asks', { question: inboxSentence(translator, question) });
  teller.tell('shop', 'demo.answersBack', { choice: choiceText(translator, 'putBack') });
  await answer(stage.client, tally, question, 'putBack');
  await until(`${ware.name} back on both sides`, () =>
    balance() === before + 1 && shown() === before + 1 ? true : null,
  );
  teller.tell('done', 'demo.bothShow', { name: ware.name, store: place.storeName, balance: balance() });
}
