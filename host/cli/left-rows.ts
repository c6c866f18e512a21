/** The rows of a run that were not written: read, shown, and told as a failure where something refused them. */
import type { RunSummary } from '../../shared/contract/sync.ts';
import { reasonText } from '../../shared/i18n/sentences.ts';
import { Shortfall } from '../failure.ts';
import type { Client } from '../load-engine.ts';
import type { Cli } from './cli.ts';
import { readPages } from './pages.ts';

export type RunRow = Awaited<ReturnType<Client['sync']['runShow']>>['rows'][number];

/** So many are shown to a person; a program gets all of them. */
const MOST_SHOWN = 100;
/** So many are named in the one line that says why it failed. */
const MOST_NAMED = 5;
/** The number moved before the row was written, and goes on by itself: neither failed nor refused. */
const moved: ReadonlySet<string | null> = new Set([
  'changedInShopify',
  'changedInEasyCashier',
  'alreadyEqual',
]);

/** What failed first, then what was left alone. */
export async function readLeftRows(client: Client, run: RunSummary): Promise<RunRow[]> {
  const left: RunRow[] = [];
  for (const state of ['failed', 'stale'] as const) {
    if ((run.counts[state] ?? 0) === 0) continue;
    const { items } = await readPages(Number.POSITIVE_INFINITY, async (after: string | undefined, limit) => {
      const page = await client.sync.runShow({
        runId: run.runId,
        state,
        limit,
        ...(after === undefined ? {} : { after }),
      });
      return { items: page.rows, next: page.next };
    });
    left.push(...items);
  }
  return left;
}

export function writeLeftRows({ formats, table, terminal, translator }: Cli, left: readonly RunRow[]): void {
  const { t } = translator;
  table(
    [
      { title: t('column.article') },
      { title: t('column.store') },
      { title: t('column.change') },
      { title: t('column.state') },
      { title: t('column.cause') },
    ],
    left
      .slice(0, MOST_SHOWN)
      .map((row) => [
        row.articleNumber,
        row.storeNumber,
        formats.change(row.before, row.after),
        t(`rowState.${row.state}`),
        row.reason === null ? '' : reasonText(translator, row.reason),
      ]),
  );
  if (left.length > MOST_SHOWN) terminal.line(t('cli.moreLeft', { more: left.length - MOST_SHOWN }));
}

/** @throws Shortfall where a row failed or was refused, after the answer */
export function requireNoneRefused(
  { translator: { t } }: Cli,
  run: RunSummary,
  left: readonly RunRow[],
): void {
  const refused = left.filter(({ state, reason }) => state === 'failed' || !moved.has(reason));
  if (refused.length === 0) return;
  const named = refused
    .slice(0, MOST_NAMED)
    .map(({ articleNumber, storeNumber }) =>
      t('cli.rowName', { article: articleNumber, store: storeNumber }),
    );
  const rows = [...named, ...(refused.length > MOST_NAMED ? ['…'] : [])].join(', ');
  throw new Shortfall(
    'rowsRefused',
    t('cli.rowsRefused', { count: refused.length, rows }),
    t('cli.rowsRefusedNext', { run: run.runId }),
  );
}
