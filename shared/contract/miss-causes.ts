/** Why an article has no partner in Shopify, or has one that cannot be written. */
export const missCauses = [
  'noSuchSku',
  'differsInCase',
  'differsInSpace',
  'differsInDash',
  'leadingZeros',
  'excelDamage',
  'upcEan',
  'lookAlike',
  'duplicateInShopify',
  'duplicateInEasyCashier',
  'untracked',
  'bundleParent',
  'notStockItem',
  'outOfUse',
  'weightBarcode',
] as const;
