import type { Reader, Writer } from './database.ts';

/** SKUs of which a person has said that they are nobody's article here: goods that only the web shop has. */
export function isSkuIgnored(ledger: Reader, sku: string): boolean {
  return ledger.get('SELECT 1 FROM ignored_sku WHERE sku = ?', sku) !== undefined;
}

export function ignoreSku(ledger: Writer, sku: string): void {
  ledger.run('INSERT INTO ignored_sku (sku) VALUES (?) ON CONFLICT DO NOTHING', sku);
}
