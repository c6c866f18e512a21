/** The end of the demo: a table per store, what it cost, and the verdict. */
import type { Comparison, Disagreement } from '../../practice/comparison.ts';
import type { Practice } from '../../practice/shops.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import type { Formats } from '../output/formats.ts';
import { renderTable } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import type { StoreTally, Tally } from './tally.ts';
import type { Teller } from './teller.ts';

const SHOWN = 10;
const tallyColumns = ['sales', 'orders', 'cancellations', 'refunds', 'moves'] as const;

/** The demo as data. */
export interface DemoReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly articles: number;
  readonly cells: number;
  readonly equal: number;
  readonly stores: readonly (StoreTally & Comparison['stores'][number])[];
  readonly total: StoreTally;
  readonly effects: number;
  readonly bookedOnce: number;
  readonly faults: readonly string[];
  readonly sync: { readonly seconds: number; readonly done: number };
  readonly usage: {
    readonly easycashierCalls: number;
    readonly shopifyCalls: number;
    readonly shopifyPoints: number;
    readonly shopifyThrottled: number;
    readonly quantitiesWritten: number;
    readonly quantityCalls: number;
  };
  /** What the program itself says; the verdict does not rest on it. */
  readonly program: { readonly isQuiet: boolean; readonly differences: number };
  readonly disagreements: readonly Disagreement[];
}

interface Findings {
  readonly practice: Practice;
  readonly comparison: Comparison;
  readonly tally: Tally;
  readonly seconds: number;
  readonly sync: DemoReport['sync'];
  readonly program: DemoReport['program'];
}

export function makeReport({ practice, comparison, tally, ...rest }: Findings): DemoReport {
  const sum = (what: 'cells' | 'equal' | 'effects' | 'bookedOnce') =>
    comparison.stores.reduce((total, store) => total + store[what], 0);
  const { easycashier, shopify } = practice;
  return {
    ok: comparison.disagreements.length === 0 && sum('cells') > 0 && rest.program.isQuiet,
    seconds: Math.round(rest.seconds * 10) / 10,
    articles: comparison.articles,
    cells: sum('cells'),
    equal: sum('equal'),
    stores: comparison.stores.map((store) => ({
      ...store,
      ...(tally.stores.get(store.storeNumber) ?? {
        sales: 0,
        orders: 0,
        cancellations: 0,
        refunds: 0,
        moves: 0,
      }),
    })),
    total: tally.total,
    effects: sum('effects'),
    bookedOnce: sum('bookedOnce'),
    faults: tally.faults,
    sync: rest.sync,
    usage: {
      easycashierCalls: easycashier.stats.requests,
      shopifyCalls: shopify.stats.requests,
      shopifyPoints: Math.round(shopify.stats.pointsUsed),
      shopifyThrottled: shopify.stats.throttled,
      quantitiesWritten: shopify.stats.quantitiesWritten,
      quantityCalls: shopify.stats.byOperation.get('SetQuantities') ?? 0,
    },
    program: rest.program,
    disagreements: comparison.disagreements,
  };
}

interface Closing {
  readonly terminal: Terminal;
  readonly translator: Translator;
  readonly formats: Formats;
  readonly teller: Teller;
}

export function writeClosing({ terminal, translator, formats, teller }: Closing, report: DemoReport): void {
  const { t } = translator;
  const row = (
    name: string,
    store: StoreTally & { cells: number; equal: number; effects: number; bookedOnce: number },
  ) => [
    name,
    formats.number(store.cells),
    formats.number(store.equal),
    ...tallyColumns.map((column) => formats.number(store[column])),
    t('demo.ofTotal', { part: store.bookedOnce, whole: store.effects }),
  ];
  const numbers = ['cells', 'equal', ...tallyColumns, 'booked'] as const;
  const { cells, equal, effects, bookedOnce } = report;
  terminal.line();
  terminal.line(
    renderTable(
      [
        { title: t('column.store') },
        ...numbers.map((name) => ({ title: t(`demo.column.${name}`), isNumber: true })),
      ],
      [
        ...report.stores.map((store) => row(store.storeName, store)),
        row(t('demo.total'), { ...report.total, cells, equal, effects, bookedOnce }),
      ],
      terminal.hasColour,
    ),
  );
  terminal.line();
  const { usage } = report;
  const quantities = { quantities: usage.quantitiesWritten, writes: usage.quantityCalls };
  terminal.line(t('demo.written', quantities));
  terminal.line(
    t('demo.calls', {
      shopify: usage.shopifyCalls,
      points: usage.shopifyPoints,
      throttled: usage.shopifyThrottled,
      easycashier: usage.easycashierCalls,
    }),
  );
  terminal.line(t('demo.faultsMet', { faults: report.faults.length }));
  for (const { kind, articleNumber, storeNumber, expected, found, reference } of report.disagreements.slice(
    0,
    SHOWN,
  )) {
    const args = { article: articleNumber, store: storeNumber, expected, found, reference: reference ?? '' };
    teller.tell('trouble', `demo.disagreement.${kind}`, args);
  }
  terminal.line();
  if (report.ok) teller.tell('done', 'demo.verdictEqual', { seconds: report.seconds });
  else {
    const disagreements = Math.max(1, report.disagreements.length);
    teller.tell('trouble', 'demo.verdictDiffers', { disagreements, seconds: report.seconds });
  }
}
