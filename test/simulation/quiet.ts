import type { Engine } from '../../engine/engine.ts';
import type { Reader } from '../../engine/ledger/database.ts';
import { readState } from '../../engine/ledger/engine-state.ts';
import { isOfGoodsInDoubt, unexplainedReadings } from '../../engine/ledger/level-doubts.ts';
import { positionAt } from '../../engine/ledger/positions.ts';
import { countWaitingHints } from '../../engine/ledger/relay-events.ts';
import type { Status } from '../../shared/contract/activity.ts';
import { answerTo, isBack, type Person } from './answers.ts';
import { MISTYPED } from './order-truth.ts';
import type { Scene } from './scene.ts';

/** Answers every question until nothing is left to be done. */
export async function quiesce(scene: Scene, engine: Engine, person: Person): Promise<void> {
  const { scheduler, found, practice } = scene;
  for (let minute = 0; minute < 240; minute += 1) {
    await scheduler.runUntil(scheduler.now() + 20_000);
    const { items } = await engine.client.orders.inbox({});
    // What came back is counted on the shelf when all else is done.
    const returns = items.filter(({ kind }) => kind === 'possibleReturn');
    for (const item of items) {
      // Mended by now: the program sees that for itself, and withdraws the question.
      const isMended = item.kind === 'unknownSku' && String(item.args.sku).endsWith(MISTYPED);
      if (returns.includes(item) || isMended) continue;
      const choice = answerTo(practice, engine.ledger, person, item);
      if (item.kind === 'guardStopped') scene.world.hard?.massZero.answered();
      const typed = item.kind === 'guardStopped' ? { confirmRows: Number(item.args.rows) } : {};
      await engine.client.orders.resolve({ inboxId: item.inboxId, choice, ...typed }).catch((error) => {
        // More has fallen since the questions were read, or one is over by another's answer: they are read again.
        const { code } = (error as { data?: { code?: string } }).data ?? {};
        if (code !== 'guardRows' && code !== 'inboxAlreadyResolved') throw error;
      });
    }
    const { queue } = await engine.client.activity.status();
    const isQuiet = isAtRest(engine.ledger, queue);
    const [asked] = returns;
    if (isQuiet && minute > 2 && !asked) return;
    if (isQuiet && minute > 2 && asked) {
      const counted = { practice, cutOver: person.cutOver, blurred: scene.world.unseen.blurred };
      const choice = isBack(counted, asked.args) ? 'putBack' : 'ignore';
      scene.tell(`asked whether ${asked.args.units} ${asked.args.articleNumber} came back: ${choice}`);
      await engine.client.orders.resolve({ inboxId: asked.inboxId, choice });
    }
  }
  const { queue, troubles } = await engine.client.activity.status();
  const hints = countWaitingHints(engine.ledger);
  found.push(`never quiet: ${JSON.stringify({ queue, troubles, hints })}`);
}

/** Nothing waits, nothing is unexplained and nothing is looked for. */
export function isAtRest(ledger: Reader, queue: Status['queue']): boolean {
  return (
    queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0 &&
    // What came back where nobody keeps the number equal any more waits until somebody does.
    unexplainedReadings(ledger).every(
      ({ inventoryItemId, locationId }) => !positionAt(ledger, inventoryItemId, locationId)?.isWritable,
    ) &&
    unseenAndUntold(ledger) === 0 &&
    ledger.get('SELECT 1 FROM unread_order') === undefined &&
    ledger.get('SELECT 1 FROM failing_item') === undefined &&
    ledger.get('SELECT 1 FROM shop_order WHERE next_look_at IS NOT NULL') === undefined &&
    countWaitingHints(ledger) === 0 &&
    readState(ledger, 'takeOverUntil') === null &&
    !readState(ledger, 'catchUpWanted')
  );
}

/** Positions that are lower for an order nobody has seen, and that no person has been told of yet. Of goods in doubt nobody is. */
function unseenAndUntold(ledger: Reader): number {
  const unseen = ledger
    .all<{ id: string }>('SELECT inventory_item_id AS id FROM shop_level WHERE unseen > 0')
    .filter(({ id }) => !isOfGoodsInDoubt(ledger, id)).length;
  const { n: told } = ledger.get<{ n: number }>(
    "SELECT count(*) AS n FROM inbox WHERE kind = 'unseenOrder' AND coalesce(choice, '') <> 'retry'",
  ) ?? { n: 0 };
  return Math.max(0, unseen - told);
}
