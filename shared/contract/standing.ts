/** How things stand, in one word: one judgement, made by the engine, which the chip at the top, the command line and checks from outside read. */
import type { OurTime } from '../words/time.ts';
import type { Status, standingStates } from './activity.ts';
import { needsPerson, tellingTroubles } from './troubles.ts';

type StandingState = (typeof standingStates)[number];
type Judged = Omit<Status, 'standing' | 'quiet'>;

/** Since when the oldest of them waits; null: none does, or it is not known. */
export interface Oldest {
  readonly question: OurTime | null;
  readonly change: OurTime | null;
}

/**
 * What goes over by itself, or is as it should be. Not: what waits for a person, or what one has chosen and ends. A code that is not known
 * needs a person.
 */
const healing: ReadonlySet<StandingState> = new Set(['waiting', 'readOnly', 'sending', 'queued', 'inStep']);

/** The first thing that is so, from what hides everything else to what is said when there is nothing to say. */
export function standingOf(status: Judged, oldest: Oldest): Status['standing'] {
  const [state, since] = firstOf(status, oldest);
  return { state, since, heals: healing.has(state) };
}

function firstOf(status: Judged, oldest: Oldest): [StandingState, OurTime | null] {
  const { troubles, otherComputer, run, stocktakes, queue, articles } = status;
  const { ledger } = troubles;
  if (ledger) return [needsPerson(ledger) ? 'failed' : 'waiting', ledger.since];
  if (status.activatedAt === null) return ['notActivated', null];
  if (otherComputer) return ['readOnly', otherComputer.since];
  const told = tellingTroubles(troubles).map(([, trouble]) => trouble);
  const failed = told.find(needsPerson);
  if (failed) return ['failed', failed.since];
  if (status.pausedAt !== null) return ['paused', status.pausedAt];
  const [awaited] = told;
  if (awaited) return ['waiting', awaited.since];
  if (run?.state === 'running') return ['sending', run.startedAt];
  if (run?.state === 'paused') return ['runPaused', run.startedAt];
  if (status.inboxOpen > 0) return ['needsYou', oldest.question];
  if (status.shadow) return ['shadow', null];
  const [counted] = stocktakes;
  if (counted) return ['stocktake', counted.since];
  if (queue.dirtyCells + queue.pendingBookings + queue.unknownBookings > 0) return ['queued', oldest.change];
  if (articles.outOfStep > 0) return ['differs', null];
  return [articles.unmatched > 0 ? 'unmatched' : 'inStep', null];
}
