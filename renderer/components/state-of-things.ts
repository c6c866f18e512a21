/** What the one chip at the top says of how things stand. */
import type { Status } from '../../shared/contract/activity.ts';
import type { Progress } from '../../shared/contract/sync.ts';
import { type TroubleSide, tellingTroubles } from '../../shared/contract/troubles.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { Tone } from './tones.ts';

export interface Chip {
  readonly tone: Tone;
  readonly words: string;
  /** Where to go about it. */
  readonly to: '/' | '/webshop' | '/sync' | '/inbox' | '/drift' | '/settings' | '/articles';
}

const waitingWords = {
  ledger: 'window.top.waiting',
  easycashier: 'window.top.waitingEasycashier',
  shopify: 'window.top.waitingShopify',
  relay: 'window.top.waiting',
} as const;

export function chipOf(status: Status, progress: Progress | null, t: Translator['t']): Chip {
  const { articles, standing } = status;
  switch (standing.state) {
    case 'failed':
      return { tone: 'failed', words: t('window.top.failed'), to: '/' };
    case 'waiting':
      return { tone: 'queued', words: t(waitingWords[awaitedSide(status)]), to: '/' };
    case 'notActivated':
      return { tone: 'paused', words: t('window.top.notActivated'), to: '/webshop' };
    case 'readOnly': {
      const computer = status.otherComputer?.name ?? '';
      return { tone: 'paused', words: t('window.top.readOnly', { computer }), to: '/webshop' };
    }
    case 'paused':
      return { tone: 'paused', words: t('window.top.allPaused'), to: '/' };
    case 'sending':
      return { tone: 'sending', words: t('window.top.sending', sentOf(status, progress)), to: '/sync' };
    case 'runPaused':
      return { tone: 'paused', words: t('window.top.paused'), to: '/sync' };
    case 'needsYou':
      return { tone: 'needsYou', words: t('window.top.needsYou'), to: '/inbox' };
    case 'shadow':
      return { tone: 'paused', words: t('window.top.shadow'), to: '/settings' };
    case 'stocktake': {
      const store = status.stocktakes[0]?.name ?? '';
      return { tone: 'paused', words: t('window.top.stocktake', { store }), to: '/' };
    }
    case 'queued':
      return { tone: 'queued', words: t('window.top.queued', { count: waitingOf(status) }), to: '/' };
    case 'differs':
      return { tone: 'differs', words: t('window.top.differs', { count: articles.outOfStep }), to: '/drift' };
    case 'unmatched':
      return { tone: 'unmatched', words: unmatchedWords(articles, t), to: '/articles' };
    case 'inStep':
      return { tone: 'inStep', words: t('window.top.inStep'), to: '/' };
  }
}

/** »811 av 825 i fas · 14 kan inte matchas«: what is ticked and not kept is never passed over. */
function unmatchedWords({ inStep, webshop, unmatched }: Status['articles'], t: Translator['t']): string {
  return t('window.top.unmatched', { inStep, webshop, unmatched });
}

/** Changes and bookings that wait. */
const waitingOf = ({ queue }: Status) => queue.dirtyCells + queue.pendingBookings + queue.unknownBookings;

function awaitedSide({ troubles }: Status): TroubleSide {
  return troubles.ledger ? 'ledger' : (tellingTroubles(troubles)[0]?.[0] ?? 'ledger');
}

function sentOf({ run }: Status, progress: Progress | null): { done: number; total: number } {
  if (run === null) return { done: 0, total: 0 };
  const left = (run.counts.pending ?? 0) + (run.counts.sent ?? 0);
  const isTold = progress?.runId === run.runId && progress.phase === 'writing';
  return { done: isTold ? progress.done : run.total - left, total: run.total };
}
