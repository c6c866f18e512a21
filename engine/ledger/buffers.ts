import type { Reader, Writer } from './database.ts';

/** Units of an article that are held back from the webshop; `storeNumber` null: in every store that has none of its own. */
export interface Buffer {
  readonly articleNumber: string;
  readonly storeNumber: string | null;
  readonly units: number;
}

/** In the column: every store. */
const EVERY = '';

/** The buffer that is set there itself; null: none is. */
export function findBuffer(
  ledger: Reader,
  { articleNumber, storeNumber }: Pick<Buffer, 'articleNumber' | 'storeNumber'>,
): number | null {
  const row = ledger.get<{ units: number }>(
    'SELECT units FROM buffer WHERE article_number = ? AND store_number = ?',
    articleNumber,
    storeNumber ?? EVERY,
  );
  return row?.units ?? null;
}

/** `units` null: none there any more. */
export function setBuffer(
  ledger: Writer,
  { articleNumber, storeNumber, units }: Omit<Buffer, 'units'> & { readonly units: number | null },
): void {
  if (units === null) {
    ledger.run(
      'DELETE FROM buffer WHERE article_number = ? AND store_number = ?',
      articleNumber,
      storeNumber ?? EVERY,
    );
    return;
  }
  ledger.run(
    `INSERT INTO buffer (article_number, store_number, units) VALUES (?, ?, ?)
     ON CONFLICT (article_number, store_number) DO UPDATE SET units = excluded.units`,
    articleNumber,
    storeNumber ?? EVERY,
    units,
  );
}

/** Those of one article, that of every store first. */
export function buffersOf(ledger: Reader, articleNumber: string): Omit<Buffer, 'articleNumber'>[] {
  return ledger
    .all<{ storeNumber: string; units: number }>(
      'SELECT store_number AS storeNumber, units FROM buffer WHERE article_number = ? ORDER BY store_number',
      articleNumber,
    )
    .map(({ storeNumber, units }) => ({ storeNumber: storeNumber === EVERY ? null : storeNumber, units }));
}

/** All that are set, by article number and store; after one of them. */
export function listBuffers(
  ledger: Reader,
  after: Pick<Buffer, 'articleNumber' | 'storeNumber'>,
  limit: number,
): (Buffer & { readonly name: string })[] {
  return ledger
    .all<{ articleNumber: string; storeNumber: string; units: number; name: string | null }>(
      `SELECT buffer.article_number AS articleNumber, store_number AS storeNumber, units, article.name
       FROM buffer LEFT JOIN article USING (article_number)
       WHERE (buffer.article_number, store_number) > (?, ?) ORDER BY buffer.article_number, store_number LIMIT ?`,
      after.articleNumber,
      after.storeNumber ?? EVERY,
      limit,
    )
    .map((row) => ({
      ...row,
      storeNumber: row.storeNumber === EVERY ? null : row.storeNumber,
      name: row.name ?? '',
    }));
}
