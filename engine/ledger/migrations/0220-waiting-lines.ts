/**
 * Order lines whose goods nobody can tell yet: they are looked at again as soon as they can be, and nothing is raised meanwhile.
 * inventory_item_id: what a fulfillment order named, if any; sku: the text that the order copied.
 */
export const waitingLines = {
  version: 220,
  sql: `
CREATE TABLE waiting_line (
  order_id TEXT NOT NULL, line_id TEXT NOT NULL, inventory_item_id TEXT, sku TEXT NOT NULL, PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_line_item ON waiting_line (inventory_item_id) WHERE inventory_item_id IS NOT NULL;
CREATE INDEX waiting_line_sku ON waiting_line (sku) WHERE inventory_item_id IS NULL;
INSERT INTO waiting_line (order_id, line_id, sku)
  SELECT order_id, substr(subject, length('sku:' || order_id || ':') + 1), coalesce(json_extract(args, '$.sku'), '')
  FROM inbox JOIN shop_order ON substr(subject, 1, length('sku:' || order_id || ':')) = 'sku:' || order_id || ':'
  WHERE resolved_at IS NULL AND kind = 'unknownSku';
`,
} as const;
