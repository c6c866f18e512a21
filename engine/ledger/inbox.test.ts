import { expect, it } from 'vitest';
import { ourTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import { choiceFor, closeInbox, findInbox, listInbox, openInbox, withdrawInbox } from './inbox.ts';
import { readLog } from './log-lines.ts';

const question = (id: string, at: number, units = 1) => ({
  id,
  at: ourTime(at),
  subject: { kind: 'sku' as const, orderId: 'order', lineId: 'line' },
  kind: 'unknownSku' as const,
  args: { units },
  choices: ['retry', 'ignore'],
});

it('asks once, until somebody answers', () => {
  const ledger = openTestLedger();
  expect(openInbox(ledger, question('q-1', 10))).toBe(true);
  expect(openInbox(ledger, question('q-2', 20))).toBe(false);
  expect(listInbox(ledger, false).map((item) => item.inboxId)).toEqual(['q-1']);
  expect(choiceFor(ledger, { kind: 'sku', orderId: 'order', lineId: 'line' })).toBeNull();
  expect(readLog(ledger, { events: ['inboxOpened'] }, { limit: 10 })).toHaveLength(1);
});

it('never asks again what was answered for good', () => {
  const ledger = openTestLedger();
  openInbox(ledger, question('q-1', 10));
  closeInbox(ledger, 'q-1', { choice: 'ignore', at: ourTime(15) });
  expect(openInbox(ledger, question('q-2', 20))).toBe(false);
  expect(listInbox(ledger, false)).toEqual([]);
  expect(choiceFor(ledger, { kind: 'sku', orderId: 'order', lineId: 'line' })).toBe('ignore');
  expect(listInbox(ledger, true)).toMatchObject([{ inboxId: 'q-1', choice: 'ignore', resolvedAt: 15 }]);
});

it('asks anew, with what it is about now, when a retry did not help', () => {
  const ledger = openTestLedger();
  openInbox(ledger, question('q-1', 10));
  closeInbox(ledger, 'q-1', { choice: 'retry', at: ourTime(15) });
  expect(openInbox(ledger, question('q-2', 20, 7))).toBe(true);
  expect(listInbox(ledger, false)).toMatchObject([{ inboxId: 'q-1', args: { units: 7 }, choice: null }]);
});

it('takes back a question that has answered itself, and only an open one', () => {
  const ledger = openTestLedger();
  openInbox(ledger, question('q-1', 10));
  withdrawInbox(ledger, { kind: 'sku', orderId: 'order', lineId: 'line' }, ourTime(15));
  expect(listInbox(ledger, false)).toEqual([]);
  closeInbox(ledger, 'q-1', { choice: 'ignore', at: ourTime(16) });
  withdrawInbox(ledger, { kind: 'sku', orderId: 'order', lineId: 'line' }, ourTime(17));
  expect(findInbox(ledger, 'q-1')).toMatchObject({
    choice: 'ignore',
    resolvedAt: 16,
    subject: { kind: 'sku' as const, orderId: 'order', lineId: 'line' },
  });
  expect(choiceFor(ledger, { kind: 'sku', orderId: 'other', lineId: 'line' })).toBeUndefined();
});
