import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeLedger } from './ledger-identity.ts';

const count = fc.nat({ max: 1_000 });

it.each([
  ['a new file', { ledgerId: 'a', writes: 0 }, null, true, 'same'],
  ['a place that keeps nothing', { ledgerId: 'a', writes: 9 }, null, false, 'same'],
  ['what was kept is gone', { ledgerId: 'a', writes: 9 }, null, true, 'copied'],
  ['a death before it was kept', { ledgerId: 'a', writes: 9 }, { ledgerId: 'a', writes: 8 }, true, 'same'],
  ['a copy from one write ago', { ledgerId: 'a', writes: 8 }, { ledgerId: 'a', writes: 9 }, true, 'restored'],
  ['an empty folder', { ledgerId: 'b', writes: 0 }, { ledgerId: 'a', writes: 9 }, false, 'replaced'],
] as const)('%s', (_what, inside, outside, isLasting, verdict) => {
  expect(judgeLedger(inside, outside, isLasting)).toBe(verdict);
});

it('knows every copy that is older than what was kept outside, and never doubts the ledger that wrote it', () => {
  fc.assert(
    fc.property(count, count, fc.boolean(), (kept, since, isLasting) => {
      const outside = { ledgerId: 'a', writes: kept };
      expect(judgeLedger({ ledgerId: 'a', writes: kept + since }, outside, isLasting)).toBe('same');
      if (since > kept) return;
      expect(judgeLedger({ ledgerId: 'a', writes: kept - since }, outside, isLasting)).toBe(
        since === 0 ? 'same' : 'restored',
      );
    }),
  );
});
