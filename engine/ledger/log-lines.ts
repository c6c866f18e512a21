import type { LogCause, LogEvent, LogLine } from '../../shared/contract/activity.ts';
import type { Actor } from '../../shared/contract/actor.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { searchWords } from '../rules/search-text.ts';
import { type ActorColumns, actorColumns, actorId, withActor } from './actors.ts';
import type { Reader, SqlValue, Writer } from './database.ts';

/** A line of the sync log before it has a number. Absent fields are null. */
export interface NewLogLine {
  readonly at: OurTime;
  readonly event: LogEvent;
  readonly cause: LogCause;
  readonly result: LogLine['result'];
  readonly articleNumber?: string;
  readonly storeNumber?: string;
  readonly locationId?: string;
  readonly before?: number | null;
  readonly after?: number | null;
  readonly reference?: string | null;
  readonly args?: LogLine['args'];
  readonly by?: Actor | null | undefined;
}

export function writeLog(ledger: Writer, line: NewLogLine): void {
  ledger.run(
    `INSERT INTO log (at, event, article_number, store_number, location_id, before, after, cause, reference, result, args, actor_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    line.at,
    line.event,
    line.articleNumber ?? null,
    line.storeNumber ?? null,
    line.locationId ?? null,
    line.before ?? null,
    line.after ?? null,
    line.cause,
    line.reference ?? null,
    line.result,
    JSON.stringify(line.args ?? {}),
    actorId(ledger, line.by),
  );
}

/** A line for every number that a batch has written. */
export function logPushes(ledger: Writer, idempotencyKey: string, at: OurTime): void {
  ledger.run(
    `INSERT INTO log (at, event, article_number, store_number, location_id, before, after, cause, reference, result, args)
     SELECT ?, 'pushed', article_number, store_number, location_id, before, after, cause, reference, 'ok', '{}'
     FROM batch_row WHERE idempotency_key = ? ORDER BY position`,
    at,
    idempotencyKey,
  );
}

/** Positions that somebody else has brought to EasyCashier's own number after `since`. */
export function countMatchingForeign(ledger: Reader, since: OurTime): number {
  const row = ledger.get<{ n: number }>(
    `SELECT count(DISTINCT article_number || ' ' || store_number) AS n FROM log
     WHERE event = 'foreignChange' AND at > ? AND json_extract(args, '$.isOurNumber') = 1`,
    since,
  );
  return row?.n ?? 0;
}

export interface LogFilter {
  readonly events?: readonly string[] | undefined;
  readonly storeNumber?: string | undefined;
  readonly articleNumber?: string | undefined;
  readonly search?: string | undefined;
  /** Milliseconds since 1970, by our clock. */
  readonly span?: { readonly from: number | null; readonly before: number | null } | undefined;
}

/** Newest first, before the line numbered `before`; or oldest first after the line numbered `after`. */
export function readLog(
  ledger: Reader,
  filter: LogFilter,
  window: { before?: number | undefined; after?: number | undefined; limit: number },
): LogLine[] {
  const where: string[] = [];
  const values: SqlValue[] = [];
  const add = (clause: string, ...more: SqlValue[]) => {
    where.push(clause);
    values.push(...more);
  };
  if (window.before !== undefined) add('log.id < ?', window.before);
  if (window.after !== undefined) add('log.id > ?', window.after);
  if (filter.events?.length)
    add(`log.event IN (${filter.events.map(() => '?').join(', ')})`, ...filter.events);
  if (filter.storeNumber) add('log.store_number = ?', filter.storeNumber);
  if (filter.articleNumber) add('log.article_number = ?', filter.articleNumber);
  if (filter.span?.from != null) add('log.at >= ?', filter.span.from);
  if (filter.span?.before != null) add('log.at < ?', filter.span.before);
  for (const word of searchWords(filter.search ?? '')) {
    add(
      '(instr(coalesce(article.search_text, lower(log.article_number)), ?) OR instr(lower(log.reference), ?))',
      word,
      word,
    );
  }
  const rows = ledger.all<Omit<LogLine, 'args' | 'by'> & ActorColumns & { args: string }>(
    `SELECT log.id, log.at, log.event, log.article_number AS articleNumber, article.name AS name,
            log.store_number AS storeNumber, log.location_id AS locationId, log.before, log.after, log.cause,
            log.reference, log.result, log.args, ${actorColumns}
     FROM log LEFT JOIN article ON article.article_number = log.article_number
       LEFT JOIN actor ON actor.actor_id = log.actor_id
     ${where.length ? `WHERE ${where.join(' AND ')}` : ''}
     ORDER BY log.id ${window.after === undefined ? 'DESC' : 'ASC'} LIMIT ?`,
    ...values,
    window.limit,
  );
  return rows.map((row) => ({ ...withActor(row), args: JSON.parse(row.args) }));
}

/** Who paused everything at that instant. */
export function pausedBy(ledger: Reader, at: OurTime): Actor | null {
  const row = ledger.get<ActorColumns>(
    `SELECT ${actorColumns} FROM log JOIN actor ON actor.actor_id = log.actor_id WHERE log.at = ? AND log.event = 'paused'`,
    at,
  );
  return row === undefined ? null : withActor(row).by;
}

export function lastLogId(ledger: Reader): number {
  return ledger.get<{ id: number | null }>('SELECT max(id) AS id FROM log')?.id ?? 0;
}
