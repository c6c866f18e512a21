/** What has become so since it was last asked that a person should be told, wherever they are. Each thing once. */
import type { Status, Trouble } from '../../../shared/contract/activity.ts';
import { msBetween, ourTime } from '../../../shared/words/time.ts';
import { needsPerson } from './tray-state.ts';

export type DueNotification =
  | { readonly kind: 'inbox'; readonly count: number; readonly screen: '/inbox' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly screen: '/' | '/webshop' };

/** What may heal by itself is told when it has not for so long. */
const PATIENCE_MS = 10 * 60_000;

export interface NotificationRules {
  /** `now` in milliseconds since the epoch. */
  due(status: Status, now: number): DueNotification[];
}

export function createNotificationRules(): NotificationRules {
  let inboxOpen: number | null = null;
  /** Told and still so: side, code and since when. */
  const told = new Set<string>();
  return {
    due: (status, now) => {
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
        const isForPeople = needsPerson(trouble.code) || side === 'ledger';
        if (told.has(key) || (!isForPeople && msBetween(trouble.since, ourTime(now)) < PATIENCE_MS)) continue;
        told.add(key);
        due.push({ kind: 'trouble', trouble, screen: isForPeople ? '/webshop' : '/' });
      }
      for (const key of told) if (!current.has(key)) told.delete(key);
      return due;
    },
  };
}
