import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchText, searchWords } from './search-text.ts';

const article = { articleNumber: '0042', name: 'Åkerbärssylt Örtagård 250 g', barcode: '7310865004703' };
const finds = (search: string) => searchWords(search).every((word) => searchText(article).includes(word));

it.each([
  'åkerbär',
  'ÅKERBÄR',
  'a\u030akerba\u0308r',
  'örtagård åker',
  ' 250  g ',
  '0042',
  '4703',
  'sylt 0042',
  '',
])('finds by %j', (search) => expect(finds(search)).toBe(true));

it.each(['akerbar', 'sylt 300', '00427', '004 2 x', '0042Åkerbär'])('does not find by %j', (search) =>
  expect(finds(search)).toBe(false),
);

it('finds every article by any piece of its name, in upper or lower case', () => {
  const piece = fc.string({ unit: fc.constantFrom(...'abåäöÅÄÖABé09 -,.'), maxLength: 20 });
  fc.assert(
    fc.property(piece, piece, piece, fc.boolean(), (before, middle, after, isUpper) => {
      const text = searchText({ articleNumber: '1', name: before + middle + after, barcode: '' });
      const typed = searchWords(isUpper ? middle.toUpperCase() : middle.toLowerCase());
      expect(typed.every((word) => text.includes(word))).toBe(true);
    }),
  );
});
