import type { PlanGroup, PlanSummary, RowReason } from '../../shared/contract/sync.ts';
import type { OurTime } from '../../shared/words/time.ts';
import { searchWords } from '../rules/search-text.ts';
import { hasWords } from './article-list.ts';
import type { Reader, SqlValue, Writer } from './database.ts';
import { rowInserter } from './insert-rows.ts';
import { comesFrom, requireMoved, type Transitions } from './transitions.ts';

/** One row of a plan. `easycashier` in thousandths; `before` is what Shopify showed when the plan was made. */
export interface PlanRow {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly inventoryItemId: string | null;
  readonly locationId: string | null;
  readonly group: PlanGroup;
  readonly easycashier: number | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly reason: RowReason | null;
}

interface RawPlan {
  plan_id: string;
  hash: string;
  created_at: OurTime;
  counts: string;
  writes: number;
  guard: string | null;
  applied_by: string | null;
}

const toSummary = (row: RawPlan): PlanSummary => ({
  planId: row.plan_id,
  hash: row.hash,
  createdAt: row.created_at,
  counts: JSON.parse(row.counts),
  writes: row.writes,
  guard: row.guard === null ? null : JSON.parse(row.guard),
  appliedBy: row.applied_by,
});

const insertPlanRows = rowInserter('plan_row', [
  'plan_id',
  'position',
  'article_number',
  'name',
  'store_number',
  'inventory_item_id',
  'location_id',
  'plan_group',
  'easycashier',
  'before',
  'after',
  'reason',
]);

/**
 * ```text
 * making ──▶ whole        its last row is in
 *    └─────▶ abandoned    the process that made it is gone
 * ```
 * Only a whole plan is ever found.
 */
const steps = {
  whole: ['making'],
  abandoned: ['making'],
} as const satisfies Transitions<'making' | 'whole' | 'abandoned'>;

/** A plan is being made: its rows come in many small transactions, and until the last one it is there for nobody. */
export function beginPlan(ledger: Writer, planId: string, createdAt: OurTime): void {
  ledger.run(
    "INSERT INTO plan (plan_id, hash, created_at, counts, writes, state) VALUES (?, '', ?, '{}', 0, 'making')",
    planId,
    createdAt,
  );
}

/** Its next rows; the first of them is its row `from`. */
export function addPlanRows(
  ledger: Writer,
  planId: string,
  from: number,
  rows: readonly (PlanRow & { name: string })[],
): void {
  insertPlanRows(
    ledger,
    rows.map((row, n) => [
      planId,
      from + n,
      row.articleNumber,
      row.name,
      row.storeNumber,
      row.inventoryItemId,
      row.locationId,
      row.group,
      row.easycashier,
      row.before,
      row.after,
      row.reason,
    ]),
  );
}

/** All its rows are in: from now on it is there, and never changes. @throws IllegalTransition where nobody is making it */
export function finishPlan(ledger: Writer, plan: PlanSummary): void {
  const changed = ledger.run(
    `UPDATE plan SET state = 'whole', hash = ?, created_at = ?, counts = ?, writes = ?, guard = ?
     WHERE plan_id = ? AND state IN (SELECT value FROM json_each(?))`,
    plan.hash,
    plan.createdAt,
    JSON.stringify(plan.counts),
    plan.writes,
    plan.guard && JSON.stringify(plan.guard),
    plan.planId,
    comesFrom(steps, 'whole'),
  );
  requireMoved(changed, 'plan', plan.planId, 'whole');
}

/** A new process: whoever was making a plan is gone. The night takes away what there is of it. */
export function abandonPlans(ledger: Writer): void {
  ledger.run(
    "UPDATE plan SET state = 'abandoned' WHERE state IN (SELECT value FROM json_each(?))",
    comesFrom(steps, 'abandoned'),
  );
}

export function findPlan(ledger: Reader, planId: string): PlanSummary | undefined {
  const row = ledger.get<RawPlan>("SELECT * FROM plan WHERE plan_id = ? AND state = 'whole'", planId);
  return row && toSummary(row);
}

export function markApplied(ledger: Writer, planId: string, runId: string): void {
  ledger.run('UPDATE plan SET applied_by = ? WHERE plan_id = ?', runId, planId);
}

export interface PlanRowView extends PlanRow {
  readonly position: number;
  readonly name: string;
}

export interface PlanFilter {
  readonly groups?: readonly PlanGroup[] | undefined;
  readonly search?: string | undefined;
}

function planWhere(planId: string, filter: PlanFilter): { where: string; values: SqlValue[] } {
  const values: SqlValue[] = [planId];
  let where = 'plan_id = ?';
  if (filter.groups) {
    where += ` AND plan_group IN (${filter.groups.map(() => '?').join(', ')})`;
    values.push(...filter.groups);
  }
  const words = searchWords(filter.search ?? '');
  if (words.length > 0) {
    where += ` AND article_number IN (SELECT article_number FROM article WHERE ${hasWords(words)})`;
    values.push(...words);
  }
  return { where, values };
}

export function countPlanRows(ledger: Reader, planId: string, filter: PlanFilter): number {
  const { where, values } = planWhere(planId, filter);
  return ledger.get<{ n: number }>(`SELECT count(*) AS n FROM plan_row WHERE ${where}`, ...values)?.n ?? 0;
}

export function planRows(
  ledger: Reader,
  planId: string,
  filter: PlanFilter & { after: number; offset?: number | undefined; limit: number },
): PlanRowView[] {
  const { where, values } = planWhere(planId, filter);
  return ledger.all<PlanRowView>(
    `SELECT position, article_number AS articleNumber, name, store_number AS storeNumber,
            inventory_item_id AS inventoryItemId, location_id AS locationId, plan_group AS "group", easycashier,
            before, after, reason
     FROM plan_row WHERE ${where} AND position > ? ORDER BY position LIMIT ? OFFSET ?`,
    ...values,
    filter.after,
    filter.limit,
    filter.offset ?? 0,
  );
}
