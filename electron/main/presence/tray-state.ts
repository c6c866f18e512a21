/** What the icon beside the clock says: the first thing in this list that is so. */
import type { Trouble } from '../../../shared/contract/activity.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';
import { needsPerson, tellingTroubles } from '../../../shared/contract/troubles.ts';
import type { Seen } from './watch.ts';

/** Each has its pictures in `resources/tray` and its word under `desktop.tray`. */
export const trayStates = ['off', 'inStep', 'differs', 'sending', 'waiting', 'paused', 'needsYou'] as const;
export type TrayState = (typeof trayStates)[number];

/** What was seen last; `engine`: how its process is doing. */
export function trayStateOf({ status, failure }: Seen, engine: EngineState = 'running'): TrayState {
  if (engine === 'failing') return 'needsYou';
  if (status === null) return failure === null ? 'waiting' : stateIn([failure]);
  const { troubles, run, queue, articles } = status;
  if (troubles.ledger) return stateIn([troubles.ledger]);
  if (status.activatedAt === null) return 'off';
  if (status.otherComputer) return 'paused';
  if (status.inboxOpen > 0) return 'needsYou';
  const told = tellingTroubles(troubles).map(([, trouble]) => trouble);
  if (told.some(needsPerson)) return 'needsYou';
  if (status.pausedAt !== null) return 'paused';
  if (told.length > 0) return stateIn(told);
  if (run?.state === 'running') return 'sending';
  // In shadow mode nothing is sent, whatever is in the queue; nor for a store that is being counted.
  if (run?.state === 'paused' || status.shadow || status.stocktakes.length > 0) return 'paused';
  if (queue.dirtyCells + queue.pendingBookings + queue.unknownBookings > 0) return 'sending';
  return articles.outOfStep > 0 ? 'differs' : 'inStep';
}

/** What the icon says of troubles, whatever else is so. */
function stateIn(troubles: readonly Pick<Trouble, 'code'>[]): TrayState {
  return troubles.some(needsPerson) ? 'needsYou' : 'waiting';
}
