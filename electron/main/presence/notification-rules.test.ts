import { describe, expect, it } from 'vitest';
import { statusWith, troubleWith } from '../../../shared/testing/status.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { createNotificationRules } from './notification-rules.ts';

const MINUTE = 60_000;
const refused = { code: 'shopifyRefusedKey', args: {}, since: ourTime(5) };
const away = { code: 'shopifyUnreachable', args: {}, since: ourTime(0) };

describe('a question for a person', () => {
  it('is told when it comes, not when it was there at the start', () => {
    const { due } = createNotificationRules();
    expect(due(statusWith({ inboxOpen: 2 }), 0)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 2 }), 1)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 5 }), 2)).toEqual([{ kind: 'inbox', count: 3, screen: '/inbox' }]);
    expect(due(statusWith({ inboxOpen: 1 }), 3)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 2 }), 4)).toEqual([{ kind: 'inbox', count: 1, screen: '/inbox' }]);
  });
});

describe('a trouble', () => {
  it('that only a person can mend is told at once, and once', () => {
    const { due } = createNotificationRules();
    const told = due(troubleWith({ shopify: refused }), 5);
    expect(told).toEqual([{ kind: 'trouble', trouble: refused, screen: '/webshop' }]);
    expect(due(troubleWith({ shopify: refused }), 60 * MINUTE)).toEqual([]);
  });

  it('that may heal is told when it has been seen for ten minutes, whatever the wall clock says', () => {
    const { due } = createNotificationRules();
    const start = 7 * MINUTE;
    expect(due(troubleWith({ shopify: away }), start)).toEqual([]);
    expect(due(troubleWith({ shopify: away }), start + 10 * MINUTE - 1)).toEqual([]);
    const told = due(troubleWith({ shopify: away }), start + 10 * MINUTE);
    expect(told).toEqual([{ kind: 'trouble', trouble: away, screen: '/' }]);
  });

  it('that comes again is told again', () => {
    const { due } = createNotificationRules();
    due(troubleWith({ shopify: refused }), 5);
    due(statusWith(), 6);
    expect(due(troubleWith({ shopify: { ...refused, since: ourTime(9) } }), 9)).toHaveLength(1);
  });

  it('with a ledger that another program holds heals by itself', () => {
    const { due } = createNotificationRules();
    const held = troubleWith({ ledger: { code: 'ledgerHeld', args: {}, since: ourTime(0) } });
    expect(due(held, 0)).toEqual([]);
    expect(due(held, 9 * MINUTE)).toEqual([]);
    expect(due(held, 10 * MINUTE)).toHaveLength(1);
  });

  it('that leaves no engine is told as any other, and is another one when the engine is back', () => {
    const { due, dueWithout } = createNotificationRules();
    const damaged = { code: 'ledgerDamaged', args: {} };
    expect(dueWithout(damaged, 0)).toEqual([{ kind: 'trouble', trouble: damaged, screen: '/webshop' }]);
    expect(dueWithout(damaged, 1)).toEqual([]);
    expect(due(statusWith(), 2)).toEqual([]);
    expect(dueWithout(damaged, 3)).toHaveLength(1);
    expect(createNotificationRules().dueWithout({ code: 'ledgerHeld', args: {} }, 0)).toEqual([]);
  });

  it('with the ledger is told at once, with a relay that is away never, with one that needs a person at once', () => {
    const { due } = createNotificationRules();
    const gone = { code: 'relayUnreachable', args: {}, since: ourTime(0) };
    expect(due(troubleWith({ relay: gone }), 0)).toEqual([]);
    expect(due(troubleWith({ relay: gone }), 60 * MINUTE)).toEqual([]);
    const unknown = { code: 'relayRefusedToken', args: {}, since: ourTime(0) };
    expect(due(troubleWith({ relay: unknown }), 0)).toHaveLength(1);
    expect(due(troubleWith({ ledger: { code: 'diskFull', args: {}, since: ourTime(0) } }), 0)).toHaveLength(
      1,
    );
  });
});
