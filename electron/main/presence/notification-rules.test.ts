import { describe, expect, it } from 'vitest';
import type { Status } from '../../../shared/contract/activity.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';
import { statusWith, troubleWith } from '../../../shared/testing/status.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { createNotificationRules } from './notification-rules.ts';
import type { Seen } from './watch.ts';

const MINUTE = 60_000;
const refused = { code: 'shopifyRefusedKey', args: {}, since: ourTime(5) };
const away = { code: 'shopifyUnreachable', args: {}, since: ourTime(0) };

/** As main asks: with a status, without one, and with an engine that does not do well. */
function rules() {
  const { due } = createNotificationRules();
  return {
    due: (status: Status, nowMs: number) => due({ status, failure: null }, 'running', nowMs),
    without: (failure: Seen['failure'], nowMs: number) => due({ status: null, failure }, 'running', nowMs),
    engine: (state: EngineState) => due({ status: null, failure: null }, state, 0),
  };
}

describe('a question for a person', () => {
  it('is told when it comes, not when it was there at the start', () => {
    const { due } = rules();
    expect(due(statusWith({ inboxOpen: 2 }), 0)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 2 }), 1)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 5 }), 2)).toEqual([{ kind: 'inbox', count: 3, screen: '/inbox' }]);
    expect(due(statusWith({ inboxOpen: 1 }), 3)).toEqual([]);
    expect(due(statusWith({ inboxOpen: 2 }), 4)).toEqual([{ kind: 'inbox', count: 1, screen: '/inbox' }]);
  });
});

describe('a trouble', () => {
  it('that only a person can mend is told at once, and once', () => {
    const { due } = rules();
    const told = due(troubleWith({ shopify: refused }), 5);
    expect(told).toEqual([{ kind: 'trouble', trouble: refused, screen: '/webshop' }]);
    expect(due(troubleWith({ shopify: refused }), 60 * MINUTE)).toEqual([]);
  });

  it('that may heal is told when it has been seen for ten minutes, whatever the wall clock says', () => {
    const { due } = rules();
    const start = 7 * MINUTE;
    expect(due(troubleWith({ shopify: away }), start)).toEqual([]);
    expect(due(troubleWith({ shopify: away }), start + 10 * MINUTE - 1)).toEqual([]);
    const told = due(troubleWith({ shopify: away }), start + 10 * MINUTE);
    expect(told).toEqual([{ kind: 'trouble', trouble: away, screen: '/' }]);
  });

  it('that comes again is told again', () => {
    const { due } = rules();
    due(troubleWith({ shopify: refused }), 5);
    due(statusWith(), 6);
    expect(due(troubleWith({ shopify: { ...refused, since: ourTime(9) } }), 9)).toHaveLength(1);
  });

  it('with a ledger that another program holds heals by itself', () => {
    const { due } = rules();
    const held = troubleWith({ ledger: { code: 'ledgerHeld', args: {}, since: ourTime(0) } });
    expect(due(held, 0)).toEqual([]);
    expect(due(held, 9 * MINUTE)).toEqual([]);
    expect(due(held, 10 * MINUTE)).toHaveLength(1);
  });

  it('that leaves no engine is told as any other, and is another one when the engine is back', () => {
    const { due, without } = rules();
    const damaged = { code: 'ledgerDamaged', args: {} } as const;
    expect(without(damaged, 0)).toEqual([{ kind: 'trouble', trouble: damaged, screen: '/webshop' }]);
    expect(without(damaged, 1)).toEqual([]);
    expect(without(null, 2)).toEqual([]);
    expect(without(damaged, 3)).toEqual([]);
    expect(due(statusWith(), 4)).toEqual([]);
    expect(without(damaged, 5)).toHaveLength(1);
    expect(rules().without({ code: 'ledgerHeld', args: {} }, 0)).toEqual([]);
  });

  it('with the ledger is told at once, with a relay that is away never, with one that needs a person at once', () => {
    const { due } = rules();
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

describe('an engine that cannot be kept alive', () => {
  it('is told once, and again only after it has lived for long', () => {
    const { engine } = rules();
    expect(engine('starting')).toEqual([]);
    expect(engine('failing')).toEqual([{ kind: 'engine', screen: '/' }]);
    for (const state of ['failing', 'running', 'failing', 'running'] as const)
      expect(engine(state)).toEqual([]);
    // A death that is followed by another try as usual: the life before it was a long one.
    expect(engine('starting')).toEqual([]);
    expect(engine('failing')).toHaveLength(1);
  });
});
