import { describe, expect, it } from 'vitest';
import type { Status, Trouble } from '../../shared/contract/activity.ts';
import type { RunSummary } from '../../shared/contract/sync.ts';
import { createTranslator } from '../../shared/i18n/translate.ts';
import { statusWith } from '../../shared/testing/status.ts';
import { ourTime } from '../../shared/words/time.ts';
import { chipOf } from './state-of-things.ts';

const { t } = createTranslator('sv');
const calm = statusWith();
const run: RunSummary = {
  runId: 'run-1',
  kind: 'sync',
  state: 'running',
  startedAt: ourTime(1),
  finishedAt: null,
  total: 1240,
  counts: { done: 240, pending: 900, sent: 100, stale: 0, failed: 0 },
  undoneBy: null,
  by: null,
  planId: 'plan-1',
  undoes: null,
};
const trouble: Trouble = { code: 'shopifyUnreachable', args: {}, since: ourTime(1) };

/** From what hides everything else to what is said when there is nothing to say. */
const inOrder: readonly [string, Partial<Status>][] = [
  ['failed', { troubles: { ...calm.troubles, ledger: { ...trouble, code: 'diskFull' } } }],
  ['queued', { troubles: { ...calm.troubles, ledger: { ...trouble, code: 'ledgerHeld' } } }],
  ['paused', { activatedAt: null }],
  ['paused', { otherComputer: { name: 'KASSA-2', since: ourTime(1) } }],
  ['failed', { troubles: { ...calm.troubles, shopify: { ...trouble, code: 'shopifyRefusedKey' } } }],
  [
    'failed',
    { troubles: { ...calm.troubles, easycashier: { ...trouble, code: 'easycashierRefusedLogin' } } },
  ],
  ['paused', { pausedAt: ourTime(1) }],
  ['queued', { troubles: { ...calm.troubles, shopify: trouble } }],
  ['queued', { troubles: { ...calm.troubles, easycashier: { ...trouble, code: 'easycashierUnreachable' } } }],
  ['sending', { run }],
  ['needsYou', { inboxOpen: 1 }],
  ['paused', { shadow: true }],
  ['queued', { queue: { ...calm.queue, dirtyCells: 3 } }],
  ['differs', { articles: { ...calm.articles, outOfStep: 2 } }],
  ['unmatched', { articles: { ...calm.articles, inStep: 8, unmatched: 2 } }],
  ['inStep', {}],
];

describe('the chip', () => {
  it.each(inOrder.map(([tone], index) => [tone, index] as const))('is %s (%i)', (tone, index) => {
    // Everything that matters less is so as well, and is not said.
    const parts = inOrder.slice(index).map(([, part]) => part);
    const status = statusWith(Object.assign({}, ...parts.reverse()));
    expect(chipOf(status, null, t).tone).toBe(tone);
  });

  it('counts a run by what is told, and by the ledger where nothing is', () => {
    const words = (progress: Parameters<typeof chipOf>[1]) =>
      chipOf(statusWith({ run }), progress, t).words.replaceAll(/\s/g, ' ');
    expect(words(null)).toBe('Skickar 240 av 1 240');
    expect(words({ phase: 'writing', done: 500, total: 1240, runId: 'run-1' })).toBe('Skickar 500 av 1 240');
    expect(words({ phase: 'writing', done: 5, total: 10, runId: null })).toBe('Skickar 240 av 1 240');
  });

  it('says that a run is paused, for it waits for somebody', () => {
    const chip = chipOf(statusWith({ run: { ...run, state: 'paused' } }), null, t);
    expect(chip).toEqual({ tone: 'paused', words: 'Pausad', to: '/sync' });
  });

  it('never says »I fas« alone while a ticked article is not kept', () => {
    const articles = { webshop: 825, inStep: 811, outOfStep: 0, unmatched: 14 };
    expect(chipOf(statusWith({ articles }), null, t).words).toBe('811 av 825 i fas · 14 kan inte matchas');
  });
});
