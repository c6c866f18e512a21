import { searchText } from '../../rules/search-text.ts';
import type { Writer } from '../database.ts';

/**
 * What a list of 100,000 articles needs to be quick: indexes that answer by themselves, and number, name and barcode in one
 * text as they are searched, for SQLite's own LIKE takes å and Å for two letters.
 */
export const articleList = {
  version: 50,
  sql: `
ALTER TABLE article ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
DROP INDEX article_webshop;
CREATE INDEX article_webshop ON article (is_webshop, is_gone, article_number);
DROP INDEX shop_item_sku;
CREATE INDEX shop_item_sku ON shop_item (sku, is_duplicate, tracked, is_bundle);
`,
  fill: (ledger: Writer) => {
    const articles = ledger.all<{ articleNumber: string; name: string; barcode: string }>(
      'SELECT article_number AS articleNumber, name, barcode FROM article',
    );
    for (const article of articles) {
      ledger.run(
        'UPDATE article SET search_text = ? WHERE article_number = ?',
        searchText(article),
        article.articleNumber,
      );
    }
  },
} as const;
