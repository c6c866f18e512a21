/** What is so about updates now, told to whoever follows it. */
import type { UpdateState } from '../../../shared/contract/updates.ts';
import type { Log } from './log.ts';
import { asTrouble, type UpdateTrouble } from './trouble.ts';

type Facts = Pick<UpdateState, 'doing' | 'found' | 'lookedAt' | 'trouble'>;

export interface FollowedFacts {
  current(): Facts;
  become(change: Partial<Facts>): void;
  /** Says what went wrong, here and in the log. */
  trouble(error: unknown, when: string): UpdateTrouble;
  /** Told at every change. */
  follow(listener: () => void): void;
}

export function createFacts(log: Log): FollowedFacts {
  const listeners: (() => void)[] = [];
  let facts: Facts = { doing: null, found: null, lookedAt: null, trouble: null };
  const become: FollowedFacts['become'] = (change) => {
    facts = { ...facts, ...change };
    for (const listener of listeners) listener();
  };
  return {
    current: () => facts,
    become,
    trouble: (error, when) => {
      const trouble = asTrouble(error, 'failed');
      log('no update', { when, why: trouble.code, said: trouble.message });
      become({ trouble: trouble.code });
      return trouble;
    },
    follow: (listener) => void listeners.push(listener),
  };
}
