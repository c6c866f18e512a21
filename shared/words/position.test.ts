import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePosition, positionKey } from './position.ts';

const position = fc.record({ articleNumber: fc.string(), storeNumber: fc.string() });

it('tells any two positions apart, and gives each back as it was', () => {
  fc.assert(
    fc.property(position, position, (one, other) => {
      const isSame = one.articleNumber === other.articleNumber && one.storeNumber === other.storeNumber;
      expect(positionKey(one) === positionKey(other)).toBe(isSame);
      expect(parsePosition(positionKey(one))).toEqual(one);
    }),
  );
});
