import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrderLife, placeName, type Step } from '../testing/order-life.ts';
import { givenBack } from './given-back.ts';
import { orderEffects } from './order-effects.ts';

const where = fc.nat({ max: 2 });
const units = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('route', 'fulfill'), where, units }),
  fc.record({ kind: fc.constantFrom('move', 'unship'), where, to: where, units }),
  fc.record({ kind: fc.constantFrom('cancelUnits', 'keepUnits'), where, units }),
  fc.record({ kind: fc.constant('cancel' as const), restock: fc.boolean() }),
);
const sum = (parts: readonly { readonly units: number }[]) =>
  parts.reduce((total, part) => total + part.units, 0);

describe('what an order has taken and given back', () => {
  it('is all of it but what it still takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 12 }), (quantity, steps) => {
        const order = createOrderLife({ quantity, leftBehind: 'hidden' });
        for (const one of steps) order.apply(one);
        order.apply({ kind: 'route', where: 0, units: 1_000 });
        const facts = order.facts();
        expect(sum(orderEffects(facts).effects) + sum(givenBack(facts))).toBe(quantity);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no return to another place than it was sent from: that is booked by itself', () => {
    const order = createOrderLife({ quantity: 3, leftBehind: 'hidden' });
    order.apply({ kind: 'route', where: 1, units: 3 });
    order.apply({ kind: 'fulfill', where: 1, units: 3 });
    order.apply({ kind: 'return', where: 1, units: 1 });
    order.apply({ kind: 'return', where: 2, units: 1 });
    expect(givenBack(order.facts())).toEqual([{ lineId: 'line', locationId: placeName(1), units: 1 }]);
  });

  it('is found without a refund’s row too', () => {
    const order = createOrderLife({ quantity: 3, leftBehind: 'hidden' });
    order.apply({ kind: 'route', where: 1, units: 3 });
    order.apply({ kind: 'cancel', restock: true });
    expect(givenBack({ ...order.facts(), refunds: [] })).toEqual([
      { lineId: 'line', locationId: placeName(1), units: 3 },
    ]);
  });
});
