import { fromThousandths } from '../../shared/words/quantity.ts';
import type { PracticeClock } from '../clock.ts';
import { dated } from '../dated.ts';
import { createFaults, type Faults, type Handler } from '../faults.ts';
import { answerApi, digitsOf, exchangeName } from './api.ts';
import { type ArticleFields, completeFields } from './article.ts';
import { createRateLimit, createSessions } from './gate.ts';
import { createListing } from './listing.ts';
import { createSalesBook } from './sales.ts';
import { type EasyCashierSettings, settingsFrom } from './settings.ts';
import { type Article, createShelf, type Damage, type PracticeStore, type Shelf } from './shelf.ts';
import { articleOf, createStaff, type Staff } from './staff.ts';
import { movementsOf, type StockMovement } from './stock.ts';

export interface PracticeEasyCashierOptions extends Partial<EasyCashierSettings> {
  readonly clock: PracticeClock;
  /** Organisationsnummer, with or without the dash. */
  readonly company: string;
  readonly username: string;
  readonly password: string;
  readonly stores: readonly PracticeStore[];
  /** Default 3600. */
  readonly tokenLifetimeSeconds?: number;
  /** Default 300. */
  readonly requestsPerMinute?: number;
}

/** An article as it is entered. `stock`: opening balances by store number; a store left out has no row. */
interface NewArticle extends Partial<ArticleFields> {
  readonly articleNumber: string;
  readonly description: string;
  readonly stock?: Readonly<Record<string, number>>;
  readonly orderPoint?: number | null;
}

/** One article as the practice side sees it; `balances` by store number, in the article's unit. */
export interface PracticeArticle {
  readonly id: number;
  readonly fields: Readonly<ArticleFields>;
  readonly averageCostPriceExcludingVat: number;
  readonly balances: Readonly<Record<string, number>>;
}

interface EasyCashierStats {
  requests: number;
  rateLimited: number;
  /** By exchange: `GET /article`, `PUT /article/{id}`, `POST /v1/login`. */
  readonly byPath: Record<string, number>;
}

/**
 * A practice EasyCashier. Quantities are in the article's unit (pieces, kilos); they must be greater than 0 except for
 * `count`. The life methods throw on an article or store that does not exist: that is a mistake in the test.
 */
export interface PracticeEasyCashier extends Staff {
  readonly handle: Handler;
  readonly faults: Faults;
  /** May be changed while it runs. */
  readonly settings: EasyCashierSettings;
  readonly stats: EasyCashierStats;
  readonly stores: readonly PracticeStore[];
  addArticle(article: NewArticle): void;
  removeArticle(articleNumber: string): void;
  renameArticle(articleNumber: string, description: string): void;
  setWebshop(articleNumber: string, webshop: boolean): void;
  setNotInUse(articleNumber: string, notInUse: boolean): void;
  /** From now on the article's record cannot be read; null: it can again. */
  setDamage(articleNumber: string, damage: Damage | null): void;
  /** Undefined where the article or its row does not exist. */
  balance(articleNumber: string, storeNumber: string): number | undefined;
  /** Oldest first; the sum of the deltas is the balance. The opening balance is a count. */
  history(articleNumber: string, storeNumber: string): StockMovement[];
  article(articleNumber: string): PracticeArticle | undefined;
  articles(): IterableIterator<PracticeArticle>;
  /** The next full scan of `GET /article` (from page 1 to the next page 1) sees only the first `articles`. */
  truncateNextListing(articles: number): void;
  /** The next so many pages of `GET /article`, but the first, are answered with the page before. */
  repeatPages(times: number): void;
  /** From now on the account has this password; who is logged in stays so. */
  setPassword(password: string): void;
  /** Whether so many logins have been refused in a row that the account is locked. */
  isLocked(): boolean;
  /** Every token given out so far stops working. */
  expireTokens(): void;
}

export function createPracticeEasyCashier(options: PracticeEasyCashierOptions): PracticeEasyCashier {
  const { clock } = options;
  const settings = settingsFrom(options);
  const shelf = createShelf(options.stores);
  const sales = createSalesBook();
  const listing = createListing(shelf, settings);
  const sessions = createSessions(clock, options.tokenLifetimeSeconds ?? 3600);
  const faults = createFaults(clock);
  const stats: EasyCashierStats = { requests: 0, rateLimited: 0, byPath: {} };
  const parts = {
    clock,
    shelf,
    sales,
    listing,
    sessions,
    rateLimit: createRateLimit(clock, options.requestsPerMinute ?? 300),
    company: digitsOf(options.company),
    username: options.username,
    password: options.password,
    lock: { refusals: 0 },
    settings,
    onRefusedByRate: () => {
      stats.rateLimited += 1;
    },
  };

  const counted: Handler = (request) => {
    const name = exchangeName(request);
    stats.requests += 1;
    stats.byPath[name] = (stats.byPath[name] ?? 0) + 1;
    return answerApi(parts, request);
  };

  return {
    handle: dated(
      clock,
      settings,
      faults.wrap(counted, async (request) => exchangeName(request)),
    ),
    faults,
    settings,
    stats,
    stores: options.stores,
    ...createStaff(clock, shelf, sales),
    addArticle: ({ stock = {}, orderPoint = null, ...fields }) => {
      shelf.add(
        completeFields({ stockItem: fields.articleType !== 'SERVICE', ...fields }),
        stock,
        orderPoint,
        clock.now(),
      );
    },
    ...changesOf(shelf),
    balance: (articleNumber, storeNumber) => {
      const cell = shelf.byNumber(articleNumber)?.cells.get(storeNumber);
      return cell && fromThousandths(cell.thousandths);
    },
    history: (articleNumber, storeNumber) => {
      const cell = shelf.byNumber(articleNumber)?.cells.get(storeNumber);
      return cell ? movementsOf(cell) : [];
    },
    article: (articleNumber) => {
      const article = shelf.byNumber(articleNumber);
      return article && seen(article);
    },
    *articles() {
      for (const article of shelf.all()) yield seen(article);
    },
    truncateNextListing: listing.truncateNext,
    repeatPages: listing.repeatPages,
    setPassword: (password) => {
      parts.password = password;
    },
    isLocked: () => parts.lock.refusals >= settings.lockAfter,
    expireTokens: sessions.closeAll,
  };
}

/** What staff change about an article in its form. @throws Error on one that does not exist */
function changesOf(shelf: Shelf) {
  const change = (articleNumber: string, fields: Partial<ArticleFields>) =>
    shelf.change(articleOf(shelf, articleNumber), fields);
  return {
    removeArticle: (articleNumber: string) => shelf.remove(articleOf(shelf, articleNumber)),
    renameArticle: (articleNumber: string, description: string) => change(articleNumber, { description }),
    setWebshop: (articleNumber: string, webshop: boolean) => change(articleNumber, { webshop }),
    setNotInUse: (articleNumber: string, notInUse: boolean) => change(articleNumber, { notInUse }),
    setDamage: (articleNumber: string, damage: Damage | null) => {
      articleOf(shelf, articleNumber).damage = damage;
    },
  };
}

function seen(article: Article): PracticeArticle {
  const balances: Record<string, number> = {};
  for (const [storeNumber, cell] of article.cells) balances[storeNumber] = fromThousandths(cell.thousandths);
  return {
    id: article.id,
    fields: article.fields,
    averageCostPriceExcludingVat: article.averageCost,
    balances,
  };
}
