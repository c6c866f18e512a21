/**
 * What is not known of the two sides until the real server has been asked, once: the contract, the ledger and the command line read this
 * table. An answer is a word of a closed list, a whole number or a list of names, so that no secret and nothing of a person fits into one.
 *
 * Left out is what cannot be asked reading only: whether a refused batch names all its bad rows, how long Shopify remembers a key, whether an
 * account is locked after refused logins. The engine works the safe way there for ever. What a stock call answers is heard from real bookings.
 */
import type { OurTime } from './time.ts';

export const capabilitySides = ['easycashier', 'shopify'] as const;
export type CapabilitySide = (typeof capabilitySides)[number];

/** What an answer counts. `points` are Shopify's, of the cost of a call. */
type CapabilityUnit = 'rows' | 'seconds' | 'points' | 'pointsPerSecond' | 'locations';

/** `safe` is what the engine takes for true while it is not known; null: it takes nothing for true. `doubt` is where the facts call it unknown. */
interface Common<Answer> {
  readonly side: CapabilitySide;
  readonly safe: Answer | null;
  readonly doubt: string;
}
interface WordRow extends Common<string> {
  readonly kind: 'word';
  readonly words: readonly [string, ...string[]];
}
interface NumberRow extends Common<number> {
  readonly kind: 'number';
  readonly unit: CapabilityUnit;
}
/** `form`: what the name may look like, or each of the list. */
interface NameRow extends Common<string> {
  readonly kind: 'name';
  readonly form: RegExp;
}
interface NamesRow extends Common<readonly string[]> {
  readonly kind: 'names';
  readonly form: RegExp;
}
export type CapabilityRow = WordRow | NumberRow | NameRow | NamesRow;

const easycashier = {
  /** How many articles a page of the list has when 500 are asked for. */
  articlePageSize: {
    side: 'easycashier',
    kind: 'number',
    unit: 'rows',
    safe: 50,
    doubt: 'easycashier.md A1',
  },
  /** Whether the rows of the list carry the stock; where not, each article is read by itself. */
  listStock: {
    side: 'easycashier',
    kind: 'word',
    words: ['shown', 'absent'],
    safe: 'absent',
    doubt: 'easycashier.md A0.6',
  },
  /** Whether an article can be read by its id, and whether it then shows its stock. */
  articleDetail: {
    side: 'easycashier',
    kind: 'word',
    words: ['withStock', 'withoutStock', 'absent'],
    safe: 'withoutStock',
    doubt: 'easycashier.md A0.6',
  },
  /** What the filter `?articleNumber=` does. Nothing relies on it. */
  articleNumberFilter: {
    side: 'easycashier',
    kind: 'word',
    words: ['heeded', 'ignored', 'refused'],
    safe: 'ignored',
    doubt: 'easycashier.md A0.4',
  },
  /** What the filter `?searchValue=` does. Trusted only where the answer itself shows that it was heeded. */
  searchFilter: {
    side: 'easycashier',
    kind: 'word',
    words: ['heeded', 'ignored', 'refused'],
    safe: 'ignored',
    doubt: 'easycashier.md A0.4',
  },
  /** Whether the sales report comes in pages, all at once, or is not where we know it. */
  salesReport: {
    side: 'easycashier',
    kind: 'word',
    words: ['paged', 'whole', 'absent'],
    safe: 'paged',
    doubt: 'easycashier.md A0.2',
  },
  /** How many rows a page of it has when 500 are asked for. */
  salesPageSize: {
    side: 'easycashier',
    kind: 'number',
    unit: 'rows',
    safe: 50,
    doubt: 'easycashier.md A0.2',
  },
  /** Whether it counts its pages and rows (`metaInformation`). */
  salesMeta: {
    side: 'easycashier',
    kind: 'word',
    words: ['present', 'absent'],
    safe: 'absent',
    doubt: 'easycashier.md A0.2',
  },
  /** Whether rows without an article or a store were among those that were read. */
  salesGaps: {
    side: 'easycashier',
    kind: 'word',
    words: ['seen', 'notSeen'],
    safe: 'seen',
    doubt: 'easycashier.md A0.3',
  },
  /** How the organisation number is written in an address that was answered: never the number itself. */
  companySpelling: {
    side: 'easycashier',
    kind: 'word',
    words: ['hyphen', 'bare', 'preferred', 'typed'],
    safe: 'hyphen',
    doubt: 'easycashier.md A0.1',
  },
  /** How an article's stock names a store. Compared as text either way. */
  storeNumbersInStock: {
    side: 'easycashier',
    kind: 'word',
    words: ['text', 'number', 'mixed'],
    safe: 'mixed',
    doubt: 'easycashier.md A1',
  },
  /** The same for the sales report. */
  storeNumbersInReport: {
    side: 'easycashier',
    kind: 'word',
    words: ['text', 'number', 'mixed'],
    safe: 'mixed',
    doubt: 'easycashier.md A1',
  },
  /** What a stock call that was carried out answers: heard from bookings, never asked. Any of them is taken for a yes. */
  stockAnswer: {
    side: 'easycashier',
    kind: 'word',
    words: ['json', 'plainText', 'nothing'],
    safe: null,
    doubt: 'easycashier.md A0.7',
  },
  /** In which of the shapes that were seen a refusal is worded. All are understood. */
  errorShape: {
    side: 'easycashier',
    kind: 'word',
    words: ['error', 'message', 'error_description', 'other'],
    safe: 'other',
    doubt: 'easycashier.md A0.5',
  },
  /** Which headers that tell of a limit were seen. `Retry-After` is heeded, the others are not. */
  rateHeaders: {
    side: 'easycashier',
    kind: 'names',
    form: /^(retry-after|x-ratelimit-(limit|remaining|reset)|ratelimit(-(policy|limit|remaining|reset))?)$/,
    safe: [],
    doubt: 'easycashier.md A1',
  },
  /** Whether answers tell the server's time; where not, ours stands in. */
  easycashierDate: {
    side: 'easycashier',
    kind: 'word',
    words: ['told', 'absent'],
    safe: 'absent',
    doubt: 'easycashier.md A1',
  },
  /** How far EasyCashier's clock is ahead of this computer's. */
  easycashierClockOffset: {
    side: 'easycashier',
    kind: 'number',
    unit: 'seconds',
    safe: null,
    doubt: 'easycashier.md A1',
  },
} as const satisfies Readonly<Record<string, CapabilityRow>>;

