import type { OurTime } from '../../shared/words/time.ts';
import { forgetActors } from './actors.ts';
import type { Writer } from './database.ts';
import { foldBookings } from './fold-bookings.ts';
import { foldMovements } from './fold-movements.ts';
import type { InboxSubject } from './inbox-subject.ts';

/** Rows that one transaction takes away at most: a few milliseconds. */
const ROWS = 250;
/** Pages given back to the disk at once. */
const PAGES = 64;
/** A file as small as this is written anew within an instant. */
const SMALL_BYTES = 4 * 1024 * 1024;

/**
 * Takes what is from before `before` out of the ledger, a small transaction with each step, and tells how many rows that one took away.
 * Whoever stops between two steps has lost nothing: what is left goes the next time. What a number, a target or a question stands
 * on is kept or folded into its sum:
 * - movements of a position become one opening movement, so that they add up to the balance at every instant;
 * - bookings of an order long done become what they had booked in all. The order itself and its effects stay: they are small, and one
 *   that is edited after years is compared with them;
 * - batches, runs, plans, changes of boxes, questions that were answered, and lines of the log and the charts just go.
 */
export function* retention(ledger: Writer, before: OurTime): Generator<number, void> {
  yield* foldMovements(ledger, before, ROWS);
  yield* foldBookings(ledger, before, ROWS);
  yield* removeBatches(ledger, before);
  yield* removeRuns(ledger, before);
  yield* removePlans(ledger, before);
  yield* removeAnswered(ledger, before);
  yield* removeBoxChanges(ledger, before);
  yield* removeRows(ledger, 'DELETE FROM log WHERE id IN (SELECT id FROM log WHERE at < ? LIMIT ?)', before);
  yield* removeRows(
    ledger,
    'DELETE FROM pulse WHERE at IN (SELECT at FROM pulse WHERE at < ? LIMIT ?)',
    before,
  );
  yield ledger.transaction(() => forgetActors(ledger));
}

/** Repeats a statement that takes an instant and a limit until it finds nothing more. */
function* removeRows(ledger: Writer, sql: string, ...values: (string | OurTime)[]): Generator<number, void> {
  for (;;) {
    const removed = ledger.transaction(() => ledger.run(sql, ...values, ROWS));
    yield removed;
    if (removed < ROWS) return;
  }
}

/** Batches whose outcome is known. An open one is kept however old: it is settled first. */
function* removeBatches(ledger: Writer, before: OurTime): Generator<number, void> {
  for (;;) {
    const removed = ledger.transaction(() => {
      const keys = ledger.all<{ key: string }>(
        "SELECT idempotency_key AS key FROM batch WHERE settled_at IS NOT NULL AND settled_at < ? AND state <> 'open' LIMIT 20",
        before,
      );
      let rows = 0;
      for (const { key } of keys) {
        rows += ledger.run('DELETE FROM batch_row WHERE idempotency_key = ?', key);
        rows += ledger.run('DELETE FROM batch WHERE idempotency_key = ?', key);
        if (rows >= ROWS) break;
      }
      return rows;
    });
    if (removed === 0) return;
    yield removed;
  }
}

/** Runs that have ended, with their receipts. One that somebody has paused is still theirs, and needs the rows of the one that it undoes. */
function* removeRuns(ledger: Writer, before: OurTime): Generator<number, void> {
  const old = ledger.all<{ id: string }>(
    `SELECT run_id AS id FROM run WHERE state IN ('done', 'cancelled') AND started_at < ? AND finished_at < ?
     AND NOT EXISTS (SELECT 1 FROM run AS undo WHERE undo.undoes = run.run_id AND undo.filled_to IS NOT NULL)`,
    before,
    before,
  );
  for (const { id } of old) {
    const rows = 'SELECT position FROM run_row WHERE run_id = ? LIMIT ?';
    yield* removeRows(ledger, `DELETE FROM run_row WHERE run_id = ? AND position IN (${rows})`, id, id);
    yield ledger.transaction(() => ledger.run('DELETE FROM run WHERE run_id = ?', id));
  }
}

/** What was done to boxes so long ago that nobody takes it back. */
function* removeBoxChanges(ledger: Writer, before: OurTime): Generator<number, void> {
  const old = ledger.all<{ id: string }>('SELECT change_id AS id FROM box_change WHERE at < ?', before);
  for (const { id } of old) {
    const rows = 'SELECT article_number FROM box_change_row WHERE change_id = ? LIMIT ?';
    yield* removeRows(
      ledger,
      `DELETE FROM box_change_row WHERE change_id = ? AND article_number IN (${rows})`,
      id,
      id,
    );
    yield ledger.transaction(() => ledger.run('DELETE FROM box_change WHERE change_id = ?', id));
  }
}

