/** What has become so since it was last asked that a person should be told, wherever they are. Each thing once. */
import type { Status, Trouble } from '../../../shared/contract/activity.ts';
import type { EngineState } from '../../../shared/contract/shell.ts';
import { needsPerson, tellingTroubles } from '../../../shared/contract/troubles.ts';
import type { Seen } from './watch.ts';

/** `args` are what its sentence needs. */
type Told = Pick<Trouble, 'code' | 'args'>;

export type DueNotification =
  | { readonly kind: 'inbox'; readonly count: number; readonly screen: '/inbox' }
  | { readonly kind: 'trouble'; readonly trouble: Told; readonly screen: '/' | '/webshop' }
  /** The engine cannot be kept alive. */
  | { readonly kind: 'engine'; readonly screen: '/' };

/** What may heal by itself is told when it has been seen, and has not, for so long. */
const PATIENCE_MS = 10 * 60_000;

export interface NotificationRules {
  /** Of what was seen last and how the engine's process is doing; `nowMs` by a clock that nobody sets. */
  due(seen: Seen, engine: EngineState, nowMs: number): DueNotification[];
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

  const inboxDue = (open: number): DueNotification[] => {
    const before = inboxOpen;
    inboxOpen = open;
    // What lay there when the program started was there for the person who started it to see.
    if (before === null || open <= before) return [];
    return [{ kind: 'inbox', count: open - before, screen: '/inbox' }];
  };

  /** An engine that starts and dies again and again is one trouble: another begins when it has lived for long. */
  let isFailureTold = false;
  const engineDue = (engine: EngineState): DueNotification[] => {
    const isDue = engine === 'failing' && !isFailureTold;
    if (engine !== 'running') isFailureTold = engine === 'failing';
    return isDue ? [{ kind: 'engine', screen: '/' }] : [];
  };

  return {
    due: ({ status, failure }, engine, nowMs) => {
      const due = engineDue(engine);
      if (status !== null)
        return [...due, ...inboxDue(status.inboxOpen), ...dueOf(troublesIn(status), nowMs)];
      // While it is away nothing is known, and what was told stays told.
      if (failure === null) return due;
      return [...due, ...dueOf([[`host ${failure.code}`, failure]], nowMs)];
    },
  };
}

function troublesIn({ troubles }: Status): (readonly [string, Told])[] {
  return tellingTroubles(troubles).map(([side, trouble]) => [
    `${side} ${trouble.code} ${trouble.since}`,
    trouble,
  ]);
}