const shopify = {
  /** The scopes that the app has been granted. */
  scopes: {
    side: 'shopify',
    kind: 'names',
    form: /^(unauthenticated_|customer_)?(read|write)_[a-z0-9_]{1,60}$/,
    safe: [],
    doubt: 'shopify.md §1',
  },
  /** The version of the API that answered. */
  apiVersion: {
    side: 'shopify',
    kind: 'name',
    form: /^(\d{4}-\d{2}|unstable)$/,
    safe: null,
    doubt: 'shopify.md §2',
  },
  /** How many points the bucket holds, by the shop's plan. */
  pointsMaximum: { side: 'shopify', kind: 'number', unit: 'points', safe: 2_000, doubt: 'shopify.md §9.5' },
  /** How many points come back. */
  pointsRestored: {
    side: 'shopify',
    kind: 'number',
    unit: 'pointsPerSecond',
    safe: 100,
    doubt: 'shopify.md §9.5',
  },
  /** What a page of ten items with all numbers of one level asks for. */
  vectorCostRequested: {
    side: 'shopify',
    kind: 'number',
    unit: 'points',
    safe: 32,
    doubt: 'shopify.md, to try first 9',
  },
  /** What it then costs. */
  vectorCostActual: {
    side: 'shopify',
    kind: 'number',
    unit: 'points',
    safe: 32,
    doubt: 'shopify.md, to try first 9',
  },
  /** Whether open fulfillment orders are listed with the scopes there are. */
  openFulfillmentOrders: {
    side: 'shopify',
    kind: 'word',
    words: ['listed', 'refused'],
    safe: 'refused',
    doubt: 'shopify.md §7.1',
  },
  /** Whether the list shows one of an order older than 60 days now. */
  oldFulfillmentOrders: {
    side: 'shopify',
    kind: 'word',
    words: ['listed', 'notSeen'],
    safe: 'notSeen',
    doubt: 'shopify.md §7.1',
  },
  /** Whether the order of that one can be read; with `read_all_orders` it can. */
  oldOrders: {
    side: 'shopify',
    kind: 'word',
    words: ['readable', 'unreadable'],
    safe: 'unreadable',
    doubt: 'shopify.md §7.1',
  },
  /** How many locations are shown to us. */
  locationsVisible: {
    side: 'shopify',
    kind: 'number',
    unit: 'locations',
    safe: null,
    doubt: 'shopify.md §3.5',
  },
  /** How many of them are closed. */
  locationsClosed: {
    side: 'shopify',
    kind: 'number',
    unit: 'locations',
    safe: null,
    doubt: 'shopify.md §3.5',
  },
  /** Whether the product variant of an item can be read. Nothing relies on it. */
  variants: {
    side: 'shopify',
    kind: 'word',
    words: ['readable', 'refused'],
    safe: 'refused',
    doubt: 'easycashier.md §0.8',
  },
  /** Whether answers tell the server's time; where not, ours stands in. */
  shopifyDate: {
    side: 'shopify',
    kind: 'word',
    words: ['told', 'absent'],
    safe: 'absent',
    doubt: 'real-world.md',
  },
  /** How far Shopify's clock is ahead of this computer's. */
  shopifyClockOffset: {
    side: 'shopify',
    kind: 'number',
    unit: 'seconds',
    safe: null,
    doubt: 'real-world.md',
  },
} as const satisfies Readonly<Record<string, CapabilityRow>>;

const capabilityTable = { ...easycashier, ...shopify };

type Table = typeof capabilityTable;
export type CapabilityName = keyof Table;

type AnswerTo<Row extends CapabilityRow> = Row extends { kind: 'word'; words: readonly (infer Word)[] }
  ? Word
  : Row extends { kind: 'number' }
    ? number
    : Row extends { kind: 'name' }
      ? string
      : readonly string[];
export type CapabilityAnswer<Name extends CapabilityName> = AnswerTo<Table[Name]>;

/** A row without its literal values: any of the kinds. */
export const capabilityRow = (name: CapabilityName): CapabilityRow => capabilityTable[name];

/** In the order of the table. */
export const capabilityNames = Object.keys(capabilityTable) as CapabilityName[];

/** Why a question left us as wise as before: there was nothing there that could tell it, or no answer came that we understand. */
export const whyUntold = ['nothingToTell', 'noAnswer'] as const;

/** What is known of a capability, and when it was asked, by our clock. */
export type Finding<Answer> =
  | { readonly is: 'notAsked' }
  | { readonly is: 'unknown'; readonly why: (typeof whyUntold)[number]; readonly askedAt: OurTime }
  | { readonly is: 'known'; readonly value: Answer; readonly askedAt: OurTime };

export type Findings = { readonly [Name in CapabilityName]: Finding<CapabilityAnswer<Name>> };

/** What a gateway has found out; null: it was asked, and there was nothing that could tell it. */
export type Found = { -readonly [Name in CapabilityName]?: CapabilityAnswer<Name> | null };
