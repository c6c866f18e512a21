/** An older copy of the program's data is put back: it does not know what has been booked since, so it asks before it books. */
import { pairs } from '../practice/comparison.ts';
import type { Practice } from '../practice/shops.ts';
import { choiceText, inboxSentence } from '../shared/i18n/sentences.ts';
import { epochMs } from '../shared/words/time.ts';
import type { Evening } from './act.ts';
import type { Ware } from './goods.ts';
import { answer, isBooked, questionOf, questionsAbout } from './owner.ts';
import { count } from './tally.ts';
import { until } from './wait.ts';

const ROUTING_MS = 100;

/** @param orders since the copy already, by name @throws Error when the program does not notice or does not ask */
export async function goBack(evening: Evening, orders: readonly string[]): Promise<void> {
  const { scene, goods, tally } = evening;
  const { stage, teller, translator } = scene;
  const { practice } = stage.shops;
  const [last, ...others] = [...goods.sinceCopy].reverse();
  if (!last) throw new Error('nothing is left to sell');

  teller.chapter('demo.chapter.restored');
  const since = [...orders];
  for (const [index, ware] of others.entries()) {
    const order = buy(evening, ware, index);
    await until(`${order.name} booked`, () => (isBooked(practice, order.name) ? true : null));
    teller.tell('web', 'demo.bookedSince', { order: order.name, name: ware.name });
    since.push(order.name);
  }
  await stage.stop();
  stage.putCopyBack();
  tally.faults.push('dataPutBack');
  teller.tell('trouble', 'demo.putBack', { orders: since.join(', ') });
  const missed = buy(evening, last, others.length);
  since.push(missed.name);
  teller.tell('web', 'demo.whileStopped', { order: missed.name, name: last.name });

  const startedAt = Date.now();
  await stage.startAgain();
  const { client } = stage;
  const notice = await questionOf(client, 'ledgerRestored');
  teller.say('companion', inboxSentence(translator, notice));
  const asked = await questionsAbout(client, since);
  const askedAt = Math.min(...asked.map(({ openedAt }) => epochMs(openedAt)));
  tally.premature.written = writtenBetween(practice, startedAt, askedAt);
  const names = [...new Set(asked.map(({ args }) => String(args.order)))];
  teller.tell('companion', 'demo.asksOrders', { orders: names.join(', ') });
  for (const question of asked) {
    const order = String(question.args.order);
    const choice = isBooked(practice, order) ? 'booked' : 'notBooked';
    teller.tell('shop', `demo.looksFor.${choice}`, { order, choice: choiceText(translator, choice) });
    await answer(client, tally, question, choice);
  }
  await answer(client, tally, notice, 'ignore');
}

function buy({ scene, tally }: Evening, { inventoryItemId }: Ware, index: number) {
  const { shopify, places } = scene.stage.shops.practice;
  const place = places[index % places.length];
  if (!place) throw new Error('there is no store to buy from');
  count(tally, 'orders', [place.storeNumber]);
  const lines = [{ inventoryItemId, quantity: 1, locationId: place.locationId }];
  return shopify.placeOrder({ lines, routingDelayMs: ROUTING_MS });
}

/** Changes of stock that came by the two APIs between two instants, in milliseconds, by both shops' own books. */
function writtenBetween(practice: Practice, from: number, to: number): number {
  const { easycashier, shopify, places } = practice;
  const isBetween = ({ at }: { at: number }) => at > from && at < to;
  return pairs(practice)
    .flatMap(({ articleNumber, inventoryItemId }) =>
      places.map(({ storeNumber, locationId }) => {
        const booked = easycashier.history(articleNumber, storeNumber).filter(({ cause }) => cause === 'api');
        const sent = shopify
          .history(inventoryItemId, locationId)
          .filter(({ idempotencyKey }) => idempotencyKey !== undefined);
        return booked.filter(isBetween).length + sent.filter(isBetween).length;
      }),
    )
    .reduce((sum, changes) => sum + changes, 0);
}
