import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPracticeEasyCashier } from './backoffice.ts';

const clock = { now: () => 1_780_000_000_000, sleep: () => Promise.resolve() };
const base = 'http://practice/v1/company/556677-8899';
const thousandths = fc.integer({ min: 1, max: 20_000 });
const act = fc.record({
  verb: fc.constantFrom(
    'sell',
    'returnSale',
    'deliver',
    'count',
    'consume',
    'increaseStock',
    'decreaseStock',
  ),
  store: fc.constantFrom('1', '2'),
  quantity: thousandths.map((value) => value / 1000),
});

test('a balance is the sum of its history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
      const shop = createPracticeEasyCashier({
        clock,
        company: '5566778899',
        username: 'u',
        password: 'p',
        stores: ['1', '2'].map((storeNumber) => ({ storeNumber, storeName: storeNumber })),
      });
      shop.addArticle({ articleNumber: 'A', description: 'Kaffe', stock: { 1: 1.5 } });
      const login = await shop.handle(
        new Request('http://practice/v1/login', {
          method: 'POST',
          body: JSON.stringify({ username: 'u', password: 'p' }),
        }),
      );
      const { accessToken } = (await login.json()) as { accessToken: string };
      const expected = new Map([['1', 1500]]);
      for (const { verb, store, quantity } of acts) {
        const whole = Math.round(quantity * 1000);
        const before = expected.get(store) ?? 0;
        const up = verb === 'returnSale' || verb === 'deliver' || verb === 'increaseStock';
        expected.set(store, verb === 'count' ? whole : before + (up ? whole : -whole));
        if (verb === 'increaseStock' || verb === 'decreaseStock') {
          const articles = [{ articleNumber: 'A', quantity }];
          const body = JSON.stringify({ storeNumber: store, articles, comment: 'c' });
          const headers = { 'X-Auth-Token': accessToken };
          const answer = await shop.handle(
            new Request(`${base}/stock/${verb}`, { method: 'POST', headers, body }),
          );
          expect(answer.status).toBe(200);
        } else {
          shop[verb]('A', store, quantity);
        }
      }
      for (const [store, whole] of expected) {
        expect(shop.balance('A', store)).toBe(whole / 1000);
        const sum = shop
          .history('A', store)
          .reduce((total, { delta }) => total + Math.round(delta * 1000), 0);
        expect(sum).toBe(whole);
      }
    }),
    { numRuns: 100 },
  );
});
