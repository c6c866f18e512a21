/** The shop's owner: what the program asks, and the answers, by the contract as from the window. */
import type { Client } from '../host/load-engine.ts';
import { pairs } from '../practice/comparison.ts';
import type { Practice } from '../practice/shops.ts';
import type { InboxItem, InboxKind } from '../shared/contract/orders.ts';
import { orderNameOf } from './comment.ts';
import type { AnswerTally, Tally } from './tally.ts';
import { until } from './wait.ts';

const openQuestions = async (client: Client, kind: InboxKind): Promise<InboxItem[]> =>
  (await client.orders.inbox({})).items.filter((item) => item.kind === kind);

/** Waits until the program asks this. @throws Error where it does not */
export function questionOf(client: Client, kind: InboxKind): Promise<InboxItem> {
  return until(`the question ${kind}`, async () => (await openQuestions(client, kind))[0] ?? null);
}

/** Waits until the program has asked about every one of these orders, and perhaps others. @throws Error where it does not */
export function questionsAbout(client: Client, orders: readonly string[]): Promise<InboxItem[]> {
  return until(`a question about each of ${orders.join(', ')}`, async () => {
    const asked = await openQuestions(client, 'takenOverOrder');
    return orders.every((name) => asked.some(({ args }) => args.order === name)) ? asked : null;
  });
}

export async function answer(
  client: Client,
  tally: Tally,
  { inboxId }: InboxItem,
  choice: keyof AnswerTally,
): Promise<void> {
  await client.orders.resolve({ inboxId, choice });
  tally.answers[choice] += 1;
}

/** Looks through EasyCashier's bookings for the order, as a person does who is asked. */
export function isBooked(practice: Practice, order: string): boolean {
  const { easycashier, places } = practice;
  return pairs(practice).some(({ articleNumber }) =>
    places.some(({ storeNumber }) =>
      easycashier
        .history(articleNumber, storeNumber)
        .some(({ cause, comment = '' }) => cause === 'api' && orderNameOf(comment) === order),
    ),
  );
}
