import type { Position } from '../../shared/words/position.ts';
import type { OurTime } from '../../shared/words/time.ts';
import type { Reader, Writer } from './database.ts';
import { whileUnchanged } from './while-unchanged.ts';

export type MovementCause = 'opening' | 'sale' | 'stockChange' | 'booking' | 'reattributed';

/** EasyCashier's balance of one position, in thousandths, with the sales that the report showed just before the reading. */
export interface BalanceReading {
  readonly articleNumber: string;
  readonly storeNumber: string;
  readonly thousandths: number;
  readonly readAt: OurTime;
  /** Null while the sales report cannot be read. */
  readonly sales: { readonly day: string; readonly thousandths: number } | null;
}

export interface BalanceRow {
  readonly thousandths: number;
  readonly salesDay: string | null;
  readonly salesThousandths: number | null;
}

export function readBalance(
  ledger: Reader,
  articleNumber: string,
  storeNumber: string,
): BalanceRow | undefined {
  return ledger.get<BalanceRow>(
    `SELECT thousandths, sales_day AS salesDay, sales_thousandths AS salesThousandths FROM balance
     WHERE article_number = ? AND store_number = ?`,
    articleNumber,
    storeNumber,
  );
}

/**
 * Takes in a reading and explains the change since the last one as a movement: as a sale as far as the sales report
 * goes, else as a stock change made in EasyCashier. Returns the change, or null when nothing moved.
 */
export function recordBalance(
  ledger: Writer,
  reading: BalanceReading,
  held: BalanceRow | undefined = readBalance(ledger, reading.articleNumber, reading.storeNumber),
): { before: number | null; after: number; cause: MovementCause } | null {
  const change = reading.thousandths - (held?.thousandths ?? 0);
  const isSame =
    held !== undefined &&
    change === 0 &&
    held.salesDay === (reading.sales?.day ?? null) &&
    held.salesThousandths === (reading.sales?.thousandths ?? null);
  if (isSame) return null;
  ledger.run(
    `INSERT INTO balance (article_number, store_number, thousandths, read_at, sales_day, sales_thousandths)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET thousandths = excluded.thousandths,
       read_at = excluded.read_at, sales_day = excluded.sales_day, sales_thousandths = excluded.sales_thousandths`,
    reading.articleNumber,
    reading.storeNumber,
    reading.thousandths,
    reading.readAt,
    reading.sales?.day ?? null,
    reading.sales?.thousandths ?? null,
  );
  if (held && change === 0) return null;
  const cause = held ? changeCause(held, reading, change) : 'opening';
  if (change !== 0) addMovement(ledger, reading, change, cause, null, reading.readAt);
  return { before: held?.thousandths ?? null, after: reading.thousandths, cause };
}

/** By how much the position rose each time, in thousandths, for no reason that the sales report had told then. From `from` to `to` by our clock. */
export function untoldRises(
  ledger: Reader,
  { articleNumber, storeNumber }: Position,
  from: OurTime,
  to: OurTime,
): number[] {
  const sql = `SELECT thousandths FROM movement WHERE article_number = ? AND store_number = ? AND cause = 'stockChange'
    AND thousandths > 0 AND at BETWEEN ? AND ?`;
  return ledger
    .all<{ thousandths: number }>(sql, articleNumber, storeNumber, from, to)
    .map(({ thousandths }) => thousandths);
}

/** Units that the report shows as sold since the reading that is held; 0 for returns. Rounded up: a part of a unit may take the number down by one. */
export function unitsSoldSince(held: BalanceRow | undefined, sales: BalanceReading['sales']): number {
  if (sales === null || sales.thousandths === 0) return 0;
  if (!held || held.salesThousandths === null) return 0;
  const before = held.salesDay === sales.day ? held.salesThousandths : 0;
  return Math.max(0, Math.ceil((sales.thousandths - before) / 1000));
}

function changeCause(held: BalanceRow, reading: BalanceReading, change: number): MovementCause {
  if (!reading.sales || held.salesThousandths === null) return 'stockChange';
  const sold = reading.sales.thousandths - (held.salesDay === reading.sales.day ? held.salesThousandths : 0);
  return sold !== 0 && Math.sign(change) === -Math.sign(sold) ? 'sale' : 'stockChange';
}

