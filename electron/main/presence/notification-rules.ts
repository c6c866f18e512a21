/** What has become so since it was last asked that a person should be told, wherever they are. Each thing once. */
import type { Status, Trouble } from '../../../shared/contract/activity.ts';
import { needsPerson, tellingTroubles } from '../../../shared/contract/troubles.ts';

/** `args` are what its sentence needs. */
type Told = Pick<Trouble, 'code' | 'args'>;

export type DueNotification =
  | { readonly kind: 'inbox'; readonly count: number; readonly screen: '/inbox' }
  | { readonly kind: 'trouble'; readonly trouble: Told; readonly screen: '/' | '/webshop' };

/** What may heal by itself is told when it has been seen, and has not, for so long. */
const PATIENCE_MS = 10 * 60_000;

export interface NotificationRules {
  /** `nowMs` by a clock that nobody sets. */
  due(status: Status, nowMs: number): DueNotification[];
  /** Why there is no engine to have a status. */
  dueWithout(failure: Told, nowMs: number): DueNotification[];
}

export function createNotificationRules(): NotificationRules {
  let inboxOpen: number | null = null;
  /** What is so, by side, code and since when: when it was seen first, and whether it was told. */
  const seen = new Map<string, { readonly firstMs: number; isTold: boolean }>();

  const dueOf = (troubles: readonly (readonly [string, Told])[], nowMs: number): DueNotification[] => {
    const current = new Set(troubles.map(([key]) => key));
    for (const key of seen.keys()) if (!current.has(key)) seen.delete(key);
    return troubles.flatMap(([key, trouble]) => {
      const held = seen.get(key) ?? { firstMs: nowMs, isTold: false };
      seen.set(key, held);
      const isForPeople = needsPerson(trouble);
      if (held.isTold || (!isForPeople && nowMs - held.firstMs < PATIENCE_MS)) return [];
      held.isTold = true;
      return [
        { kind: 'trouble' as const, trouble, screen: isForPeople ? ('/webshop' as const) : ('/' as const) },
      ];
    });
  };

  return {
    due: (status, nowMs) => {
      const due: DueNotification[] = [];
      // What lay there when the program started was there for the person who started it to see.
      if (inboxOpen !== null && status.inboxOpen > inboxOpen)
        due.push({ kind: 'inbox', count: status.inboxOpen - inboxOpen, screen: '/inbox' });
      inboxOpen = status.inboxOpen;
      const troubles = tellingTroubles(status.troubles).map(
        ([side, trouble]) => [`${side} ${trouble.code} ${trouble.since}`, trouble] as const,
      );
      return [...due, ...dueOf(troubles, nowMs)];
    },
    dueWithout: (failure, nowMs) => dueOf([[`host ${failure.code}`, failure]], nowMs),
  };
}
