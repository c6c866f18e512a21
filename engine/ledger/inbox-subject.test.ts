import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shopTime } from '../../shared/words/time.ts';
import { formatSubject, type InboxSubject, parseSubject } from './inbox-subject.ts';

const gid = (type: string) => fc.nat().map((n) => `gid://shopify/${type}/${n}`);
const orderId = gid('Order');
const bookingId = fc.stringMatching(/^b-[0-9a-f]{10}$/);
/** EasyCashier's article numbers are any text, store numbers are plain. */
const subjects: fc.Arbitrary<InboxSubject> = fc.oneof(
  fc.record({ kind: fc.constant('openOrders' as const), at: fc.nat().map(shopTime) }),
  fc.record({
    kind: fc.constantFrom('booking' as const, 'takenOver' as const, 'rejected' as const),
    bookingId,
  }),
  fc.record({ kind: fc.constant('sku' as const), orderId, lineId: gid('LineItem') }),
  fc.record({ kind: fc.constant('location' as const), orderId, locationId: gid('Location') }),
  fc.record({
    kind: fc.constant('oversold' as const),
    orderId,
    articleNumber: fc.string(),
    storeNumber: fc.stringMatching(/^\w+$/),
  }),
  fc.record({ kind: fc.constant('return' as const), returnId: fc.stringMatching(/^r-[0-9a-f]{10}$/) }),
  fc.constant({ kind: 'guard' as const }),
  fc.constant({ kind: 'otherWriter' as const }),
);

it('gives back what a question is about, and tells any two apart', () => {
  fc.assert(
    fc.property(subjects, subjects, (one, other) => {
      expect(parseSubject(formatSubject(one))).toEqual(one);
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(formatSubject(one) === formatSubject(other)).toBe(isSame);
    }),
  );
});

it('does not guess at what it has not written', () => {
  expect(() => parseSubject('nonsense')).toThrow('nonsense');
});
