/** What the one chip at the top says: the first thing in this list that is so. */
import type { Status } from '../../shared/contract/activity.ts';
import type { Progress } from '../../shared/contract/sync.ts';
import { needsPerson, type TroubleSide, tellingTroubles } from '../../shared/contract/troubles.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { Tone } from './tones.ts';

export interface Chip {
  readonly tone: Tone;
  readonly words: string;
  /** Where to go about it. */
  readonly to: '/' | '/webshop' | '/sync' | '/inbox' | '/drift' | '/settings';
}

const waitingWords = {
  ledger: 'window.top.waiting',
  easycashier: 'window.top.waitingEasycashier',
  shopify: 'window.top.waitingShopify',
  relay: 'window.top.waiting',
} as const;

export function chipOf(status: Status, progress: Progress | null, t: Translator['t']): Chip {
  const { run, troubles, queue, articles } = status;
  const failed: Chip = { tone: 'failed', words: t('window.top.failed'), to: '/' };
  const waitingFor = (side: TroubleSide): Chip => ({ tone: 'queued', words: t(waitingWords[side]), to: '/' });
  if (troubles.ledger) return needsPerson(troubles.ledger) ? failed : waitingFor('ledger');
  if (status.activatedAt === null)
    return { tone: 'paused', words: t('window.top.notActivated'), to: '/webshop' };
  if (status.otherComputer) {
    const computer = status.otherComputer.name;
    return { tone: 'paused', words: t('window.top.readOnly', { computer }), to: '/webshop' };
  }
  const told = tellingTroubles(troubles);
  if (told.some(([, trouble]) => needsPerson(trouble))) return failed;
  if (status.pausedAt !== null) return { tone: 'paused', words: t('window.top.allPaused'), to: '/' };
  const [awaited] = told;
  if (awaited) return waitingFor(awaited[0]);
  if (run?.state === 'running') {
    const left = (run.counts.pending ?? 0) + (run.counts.sent ?? 0);
    const done =
      progress?.runId === run.runId && progress.phase === 'writing' ? progress.done : run.total - left;
    return { tone: 'sending', words: t('window.top.sending', { done, total: run.total }), to: '/sync' };
  }
  if (run?.state === 'paused') return { tone: 'paused', words: t('window.top.paused'), to: '/sync' };
  if (status.inboxOpen > 0) return { tone: 'needsYou', words: t('window.top.needsYou'), to: '/inbox' };
  if (status.shadow) return { tone: 'paused', words: t('window.top.shadow'), to: '/settings' };
  const [counted] = status.stocktakes;
  if (counted) return { tone: 'paused', words: t('window.top.stocktake', { store: counted.name }), to: '/' };
  const waiting = queue.dirtyCells + queue.pendingBookings + queue.unknownBookings;
  if (waiting > 0) return { tone: 'queued', words: t('window.top.queued', { count: waiting }), to: '/' };
  if (articles.outOfStep > 0)
    return { tone: 'differs', words: t('window.top.differs', { count: articles.outOfStep }), to: '/drift' };
  return { tone: 'inStep', words: t('window.top.inStep'), to: '/' };
}
