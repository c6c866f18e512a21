import { describe, expect, it } from 'vitest';
import { ourTime } from '../../../shared/words/time.ts';
import { statusWith, troubleWith } from '../testing/status.ts';
import { createNewsroom } from './news.ts';

const MINUTE = 60_000;
const refused = { code: 'shopifyRefusedKey', args: {}, since: ourTime(5) };
const away = { code: 'shopifyUnreachable', args: {}, since: ourTime(0) };

describe('a question for a person', () => {
  it('is news when it comes, not when it was there at the start', () => {
    const { look } = createNewsroom();
    expect(look(statusWith({ inboxOpen: 2 }), 0)).toEqual([]);
    expect(look(statusWith({ inboxOpen: 2 }), 1)).toEqual([]);
    expect(look(statusWith({ inboxOpen: 5 }), 2)).toEqual([{ kind: 'inbox', count: 3, screen: '/inbox' }]);
    expect(look(statusWith({ inboxOpen: 1 }), 3)).toEqual([]);
    expect(look(statusWith({ inboxOpen: 2 }), 4)).toEqual([{ kind: 'inbox', count: 1, screen: '/inbox' }]);
  });
});

describe('a trouble', () => {
  it('that only a person can mend is told at once, and once', () => {
    const { look } = createNewsroom();
    const told = look(troubleWith({ shopify: refused }), 5);
    expect(told).toEqual([{ kind: 'trouble', trouble: refused, screen: '/webshop' }]);
    expect(look(troubleWith({ shopify: refused }), 60 * MINUTE)).toEqual([]);
  });

  it('that may heal is told after ten minutes', () => {
    const { look } = createNewsroom();
    expect(look(troubleWith({ shopify: away }), 10 * MINUTE - 1)).toEqual([]);
    const told = look(troubleWith({ shopify: away }), 10 * MINUTE);
    expect(told).toEqual([{ kind: 'trouble', trouble: away, screen: '/' }]);
  });

  it('that comes again is told again', () => {
    const { look } = createNewsroom();
    look(troubleWith({ shopify: refused }), 5);
    look(statusWith(), 6);
    expect(look(troubleWith({ shopify: { ...refused, since: ourTime(9) } }), 9)).toHaveLength(1);
  });

  it('with the ledger is told at once, with the relay never', () => {
    const { look } = createNewsroom();
    expect(look(troubleWith({ relay: away }), 60 * MINUTE)).toEqual([]);
    expect(look(troubleWith({ ledger: { code: 'diskFull', args: {}, since: ourTime(0) } }), 0)).toHaveLength(
      1,
    );
  });
});
