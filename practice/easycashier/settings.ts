/**
 * What is not known of the real BackOffice, as switches: each default is the harder of what may be true, unless its line says why
 * not. How sure each behaviour is: README.md beside this file.
 */
export interface EasyCashierSettings {
  /** The largest page of the list of articles; a larger wish is capped. */
  pageSizeMax: number;
  /** The largest page of the sales report; a larger wish is capped. `Infinity`: all of it, always. */
  salesPageSize: number;
  /** Whether the sales report says how many pages and rows there are. */
  salesMeta: boolean;
  /** Whether the sales report has rows of free text: one without an article, one without a store. */
  salesStrayRows: boolean;
  /** How long a sale is missing from the report. Default 0: nobody has told of a lag; a till that is offline is another thing. */
  salesLagMs: number;
  /** What the filter `?articleNumber=` does: nothing (page 1 of everything), what it says, or a refusal with 400. */
  articleNumberFilter: 'ignored' | 'heeded' | 'refused';
  /** The same for `?searchValue=`. Default `heeded`: it is the only one that has survived in public code. */
  searchFilter: 'ignored' | 'heeded' | 'refused';
  /** Whether the rows of the list carry the stock. Default true: without it every article costs a call of its own. */
  listStock: boolean;
  /** What `GET /article/{id}` shows: the article with its stock, without it, or nothing of the kind (404). */
  articleDetail: 'stock' | 'noStock' | 'absent';
  /** How an article's stock names a store: as text or as a number. The report names it as text. */
  storeNumbers: 'text' | 'number';
  /** The list shows only the first so many articles, and counts no more; null: all. For a spell of a cut or empty list. */
  listingLimit: number | null;
  /** How the company must be written in an address: with its hyphen, without, or anyhow. The preferred spelling is taken too. */
  companySpelling: 'hyphen' | 'bare' | 'any';
  /** What a login calls the company; null: as it must be written, with its hyphen where either does. */
  preferredCorporateIdentity: string | null;
  /** How a refusal is worded: `{error:{code,message}}`, `{message}` or `{error_description}`. */
  errorShape: 'error' | 'message' | 'error_description';
  /** What a stock call that was carried out answers. */
  stockAnswer: 'object' | 'empty' | 'nothing' | 'text' | 'article';
  /** How a wrong password is refused: with status 401, or with 200 and another type. */
  loginRefusal: 'status' | 'type';
  /** The account is locked after so many refused logins in a row. */
  lockAfter: number;
  /** Whether answers tell how many calls are left (`X-RateLimit-Limit` and its like). */
  rateHeaders: boolean;
  /** Whether answers tell the server's time. */
  tellsTime: boolean;
  /** Whether `GET /store` exists; it has not been observed. Default true. */
  storeEndpoint: boolean;
}

const usualSettings: Readonly<EasyCashierSettings> = {
  pageSizeMax: 50,
  salesPageSize: 50,
  salesMeta: false,
  salesStrayRows: true,
  salesLagMs: 0,
  articleNumberFilter: 'ignored',
  searchFilter: 'heeded',
  listStock: true,
  articleDetail: 'stock',
  storeNumbers: 'text',
  listingLimit: null,
  companySpelling: 'hyphen',
  preferredCorporateIdentity: null,
  errorShape: 'error',
  stockAnswer: 'object',
  loginRefusal: 'status',
  lockAfter: 10,
  rateHeaders: false,
  tellsTime: true,
  storeEndpoint: true,
};

/** The settings given, each else as usual. */
export function settingsFrom(given: Partial<EasyCashierSettings>): EasyCashierSettings {
  const settings = { ...usualSettings };
  for (const name of Object.keys(usualSettings) as (keyof EasyCashierSettings)[]) {
    if (given[name] !== undefined) Object.assign(settings, { [name]: given[name] });
  }
  return settings;
}
