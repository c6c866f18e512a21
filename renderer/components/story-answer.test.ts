import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { ourTime } from '../../shared/words/time.ts';
import { createFormats } from '../base/formats.ts';
import { type StoryLine, storyAnswer } from './story-answer.ts';

const now = ourTime(new Date('2026-11-24T21:42:00').getTime());
const words = { translator: createTranslator('sv'), formats: createFormats('sv'), now };
const cell = {
  storeNumber: '1',
  storeName: 'Butiken i Solna',
  easycashier: 5,
  shopify: 5,
  target: 5,
  buffer: 0,
  held: 0,
  state: 'inStep' as const,
};
const article = {
  articleNumber: '0042',
  name: 'Kaffe',
  barcode: '',
  isStockItem: true,
  isWebshop: true,
  miss: null,
  cells: [cell],
};
const sold: StoryLine = {
  at: ourTime(new Date('2026-11-24T21:41:07').getTime()),
  event: 'balanceChanged',
  storeNumber: '1',
  before: 10,
  after: 5,
  cause: 'sale',
  reference: null,
  by: null,
};
const answer = (change: Partial<typeof article> | object, lines: readonly StoryLine[] = []) =>
  storyAnswer({ ...article, ...change }, lines, words).join(' ');

describe('the answer on top of a story', () => {
  it('says that it is equal, and what was sold last', () => {
    const sent: StoryLine = { ...sold, event: 'pushed' };
    for (const lines of [[sold], [sent, sold]])
      expect(answer({}, lines)).toBe('Lika nu. 5 såldes i kassan i dag 21:41, Butiken i Solna.');
  });

  it('says of each store what is not as it should be, by name, and nothing of the others', () => {
    const other = {
      ...cell,
      storeNumber: '2',
      storeName: 'Lagret i Borås',
      shopify: 8,
      state: 'differs' as const,
    };
    expect(answer({ cells: [cell, other] })).toBe('Lagret i Borås: Shopify visar 8 och ska visa 5.');
    const unknown = { ...other, shopify: null, state: 'paused' as const };
    expect(answer({ cells: [unknown] })).toContain('Shopify visar – och får 5 efteråt');
  });

  it('never advises to send again what was taken back', () => {
    const undone = { ...cell, shopify: 9, state: 'undone' as const };
    expect(answer({ cells: [undone] })).toBe(
      'Butiken i Solna: ångrat. Shopify lämnas på 9 tills varan säljs eller ändras i EasyCashier.',
    );
  });

  it('says what is held back, and what moved last whatever it was', () => {
    const pushed: StoryLine = { ...sold, event: 'pushed', cause: 'syncAll', before: 2, after: 4 };
    const note: StoryLine = { ...sold, before: null, after: null };
    expect(answer({ cells: [{ ...cell, buffer: 1, held: 1 }] }, [note, pushed])).toBe(
      'Lika nu. Butiken i Solna: 1 hålls tillbaka. Senast: synka alla i dag 21:41, Butiken i Solna: 2 → 4.',
    );
  });

  it('leaves a match that is missing to what says so, and says that a box is not ticked', () => {
    expect(answer({ miss: 'noSuchSku' })).toBe('');
    expect(answer({ isWebshop: false })).toContain('inte ikryssad');
  });
});
