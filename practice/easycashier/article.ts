/**
 * An article as EasyCashier's BackOffice API gives it. The field names are those seen in public third-party code
 * (unofficial API), except `id`, `notInUse` (»Används ej«), `looseWeight` (»Lösvikt«), `orderQuantity` and the three
 * `specialOffer…` names: their columns exist in the CSV export, their JSON names have not been observed.
 */
export interface ArticleFields {
  /** Immutable once the article exists. Any text: leading zeros, commas and dots are legal. */
  articleNumber: string;
  /** Benämning */
  description: string;
  barcode: string | null;
  barcode2: string | null;
  articleType: 'PRODUCT' | 'SERVICE';
  /** Kronor. */
  retailPriceIncludingVat: number;
  /** Kronor. */
  costPriceExcludingVat: number;
  /** A fraction: 0.25 */
  vat: number;
  accumulative: boolean;
  askForQuantity: boolean;
  addTextWhenSold: boolean;
  /** Lagervara */
  stockItem: boolean;
  looseWeight: boolean;
  storageArea: string | null;
  supplierArticleNumber: string | null;
  supplierNumber: string | null;
  articleGroupId: number | null;
  accountNumber: number | null;
  orderQuantity: number | null;
  /** The box »Webshop«. */
  webshop: boolean;
  webshopArticleId: string | null;
  erp: boolean;
  erpArticleId: string | null;
  specialOfferStartDate: string | null;
  specialOfferStopDate: string | null;
  specialOfferDiscount: number | null;
  notInUse: boolean;
}

const defaults: Omit<ArticleFields, 'articleNumber' | 'description'> = {
  barcode: null,
  barcode2: null,
  articleType: 'PRODUCT',
  retailPriceIncludingVat: 0,
  costPriceExcludingVat: 0,
  vat: 0.25,
  accumulative: false,
  askForQuantity: false,
  addTextWhenSold: false,
  stockItem: false,
  looseWeight: false,
  storageArea: null,
  supplierArticleNumber: null,
  supplierNumber: null,
  articleGroupId: null,
  accountNumber: null,
  orderQuantity: null,
  webshop: false,
  webshopArticleId: null,
  erp: false,
  erpArticleId: null,
  specialOfferStartDate: null,
  specialOfferStopDate: null,
  specialOfferDiscount: null,
  notInUse: false,
};
type DefaultedField = keyof typeof defaults;
const defaultedFields = Object.keys(defaults) as DefaultedField[];

/** The columns a listing can be sorted by. */
export const sortableFields: ReadonlySet<string> = new Set([
  'id',
  'articleNumber',
  'description',
  ...defaultedFields,
]);

/** Fills the fields left out. */
export function completeFields(
  given: Partial<ArticleFields> & Pick<ArticleFields, 'articleNumber' | 'description'>,
): ArticleFields {
  const fields: ArticleFields = {
    articleNumber: given.articleNumber,
    description: given.description,
    ...defaults,
  };
  const writable = fields as unknown as Record<string, unknown>;
  for (const name of defaultedFields) {
    const value = given[name];
    if (value !== undefined) writable[name] = value;
  }
  return fields;
}

/**
 * Reads the body of POST and PUT. The object is taken whole: a field left out falls back to its default, so a caller
 * that sends only `webshop` loses the rest (the harsher reading of what was observed). Unknown and computed fields
 * (`stockEntries`, `averageCostPriceExcludingVat`, …) are ignored. A text result is the complaint for a 400.
 */
export function readFields(body: unknown): ArticleFields | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return 'The article must be an object';
  const given = body as Record<string, unknown>;
  for (const name of ['articleNumber', 'description']) {
    const value = given[name];
    if (typeof value !== 'string' || value.trim() === '') return `${name} must be a text that is not empty`;
  }
  for (const name of defaultedFields) {
    const complaint = complain(name, given[name]);
    if (complaint !== undefined) return complaint;
  }
  return completeFields(
    given as Partial<ArticleFields> & Pick<ArticleFields, 'articleNumber' | 'description'>,
  );
}

const numberOrNull: ReadonlySet<DefaultedField> = new Set<DefaultedField>([
  'articleGroupId',
  'accountNumber',
  'orderQuantity',
  'specialOfferDiscount',
]);

function complain(name: DefaultedField, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (name === 'articleType') {
    return value === 'PRODUCT' || value === 'SERVICE' ? undefined : 'articleType must be PRODUCT or SERVICE';
  }
  const usual = defaults[name];
  if (usual !== null) {
    const kind = typeof usual;
    return typeof value === kind && !Number.isNaN(value) ? undefined : `${name} must be a ${kind}`;
  }
  const kind = numberOrNull.has(name) ? 'number' : 'string';
  return value === null || typeof value === kind ? undefined : `${name} must be a ${kind} or null`;
}
