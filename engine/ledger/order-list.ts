import type { ShopTime } from '../../shared/words/time.ts';
import { searchWords } from '../rules/search-text.ts';
import type { Reader, SqlValue } from './database.ts';
import { type OrderRow, type OrderState, orderColumns, type StoredOrder, toStored } from './orders.ts';

export interface OrderFilter {
  /** Of when they were placed, milliseconds since 1970. */
  readonly span?: { readonly from: number | null; readonly before: number | null } | undefined;
  readonly search?: string | undefined;
  readonly storeNumber?: string | undefined;
  readonly states?: readonly OrderState[] | undefined;
  /** Only those with something that EasyCashier does not hold yet. */
  readonly unbooked?: boolean | undefined;
}

/** Something of them waits: a booking, units without a place, or goods that nobody can tell. */
const waiting = `SELECT order_id FROM booking WHERE booking.state IN ('question', 'pending', 'rejected', 'sent', 'unknown')
  UNION SELECT order_id FROM waiting_line
  UNION SELECT order_id FROM order_effect WHERE location_id = '' AND units > 0`;

const hasGoods = `EXISTS (SELECT 1 FROM order_effect LEFT JOIN article USING (article_number)
  WHERE order_effect.order_id = shop_order.order_id AND order_effect.article_number <> ''
    AND instr(coalesce(article.search_text, lower(order_effect.article_number)), ?))`;
const hasSku = `EXISTS (SELECT 1 FROM waiting_line WHERE waiting_line.order_id = shop_order.order_id AND instr(lower(sku), ?))`;

function whereOf(filter: OrderFilter): { where: string; values: SqlValue[] } {
  const clauses: string[] = ['1 = 1'];
  const values: SqlValue[] = [];
  const add = (clause: string, ...more: SqlValue[]) => {
    clauses.push(clause);
    values.push(...more);
  };
  if (filter.span?.from != null) add('created_at >= ?', filter.span.from);
  if (filter.span?.before != null) add('created_at < ?', filter.span.before);
  if (filter.states?.length) add(`state IN (${filter.states.map(() => '?').join(', ')})`, ...filter.states);
  if (filter.storeNumber)
    add(
      `(EXISTS (SELECT 1 FROM order_effect WHERE order_effect.order_id = shop_order.order_id AND store_number = ? AND units > 0)
        OR EXISTS (SELECT 1 FROM booking WHERE booking.order_id = shop_order.order_id AND store_number = ?))`,
      filter.storeNumber,
      filter.storeNumber,
    );
  if (filter.unbooked) add(`order_id IN (${waiting})`);
  for (const word of searchWords(filter.search ?? ''))
    add(`(instr(lower(name), ?) OR ${hasGoods} OR ${hasSku})`, word, word, word);
  return { where: clauses.join(' AND '), values };
}

/** The newest first, before that instant and id. */
export function listOrders(
  ledger: Reader,
  filter: OrderFilter,
  before: { at: ShopTime; id: string },
  limit: number,
): StoredOrder[] {
  const { where, values } = whereOf(filter);
  const rows = ledger.all<OrderRow>(
    `SELECT ${orderColumns} FROM shop_order WHERE ${where} AND (created_at, order_id) < (?, ?)
     ORDER BY created_at DESC, order_id DESC LIMIT ?`,
    ...values,
    before.at,
    before.id,
    limit,
  );
  return rows.map(toStored);
}

/** How many orders answer to the filter, how many of them are to be booked, and how many of those have nothing that waits. */
export function countOrders(
  ledger: Reader,
  filter: OrderFilter,
): { total: number; toBook: number; booked: number } {
  const { where, values } = whereOf(filter);
  const row = ledger.get<{ total: number; toBook: number | null; waits: number | null }>(
    `SELECT count(*) AS total, sum(state NOT IN ('test', 'beforeActivation')) AS toBook,
            sum(state NOT IN ('test', 'beforeActivation') AND order_id IN (${waiting})) AS waits
     FROM shop_order WHERE ${where}`,
    ...values,
  );
  const toBook = row?.toBook ?? 0;
  return { total: row?.total ?? 0, toBook, booked: toBook - (row?.waits ?? 0) };
}
