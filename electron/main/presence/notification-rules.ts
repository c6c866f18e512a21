/** What has become so since it was last asked that a person should be told, wherever they are. Each thing once. */
import type { Status, Trouble } from '../../../shared/contract/activity.ts';
import { needsPerson } from './tray-state.ts';

export type DueNotification =
  | { readonly kind: 'inbox'; readonly count: number; readonly screen: '/inbox' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly screen: '/' | '/webshop' };

/** What may heal by itself is told when it has been seen, and has not, for so long. */
const PATIENCE_MS = 10 * 60_000;

export interface NotificationRules {
  /** `nowMs` by a clock that nobody sets. */
  due(status: Status, nowMs: number): DueNotification[];
}

export function createNotificationRules(): NotificationRules {
  let inboxOpen: number | null = null;
  /** What is so, by side, code and since when: when it was seen first, and whether it was told. */
  const seen = new Map<string, { readonly firstMs: number; isTold: boolean }>();
  return {
    due: (status, nowMs) => {
      const due: DueNotification[] = [];
      // What lay there when the program started was there for the person who started it to see.
      if (inboxOpen !== null && status.inboxOpen > inboxOpen)
        due.push({ kind: 'inbox', count: status.inboxOpen - inboxOpen, screen: '/inbox' });
      inboxOpen = status.inboxOpen;

      const current = new Set<string>();
      for (const [side, trouble] of Object.entries(status.troubles)) {
        // A relay that is away costs seconds: polling goes on.
        if (trouble === null || side === 'relay') continue;
        const key = `${side} ${trouble.code} ${trouble.since}`;
        current.add(key);
        const held = seen.get(key) ?? { firstMs: nowMs, isTold: false };
        seen.set(key, held);
        const isForPeople = needsPerson(trouble.code) || (side === 'ledger' && trouble.code !== 'ledgerHeld');
        if (held.isTold || (!isForPeople && nowMs - held.firstMs < PATIENCE_MS)) continue;
        held.isTold = true;
        due.push({ kind: 'trouble', trouble, screen: isForPeople ? '/webshop' : '/' });
      }
      for (const key of seen.keys()) if (!current.has(key)) seen.delete(key);
      return due;
    },
  };
}
