import type { OurTime } from '../../shared/words/time.ts';
import type { Writer } from './database.ts';

/** Rows that one transaction takes away at most: a few milliseconds. */
const ROWS = 250;
const LEFT_ALONE = "plan_group IN ('unchanged', 'skipped')";

/**
 * Takes from plans made before `before` the rows of what they left alone, in small transactions, and tells how many each took away. A shop
 * in step that looks at everything once a week has nearly nothing else in its plans; how many there were stays in the plan's own counts.
 */
export function* thinPlans(ledger: Writer, before: OurTime): Generator<number, void> {
  const thick = ledger.all<{ id: string }>(
    `SELECT plan_id AS id FROM plan
     WHERE created_at < ? AND EXISTS (SELECT 1 FROM plan_row WHERE plan_row.plan_id = plan.plan_id AND ${LEFT_ALONE})`,
    before,
  );
  for (const { id } of thick) {
    const rows = `SELECT position FROM plan_row WHERE plan_id = ? AND ${LEFT_ALONE} LIMIT ?`;
    for (let removed = ROWS; removed === ROWS; yield removed)
      removed = ledger.transaction(() =>
        ledger.run(`DELETE FROM plan_row WHERE plan_id = ? AND position IN (${rows})`, id, id, ROWS),
      );
  }
}
