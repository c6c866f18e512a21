/** What the icon beside the clock says: the first thing in this list that is so. */
import type { Status } from '../../../shared/contract/activity.ts';

/** Each has its pictures in `resources/tray` and its word under `desktop.tray`. */
export const trayStates = ['off', 'inStep', 'differs', 'sending', 'waiting', 'paused', 'needsYou'] as const;
export type TrayState = (typeof trayStates)[number];

/** Null: the engine is away, or there is no ledger to ask. */
export function trayStateOf(status: Status | null): TrayState {
  if (status === null) return 'waiting';
  const { troubles, run, queue, articles } = status;
  // Another program is done with the file in a minute.
  if (troubles.ledger) return troubles.ledger.code === 'ledgerHeld' ? 'waiting' : 'needsYou';
  if (status.activatedAt === null) return 'off';
  if (status.otherComputer) return 'paused';
  if (status.inboxOpen > 0) return 'needsYou';
  if (troubles.easycashier || troubles.shopify) {
    return needsPerson(troubles.easycashier?.code) || needsPerson(troubles.shopify?.code)
      ? 'needsYou'
      : 'waiting';
  }
  if (run?.state === 'running') return 'sending';
  // In shadow mode nothing is sent, whatever is in the queue; nor for a store that is being counted.
  if (run?.state === 'paused' || status.shadow || status.stocktakes.length > 0) return 'paused';
  if (queue.dirtyCells + queue.pendingBookings + queue.unknownBookings > 0) return 'sending';
  return articles.outOfStep > 0 ? 'differs' : 'inStep';
}

/** What does not heal before a person has done something about it. */
const forPeople: ReadonlySet<string> = new Set([
  'secretGone',
  'easycashierRefusedLogin',
  'shopifyRefusedKey',
  'shopifyStrayCharacter',
  'shopifyFrozen',
  'shopifyLocked',
  'shopifyMissingScope',
  'shopifyBadAddress',
  'diskFull',
  'ledgerDamaged',
]);

export function needsPerson(code: string | undefined): boolean {
  return code !== undefined && forPeople.has(code);
}
