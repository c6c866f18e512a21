import { readState, writeState } from '../../ledger/engine-state.ts';
import { openInbox } from '../../ledger/inbox.ts';
import { answerQuestion, type OpenQuestion, openQuestions } from '../../ledger/order-questions.ts';
import { markDirty } from '../../ledger/queue.ts';
import { type Sync, shortId } from '../runtime/context.ts';
import { linesText } from './add-bookings.ts';

/**
 * Asks about the orders whose goods wait for an answer: once for all that were open at the cut-over, because one person knows
 * how they were handled, and one by one for those that another computer may have booked before this one took over: for all, or for one that was looked at.
 * Inside a transaction.
 */
export function askAboutOrders(sync: Sync, onlyTakenOver?: string): void {
  const [opening, takenOver] = splitQuestions(sync);
  const activatedAt = readState(sync.ledger, 'activatedAt');
  if (activatedAt !== null && opening.length > 0) {
    openInbox(sync.ledger, {
      id: shortId(sync, 'q'),
      at: sync.ports.clock.now(),
      subject: { kind: 'openOrders', at: activatedAt },
      kind: 'openOrders',
      args: {
        count: opening.length,
        units: opening.flatMap(({ lines }) => lines).reduce((sum, { delta }) => sum - delta, 0),
        orders: opening
          .slice(0, 20)
          .map(({ name }) => name)
          .join(', '),
      },
      choices: ['taken', 'book'],
    });
  }
  for (const question of takenOver) {
    if (onlyTakenOver === undefined || question.orderId === onlyTakenOver) askAboutTakenOver(sync, question);
  }
}

/** Those from before the line that nobody has answered for yet, and all others. */
function splitQuestions({ ledger }: Sync): [opening: OpenQuestion[], takenOver: OpenQuestion[]] {
  const activatedAt = readState(ledger, 'activatedAt');
  const isAnswered = readState(ledger, 'openOrders') !== null;
  const opening: OpenQuestion[] = [];
  const takenOver: OpenQuestion[] = [];
  for (const question of openQuestions(ledger)) {
    const isOpening = !isAnswered && activatedAt !== null && question.createdAt < activatedAt;
    (isOpening ? opening : takenOver).push(question);
  }
  return [opening, takenOver];
}

function askAboutTakenOver(sync: Sync, { orderId, name, lines }: OpenQuestion): void {
  openInbox(sync.ledger, {
    id: shortId(sync, 'q'),
    at: sync.ports.clock.now(),
    subject: { kind: 'takenOver', orderId },
    kind: 'takenOverOrder',
    args: {
      order: name,
      store: [...new Set(lines.map(({ storeNumber }) => storeNumber))].join(', '),
      articles: linesText(lines),
    },
    choices: ['booked', 'notBooked'],
    isAskedAgain: true, // the right to write may go to and fro
  });
}

/** The answer for the orders from before the line: `taken` counts them as booked, `book` books them now. Inside a transaction. */
export function answerOpenOrders(sync: Sync, choice: 'taken' | 'book'): void {
  const [opening] = splitQuestions(sync);
  if (readState(sync.ledger, 'openOrders') === null) writeState(sync.ledger, 'openOrders', choice);
  for (const { orderId } of opening) settle(sync, orderId, choice === 'taken');
}

/** A person has looked whether the other computer has booked the order. Inside a transaction. */
export function answerTakenOver(sync: Sync, orderId: string, isBooked: boolean): void {
  settle(sync, orderId, isBooked);
}

function settle(sync: Sync, orderId: string, isBooked: boolean): void {
  const at = sync.ports.clock.now();
  for (const line of answerQuestion(sync.ledger, orderId, isBooked ? 'baseline' : 'pending')) {
    markDirty(sync.ledger, line.articleNumber, line.storeNumber, {
      at,
      cause: 'webOrder',
      reference: line.orderName,
    });
  }
  sync.signals.bookings.notify();
  sync.signals.stockOut.notify();
}
