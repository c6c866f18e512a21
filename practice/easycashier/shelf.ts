import { fromThousandths, toThousandths } from '../../shared/words/quantity.ts';
import type { ArticleFields } from './article.ts';
import type { EasyCashierSettings } from './settings.ts';
import { averageCostAfter, moveStock, openCell, type StockCause, type StockCell } from './stock.ts';

/** One article with its rows of stock. */
export interface Article {
  readonly id: number;
  fields: ArticleFields;
  /** The fields as JSON without the opening brace, until they change. */
  fieldsText: string | undefined;
  /** Kronor excl. VAT, kept by EasyCashier itself. */
  averageCost: number;
  /** By store number. A store without a row is missing, which is not 0. */
  readonly cells: Map<string, StockCell>;
  /** What is wrong with its record, so that programs cannot read it; null: nothing. */
  damage: Damage | null;
}

/** `fails`: whatever would show the article fails with 500, the page of the list it is on included; `odd`: its stock is shown as something else. */
export type Damage = 'fails' | 'odd';

export interface PracticeStore {
  readonly storeNumber: string;
  readonly storeName: string;
}

/** All articles and stores of the company, and the views a listing pages through. */
export interface Shelf {
  readonly stores: ReadonlyMap<string, PracticeStore>;
  readonly size: number;
  all(): IterableIterator<Article>;
  byNumber(articleNumber: string): Article | undefined;
  byId(id: number): Article | undefined;
  /** Throws when the number is taken. Quantities in the article's unit. */
  add(
    fields: ArticleFields,
    rows: Readonly<Record<string, number>>,
    orderPoint: number | null,
    at: number,
  ): Article;
  change(article: Article, fields: Partial<ArticleFields>): void;
  remove(article: Article): void;
  /** All articles, ascending by a field, ties by id; kept until something in it changes. */
  sortedBy(column: string): readonly Article[];
  /** Adds `thousandths` to a cell, opening the row where there is none. */
  move(
    article: Article,
    storeNumber: string,
    at: number,
    thousandths: number,
    cause: StockCause,
    comment?: string,
  ): void;
  /** As `move`, for goods bought at `cost` kronor: they weigh into the average cost. */
  receive(article: Article, storeNumber: string, at: number, bought: Bought): void;
}

interface Bought {
  readonly thousandths: number;
  readonly cost: number;
  readonly cause: StockCause;
  readonly comment?: string | undefined;
}

export function createShelf(storeList: readonly PracticeStore[]): Shelf {
  const stores = new Map(storeList.map((store) => [store.storeNumber, store]));
  const numbers = new Map<string, Article>();
  const ids = new Map<number, Article>();
  const views = new Map<string, Article[]>();
  let nextId = 100_001;

  const move: Shelf['move'] = (article, storeNumber, at, thousandths, cause, comment) => {
    let cell = article.cells.get(storeNumber);
    if (!cell) {
      cell = openCell(at);
      article.cells.set(storeNumber, cell);
    }
    moveStock(cell, at, thousandths, cause, comment);
  };

  return {
    stores,
    get size() {
      return numbers.size;
    },
    all: () => numbers.values(),
    byNumber: (articleNumber) => numbers.get(articleNumber),
    byId: (id) => ids.get(id),
    add: (fields, rows, orderPoint, at) => {
      if (numbers.has(fields.articleNumber))
        throw new Error(`article ${fields.articleNumber} exists already`);
      const cells = new Map<string, StockCell>();
      for (const [storeNumber, quantity] of Object.entries(rows)) {
        if (!stores.has(storeNumber)) throw new Error(`no store ${storeNumber}`);
        cells.set(storeNumber, openCell(at, toThousandths(quantity), orderPoint));
      }
      const article = {
        id: nextId,
        fields,
        fieldsText: undefined,
        averageCost: fields.costPriceExcludingVat,
        cells,
        damage: null,
      };
      nextId += 1;
      numbers.set(fields.articleNumber, article);
      ids.set(article.id, article);
      views.clear();
      return article;
    },
    change: (article, fields) => {
      const before = article.fields;
      article.fields = { ...before, ...fields, articleNumber: before.articleNumber };
      article.fieldsText = undefined;
      for (const column of views.keys()) {
        if (fieldOf(article, column) !== before[column as keyof ArticleFields] && column !== 'id')
          views.delete(column);
      }
    },
    remove: (article) => {
      numbers.delete(article.fields.articleNumber);
      ids.delete(article.id);
      views.clear();
    },
    sortedBy: (column) => {
      let view = views.get(column);
      if (!view) {
        view = [...ids.values()];
        if (column !== 'id')
          view.sort((a, b) => compare(fieldOf(a, column), fieldOf(b, column)) || a.id - b.id);
        views.set(column, view);
      }
      return view;
    },
    move,
    receive: (article, storeNumber, at, { thousandths, cost, cause, comment }) => {
      let onHand = 0;
      for (const cell of article.cells.values()) onHand += cell.thousandths;
      article.averageCost = averageCostAfter(article.averageCost, onHand, thousandths, cost);
      move(article, storeNumber, at, thousandths, cause, comment);
    },
  };
}

type FieldValue = string | number | boolean | null;

function fieldOf(article: Article, column: string): FieldValue {
  return column === 'id' ? article.id : article.fields[column as keyof ArticleFields];
}

function compare(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

/** The article as the API sends it, as JSON. The text of the fields is kept: a full scan of 100,000 articles is cheap. */
export function articleText(
  article: Article,
  stores: Shelf['stores'],
  storeNumbers: EasyCashierSettings['storeNumbers'] = 'text',
): string {
  if (article.damage === 'odd')
    return `{"id":${article.id},"stockEntries":"–",${JSON.stringify(article.fields).slice(1)}`;
  article.fieldsText ??= JSON.stringify(article.fields).slice(1);
  const entries: string[] = [];
  for (const [storeNumber, { thousandths, orderPoint }] of article.cells) {
    const storeName = JSON.stringify(stores.get(storeNumber)?.storeName ?? '');
    const quantity = fromThousandths(thousandths);
    entries.push(
      `{"storeNumber":${storeNumbers === 'number' ? Number(storeNumber) : JSON.stringify(storeNumber)},"storeName":${storeName},"quantity":${quantity},"orderPoint":${orderPoint}}`,
    );
  }
  return (
    `{"id":${article.id},"averageCostPriceExcludingVat":${article.averageCost},"articleStorePrices":[],` +
    `"stockEntries":[${entries.join(',')}],${article.fieldsText}`
  );
}

/** The same as a row of a list that shows no stock (facts, A0.6). */
export function articleTextWithoutStock(article: Article): string {
  article.fieldsText ??= JSON.stringify(article.fields).slice(1);
  return `{"id":${article.id},"averageCostPriceExcludingVat":${article.averageCost},${article.fieldsText}`;
}
