/**
 * goods_known: counts whatever may tell whose goods a waiting line is of, so that nobody goes through thousands of them when nothing of the
 * kind has changed. What changes while no line waits is not counted.
 */
const counted = 'BEGIN UPDATE goods_known SET n = n + 1; END;';
const waits = 'EXISTS (SELECT 1 FROM waiting_line)';

export const goodsKnown = {
  version: 290,
  sql: `
CREATE TABLE goods_known (n INTEGER NOT NULL) STRICT;
INSERT INTO goods_known (n) VALUES (0);
CREATE TRIGGER goods_known_line AFTER INSERT ON waiting_line ${counted}
CREATE TRIGGER goods_known_line_gone AFTER DELETE ON waiting_line ${counted}
CREATE TRIGGER goods_known_article AFTER INSERT ON article WHEN ${waits} ${counted}
CREATE TRIGGER goods_known_article_changed AFTER UPDATE OF is_stock_item, is_webshop, is_duplicate, is_gone ON article WHEN (OLD.is_stock_item, OLD.is_webshop, OLD.is_duplicate, OLD.is_gone) IS NOT (NEW.is_stock_item, NEW.is_webshop, NEW.is_duplicate, NEW.is_gone) AND ${waits} ${counted}
CREATE TRIGGER goods_known_item AFTER INSERT ON shop_item WHEN ${waits} ${counted}
CREATE TRIGGER goods_known_item_renamed AFTER UPDATE OF sku ON shop_item WHEN OLD.sku <> NEW.sku AND ${waits} ${counted}
CREATE TRIGGER goods_known_item_gone AFTER DELETE ON shop_item WHEN ${waits} ${counted}
CREATE TRIGGER goods_known_ignored AFTER INSERT ON ignored_sku WHEN ${waits} ${counted}
`,
} as const;
