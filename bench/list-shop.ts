import type { EasyCashierClient } from '../engine/easycashier/client.ts';
import type { Ledger } from '../engine/ledger/database.ts';
import { tillTime } from '../shared/words/time.ts';

/** An EasyCashier that lists just what the ledger holds, in pages as large as they are asked for, and has sold nothing on that day. */
export function listShop(ledger: Ledger, day: string): EasyCashierClient {
  const totalResources = ledger.get<{ n: number }>('SELECT count(*) AS n FROM article')?.n ?? 0;
  const page = (size: number, number: number) => {
    const rows = ledger.all<{ id: string; articleNumber: string; description: string }>(
      'SELECT article_id AS id, article_number AS articleNumber, name AS description FROM article ORDER BY 2 LIMIT ? OFFSET ?',
      size,
      (number - 1) * size,
    );
    const items = rows.map((row) => ({
      ...row,
      ...{ stockItem: true, webshop: true, averageCostPriceExcludingVat: 10 },
      stockEntries: ledger.all(
        "SELECT store_number AS storeNumber, '' AS storeName, thousandths / 1000.0 AS quantity FROM balance WHERE article_number = ?",
        row.articleNumber,
      ),
    }));
    const totalPages = Math.ceil(totalResources / size);
    return { metaInformation: { currentPage: number, totalPages, totalResources }, items };
  };
  const nothingSold = { metaInformation: { totalPages: 0, totalResources: 0 }, items: [] };
  return {
    now: () => tillTime(Date.parse(`${day}T08:00:00Z`)),
    today: () => day,
    observed: () => ({
      companySpelling: null,
      stockAnswer: null,
      errorShape: null,
      rateHeaders: null,
      easycashierDate: null,
    }),
    login: async () => undefined,
    read: async (path, shape) => {
      const { pathname, searchParams } = new URL(path, 'https://easycashier.test');
      const asked = [searchParams.get('itemsPerPage'), searchParams.get('pageNumber')].map(Number);
      return shape.parse(pathname === '/article' ? page(asked[0] ?? 0, asked[1] ?? 0) : nothingSold);
    },
    write: () => Promise.reject(new Error('nothing is written here')),
  };
}
