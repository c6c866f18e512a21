import { afterEach, expect, it } from 'vitest';
import { later, monotonicTime, ourTime } from '../../shared/words/time.ts';
import { openTestLedger } from '../testing/test-ledger.ts';
import { keepFailing } from './failing-items.ts';
import { nextLookDue } from './status.ts';
import { forgetUnread, keepUnread } from './unread-orders.ts';

const ledger = openTestLedger();
afterEach(() => ledger.close());

it('the next look is the first of those that are due, whatever it is for', () => {
  expect(nextLookDue(ledger)).toBeNull();
  const soon = later(monotonicTime(0), 1_000);
  keepFailing(ledger, { inventoryItemId: 'gid://1', what: 'read', tries: 1, nextAt: later(soon, 5_000) });
  expect(nextLookDue(ledger)).toBe(later(soon, 5_000));
  keepUnread(ledger, { orderId: 'o1', name: '#1001', since: ourTime(1), tries: 1 }, soon);
  expect(nextLookDue(ledger)).toBe(soon);
  forgetUnread(ledger, 'o1');
  expect(nextLookDue(ledger)).toBe(later(soon, 5_000));
});