/** Plans that no run stands on any more, and those that were never made to their end. */
function* removePlans(ledger: Writer, before: OurTime): Generator<number, void> {
  const old = ledger.all<{ id: string }>(
    `SELECT plan_id AS id FROM plan WHERE state = 'abandoned' OR (state = 'whole' AND created_at < ?
     AND NOT EXISTS (SELECT 1 FROM run WHERE run.run_id = plan.applied_by OR run.plan_id = plan.plan_id))`,
    before,
  );
  for (const { id } of old) {
    const rows = 'SELECT position FROM plan_row WHERE plan_id = ? LIMIT ?';
    yield* removeRows(ledger, `DELETE FROM plan_row WHERE plan_id = ? AND position IN (${rows})`, id, id);
    yield ledger.transaction(() => ledger.run('DELETE FROM plan WHERE plan_id = ?', id));
  }
}

/**
 * Takes from plans made before `before` the rows of what they left alone, in steps as above. A shop in step that looks at everything once a
 * week has nearly nothing else in its plans; how many there were stays in the plan's own counts.
 */
export function* thinPlans(ledger: Writer, before: OurTime): Generator<number, void> {
  const leftAlone = "plan_group IN ('unchanged', 'skipped')";
  const thick = ledger.all<{ id: string }>(
    `SELECT plan_id AS id FROM plan
     WHERE state = 'whole' AND created_at < ? AND EXISTS (SELECT 1 FROM plan_row WHERE plan_row.plan_id = plan.plan_id AND ${leftAlone})`,
    before,
  );
  for (const { id } of thick) {
    const rows = `SELECT position FROM plan_row WHERE plan_id = ? AND ${leftAlone} LIMIT ?`;
    yield* removeRows(ledger, `DELETE FROM plan_row WHERE plan_id = ? AND position IN (${rows})`, id, id);
  }
}

/** Questions that are over with their booking; and those that an »ignore« ends for good. The few about the whole shop stay. */
const passing = [
  'booking',
  'takenOver',
  'rejected',
  'oversold',
] as const satisfies readonly InboxSubject['kind'][];
const lasting = [
  'sku',
  'location',
  'unseen',
  'unreadOrder',
  'unreadArticle',
  'unreadItem',
] as const satisfies readonly InboxSubject['kind'][];

/**
 * Questions that were answered. An »ignore« about an order or a position is kept: nobody is asked the same again should the order change
 * after years. So is whatever is about a booking that is still open.
 */
function* removeAnswered(ledger: Writer, before: OurTime): Generator<number, void> {
  const kind = "substr(subject, 1, instr(subject, ':') - 1)";
  yield* removeRows(
    ledger,
    `DELETE FROM inbox WHERE inbox_id IN (
       SELECT inbox_id FROM inbox WHERE (${kind} IN (SELECT value FROM json_each(?))
           OR (${kind} IN (SELECT value FROM json_each(?)) AND choice IS NOT 'ignore'))
         AND NOT EXISTS (SELECT 1 FROM booking WHERE booking_id = substr(subject, instr(subject, ':') + 1)
           AND state IN ('question', 'pending', 'rejected', 'sent', 'unknown'))
         AND resolved_at < ? LIMIT ?)`,
    JSON.stringify(passing),
    JSON.stringify(lasting),
    before,
  );
}

/**
 * Gives pages that were emptied back to the disk, a few with each step. A file from before they could be given back is written anew
 * for it where it is small; a large one keeps its empty pages and fills them again, because writing it anew would hold up everything.
 */
export function* shrink(ledger: Writer): Generator<number, void> {
  const pragma = (name: string) =>
    Object.values(ledger.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
  if (pragma('auto_vacuum') === 0 && pragma('page_count') * pragma('page_size') < SMALL_BYTES) {
    ledger.run('PRAGMA auto_vacuum = INCREMENTAL');
    ledger.run('VACUUM');
  }
  if (pragma('auto_vacuum') === 0) return;
  for (let left = pragma('freelist_count'); left > 0; ) {
    ledger.all(`PRAGMA incremental_vacuum(${PAGES})`); // `run` would give back one page
    const now = pragma('freelist_count');
    if (now >= left) return;
    yield left - now;
    left = now;
  }
}
