import type { Actor } from '../../shared/contract/actor.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { type ActorColumns, actorColumns, actorId, withActor } from './actors.ts';
import type { Reader, Writer } from './database.ts';

/** What one press of a button did to boxes »Webshop«. */
export interface BoxChange {
  readonly changeId: string;
  readonly at: OurTime;
  /** Whether they were ticked or unticked. */
  readonly on: boolean;
  /** How many. */
  readonly boxes: number;
  /** Of them, those that stand as it left them and that nobody has touched since. */
  readonly standing: number;
  /** Of them, those that have been taken back already. */
  readonly takenBack: number;
  /** The change that it takes back; null: it is one of its own. */
  readonly undoes: string | null;
  readonly by: Actor | null;
}

export function beginBoxChange(
  ledger: Writer,
  {
    changeId,
    at,
    on,
    undoes,
    by,
  }: Pick<BoxChange, 'changeId' | 'at' | 'on' | 'undoes'> & {
    by?: Actor | undefined;
  },
): void {
  ledger.run(
    'INSERT INTO box_change (change_id, at, is_on, undoes, actor_id) VALUES (?, ?, ?, ?, ?)',
    changeId,
    at,
    Number(on),
    undoes,
    actorId(ledger, by),
  );
}

/** Before EasyCashier is asked. */
export function noteBoxSent(ledger: Writer, changeId: string, articleNumber: string): void {
  ledger.run("INSERT OR REPLACE INTO box_change_row VALUES (?, ?, 'sent', NULL)", changeId, articleNumber);
}

/** EasyCashier has taken it, and the log tells it. */
export function noteBoxDone(ledger: Writer, changeId: string, articleNumber: string): void {
  ledger.run(
    `UPDATE box_change_row SET state = 'done', log_id = (SELECT coalesce(max(id), 0) FROM log)
     WHERE change_id = ? AND article_number = ?`,
    changeId,
    articleNumber,
  );
}

/** EasyCashier has said no. */
export function forgetBox(ledger: Writer, changeId: string, articleNumber: string): void {
  ledger.run(
    'DELETE FROM box_change_row WHERE change_id = ? AND article_number = ?',
    changeId,
    articleNumber,
  );
}

/** A change that came to nothing is none. */
export function forgetEmptyBoxChange(ledger: Writer, changeId: string): void {
  ledger.run(
    `DELETE FROM box_change WHERE change_id = ?
     AND NOT EXISTS (SELECT 1 FROM box_change_row WHERE box_change_row.change_id = box_change.change_id)`,
    changeId,
  );
}

/** Of a row, with its change: an undo has taken it back. */
const isTakenBack = `EXISTS (
  SELECT 1 FROM box_change AS undo JOIN box_change_row AS back ON back.change_id = undo.change_id
  WHERE undo.undoes = box_change.change_id AND back.article_number = box_change_row.article_number AND back.state = 'done')`;

/** Its box is as the change left it, and no line of the log tells of another change since; one without an answer has none to count from. */
const isStanding = `EXISTS (
  SELECT 1 FROM article WHERE article.article_number = box_change_row.article_number
    AND article.is_gone = 0 AND article.is_webshop = box_change.is_on)
  AND NOT EXISTS (
    SELECT 1 FROM log WHERE log.article_number = box_change_row.article_number AND log.id > box_change_row.log_id
      AND log.event = 'webshopChanged')`;

const columns = `
  box_change.change_id AS changeId, box_change.at, box_change.is_on AS isOn, box_change.undoes, count(*) AS boxes,
  sum(${isTakenBack}) AS takenBack, sum(NOT ${isTakenBack} AND ${isStanding}) AS standing, ${actorColumns}`;
const tables = 'box_change JOIN box_change_row USING (change_id)';

type RawBoxChange = Omit<BoxChange, 'on' | 'by'> & ActorColumns & { readonly isOn: number };

const toBoxChange = ({ isOn, ...change }: RawBoxChange): BoxChange => ({
  ...withActor(change),
  on: isOn === 1,
});

export function findBoxChange(ledger: Reader, changeId: string): BoxChange | undefined {
  const row = ledger.get<RawBoxChange>(
    `SELECT ${columns} FROM ${tables} LEFT JOIN actor ON actor.actor_id = box_change.actor_id
     WHERE box_change.change_id = ? GROUP BY box_change.change_id`,
    changeId,
  );
  return row && toBoxChange(row);
}

/** The newest first, before one of them. */
export function listBoxChanges(
  ledger: Reader,
  before: { readonly at: OurTime; readonly id: string },
  limit: number,
): BoxChange[] {
  return ledger
    .all<{ changeId: string }>(
      `SELECT change_id AS changeId FROM box_change WHERE (at, change_id) < (?, ?)
       AND EXISTS (SELECT 1 FROM box_change_row WHERE box_change_row.change_id = box_change.change_id)
       ORDER BY at DESC, change_id DESC LIMIT ?`,
      before.at,
      before.id,
      limit,
    )
    .flatMap(({ changeId }) => findBoxChange(ledger, changeId) ?? []);
}

/** Those of a change that nobody has taken back yet, in order. */
export function boxesOf(ledger: Reader, changeId: string): string[] {
  return ledger
    .all<{ articleNumber: string }>(
      `SELECT box_change_row.article_number AS articleNumber FROM ${tables}
       WHERE box_change.change_id = ? AND NOT ${isTakenBack} ORDER BY 1`,
      changeId,
    )
    .map(({ articleNumber }) => articleNumber);
}

/** Whether one of them stands as the change left it. */
export function isBoxStanding(ledger: Reader, changeId: string, articleNumber: string): boolean {
  const row = ledger.get(
    `SELECT 1 FROM ${tables}
     WHERE box_change.change_id = ? AND box_change_row.article_number = ? AND ${isStanding}`,
    changeId,
    articleNumber,
  );
  return row !== undefined;
}