/** A booking that EasyCashier confirmed moves our copy of the balance at once. */
export function moveBalance(
  ledger: Writer,
  position: { articleNumber: string; storeNumber: string },
  thousandths: number,
  reference: string,
  at: OurTime,
): void {
  const held = readBalance(ledger, position.articleNumber, position.storeNumber);
  if (!held) return; // the store has no row yet; the next reading opens it
  ledger.run(
    'UPDATE balance SET thousandths = thousandths + ? WHERE article_number = ? AND store_number = ?',
    thousandths,
    position.articleNumber,
    position.storeNumber,
  );
  addMovement(ledger, position, thousandths, 'booking', reference, at);
}

/** A movement that was taken for somebody's stock change turns out to be our booking. The sum stays. */
export function reattribute(
  ledger: Writer,
  position: { articleNumber: string; storeNumber: string },
  thousandths: number,
  reference: string,
  at: OurTime,
): void {
  addMovement(ledger, position, -thousandths, 'reattributed', reference, at);
  addMovement(ledger, position, thousandths, 'booking', reference, at);
}

function addMovement(
  ledger: Writer,
  position: { articleNumber: string; storeNumber: string },
  thousandths: number,
  cause: MovementCause,
  reference: string | null,
  at: OurTime,
): void {
  ledger.run(
    'INSERT INTO movement (at, article_number, store_number, thousandths, cause, reference) VALUES (?, ?, ?, ?, ?, ?)',
    at,
    position.articleNumber,
    position.storeNumber,
    thousandths,
    cause,
    reference,
  );
}

/** Positions whose movements do not add up to their balance: always none (invariant I1). */
export function unbalancedPositions(ledger: Reader): { articleNumber: string; storeNumber: string }[] {
  return ledger.all(
    `SELECT balance.article_number AS articleNumber, balance.store_number AS storeNumber FROM balance
     LEFT JOIN (SELECT article_number, store_number, sum(thousandths) AS total FROM movement GROUP BY 1, 2) AS moved
       USING (article_number, store_number)
     WHERE balance.thousandths <> coalesce(moved.total, 0)`,
  );
}

/** Saves a day's sales as reported, and forgets the days before `keptFrom`. */
export function saveSales(
  ledger: Writer,
  day: string,
  rows: readonly { articleNumber: string; storeNumber: string; thousandths: number }[],
  keptFrom = day,
): void {
  for (const row of rows) {
    ledger.run(
      `INSERT INTO sales (day, article_number, store_number, thousandths) VALUES (?, ?, ?, ?)
       ON CONFLICT (day, article_number, store_number) DO UPDATE SET thousandths = excluded.thousandths
         WHERE thousandths <> excluded.thousandths`,
      day,
      row.articleNumber,
      row.storeNumber,
      row.thousandths,
    );
  }
  ledger.run('DELETE FROM sales WHERE day < ?', keptFrom);
}

/** Articles of which a report tells more or less sold than when they were last read, however long ago the report was. */
export function articlesToRead(ledger: Reader): string[] {
  const rows = ledger.all<{ articleNumber: string }>(
    'SELECT DISTINCT article_number AS articleNumber FROM sales WHERE read_at_thousandths IS NOT thousandths',
  );
  return rows.map(({ articleNumber }) => articleNumber);
}

/** What the reports tell that the article has sold since it was read, in thousandths; in one store or in all. */
export function soldSinceRead(
  ledger: Reader,
  articleNumber: string,
  storeNumber: string | null = null,
): number {
  return (
    ledger.get<{ sold: number }>(
      `SELECT coalesce(sum(max(0, thousandths - coalesce(read_at_thousandths, 0))), 0) AS sold FROM sales
       WHERE article_number = ? AND store_number = coalesce(?, store_number)`,
      articleNumber,
      storeNumber,
    )?.sold ?? 0
  );
}

const isAnyToRead = whileUnchanged(
  (ledger) =>
    ledger.get('SELECT 1 FROM sales WHERE read_at_thousandths IS NOT thousandths LIMIT 1') !== undefined,
);

/** The article has been read, after every report that is kept: what they tell of it needs no other reading. */
export function markSalesRead(ledger: Writer, articleNumber: string): void {
  if (!isAnyToRead(ledger)) return;
  ledger.run(
    'UPDATE sales SET read_at_thousandths = thousandths WHERE article_number = ? AND read_at_thousandths IS NOT thousandths',
    articleNumber,
  );
}

/** Sales of the day so far, as last reported; undefined when no report had a row for the position. */
export function salesOf(
  ledger: Reader,
  day: string,
  articleNumber: string,
  storeNumber: string,
): number | undefined {
  return ledger.get<{ thousandths: number }>(
    'SELECT thousandths FROM sales WHERE day = ? AND article_number = ? AND store_number = ?',
    day,
    articleNumber,
    storeNumber,
  )?.thousandths;
}
