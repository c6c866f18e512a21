import type { LogCause, LogEvent } from '../../shared/contract/activity.ts';
import type { Actor } from '../../shared/contract/actor.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { type ActorColumns, actorColumns, withActor } from './actors.ts';
import type { Reader } from './database.ts';

export interface StoryLine {
  readonly at: OurTime;
  readonly event: LogEvent;
  readonly storeNumber: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly cause: LogCause;
  readonly reference: string | null;
  readonly by: Actor | null;
}

/** Everything the ledger knows of an article, from both systems, newest first. */
export function articleStory(ledger: Reader, articleNumber: string, limit: number): StoryLine[] {
  return ledger
    .all<Omit<StoryLine, 'by'> & ActorColumns>(
      `SELECT at, event, store_number AS storeNumber, before, after, cause, reference, ${actorColumns}
       FROM log LEFT JOIN actor ON actor.actor_id = log.actor_id
       WHERE article_number = ? ORDER BY id DESC LIMIT ?`,
      articleNumber,
      limit,
    )
    .map(withActor);
}
