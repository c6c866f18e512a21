/** The end of the demo: what each store saw, what became of the webhooks, what it cost, and the verdict. */

import type { Formats } from '../host/cli/output/formats.ts';
import { paintedTable } from '../host/cli/output/table.ts';
import type { Terminal } from '../host/cli/output/terminal.ts';
import { wrapped } from '../host/cli/output/wrap.ts';
import type { TranslationKey, Translator } from '../shared/i18n/translate.ts';
import type { DemoReport } from './report.ts';
import type { StoreTally } from './tally.ts';
import type { Teller } from './teller.ts';

const SHOWN = 10;
const tallyRows = ['sales', 'orders', 'cancellations', 'refunds', 'moves', 'returns', 'drafts'] as const;
const webhookRows = [
  'sent',
  'received',
  'pulled',
  'lost',
  'doubled',
  'reordered',
  'relayRestarts',
  'timed',
  'medianSeconds',
  'slowestSeconds',
] as const;

interface Closing {
  readonly terminal: Terminal;
  readonly translator: Translator;
  readonly formats: Formats;
  readonly teller: Teller;
}

export function writeClosing(closing: Closing, report: DemoReport): void {
  const { terminal, teller } = closing;
  writeStores(closing, report);
  writeWebhooks(closing, report);
  writeCost(closing, report);
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

type Column = StoreTally & { cells: number; equal: number; effects: number; bookedOnce: number };

/** A column per store, because two stores are common and ten rows fit where ten columns do not. */
function writeStores({ terminal, translator: { t }, formats }: Closing, report: DemoReport): void {
  const { cells, equal, effects, bookedOnce, stores, total } = report;
  const columns: Column[] = [...stores, { ...total, cells, equal, effects, bookedOnce }];
  const row = (title: TranslationKey, value: (column: Column) => string) => [t(title), ...columns.map(value)];
  terminal.line();
  terminal.block(
    ...paintedTable(
      ['', ...stores.map(({ storeName }) => storeName), t('demo.total')].map((title, index) => ({
        title,
        isNumber: index > 0,
      })),
      [
        ...(['cells', 'equal', ...tallyRows] as const).map((name) =>
          row(`demo.column.${name}`, (column) => formats.number(column[name])),
        ),
        row('demo.column.booked', (column) =>
          t('demo.ofTotal', { part: column.bookedOnce, whole: column.effects }),
        ),
      ],
    ),
  );
}

function writeWebhooks({ terminal, translator: { t }, formats }: Closing, { webhooks }: DemoReport): void {
  const value = (name: (typeof webhookRows)[number]) => {
    if (name === 'timed') return t('demo.seconds', { seconds: webhooks.timed.medianSeconds });
    if (name === 'medianSeconds' || name === 'slowestSeconds')
      return t('demo.seconds', { seconds: webhooks[name] ?? '–' });
    return formats.number(webhooks[name]);
  };
  terminal.line();
  terminal.block(
    ...paintedTable(
      [{ title: t('demo.webhook.title') }, { title: '', isNumber: true }],
      webhookRows.map((name) => [t(`demo.webhook.${name}`), value(name)]),
    ),
  );
}

function writeCost({ terminal, translator: { t } }: Closing, report: DemoReport): void {
  const { usage, faults, answers, premature } = report;
  const { shopifyCalls, shopifyPoints, shopifyThrottled, easycashierCalls } = usage;
  const calls = {
    shopify: shopifyCalls,
    points: shopifyPoints,
    throttled: shopifyThrottled,
    easycashier: easycashierCalls,
  };
  terminal.line();
  for (const sentence of [
    t('demo.written', { quantities: usage.quantitiesWritten, writes: usage.quantityCalls }),
    t('demo.calls', calls),
    t('demo.faultsMet', { faults: faults.length }),
    t('demo.answered', { returns: answers.putBack, orders: answers.booked + answers.notBooked }),
    ...(premature.offered > 0 ? [t('demo.offeredReserved', { times: premature.offered })] : []),
    ...(premature.written > 0 ? [t('demo.writtenUnasked', { changes: premature.written })] : []),
  ]) {
    terminal.block(wrapped(sentence, terminal.width));
  }
}
