/** `runs` · `runs show` · `runs pause|resume|cancel`. */

import type { Command } from 'commander';
import type { RunSummary } from '../../../shared/contract/sync.ts';
import { reasonText } from '../../../shared/i18n/sentences.ts';
import { actorText } from '../../../shared/words/actor-text.ts';
import { ourTime } from '../../../shared/words/time.ts';
import type { Cli } from '../cli.ts';
import { runLines } from '../output/plan-text.ts';
import { readPages } from '../pages.ts';
import { countingNumber, rowLimit, type Shell } from './command.ts';

async function listRuns(cli: Cli, wanted: number | undefined): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(wanted, terminal.json, 20), async (after: string | undefined, limit) => {
      const page = await client.sync.runs({ limit, ...(after === undefined ? {} : { after }) });
      return { items: page.runs, next: page.next };
    }),
  );
  cli.answer({ runs: items, next }, () => {
    if (items.length === 0) return terminal.line(t('cli.runsEmpty'));
    const now = ourTime(Date.now());
    cli.table(
      [
        { title: t('column.run') },
        { title: t('column.kind') },
        { title: t('column.time') },
        { title: t('column.state') },
        { title: t('column.rows'), isNumber: true },
        { title: t('column.who') },
      ],
      items.map((run) => [
        run.runId,
        t(`runKind.${run.kind}`),
        formats.instant(run.startedAt, now),
        t(`runState.${run.state}`),
        `${formats.number(run.counts.done ?? 0)} / ${formats.number(run.total)}`,
        run.by === null ? '' : actorText(run.by),
      ]),
    );
  });
}

async function showRun(cli: Cli, runId: string, wanted: number | undefined): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  let summary: RunSummary | undefined;
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(wanted, terminal.json), async (after: string | undefined, limit) => {
      const page = await client.sync.runShow({ runId, limit, ...(after === undefined ? {} : { after }) });
      summary = page.run;
      return { items: page.rows, next: page.next };
    }),
  );
  cli.answer({ run: summary, rows: items, next }, () => {
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.store') },
        { title: t('column.change') },
        { title: t('column.state') },
        { title: t('column.cause') },
      ],
      items.map((row) => [
        row.articleNumber,
        row.storeNumber,
        formats.change(row.before, row.after),
        t(`rowState.${row.state}`),
        row.reason === null ? '' : reasonText(translator, row.reason),
      ]),
    );
    if (summary === undefined) return;
    if (next !== null) terminal.line(t('cli.more', { more: summary.total - items.length }));
    for (const line of runLines(translator, formats, summary)) terminal.line(line);
  });
}

export function addRunsCommands({ program, translator: { t }, open }: Shell): void {
  const runs = program
    .command('runs')
    .description(t('cli.command.runs'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async (options: { limit?: number }, command: Command) => listRuns(open(command), options.limit));
  runs
    .command('show <id>')
    .description(t('cli.command.runsShow'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async (id: string, _options: object, command: Command) => {
      // `runs` has a `--limit` too and takes it wherever it stands.
      const { limit } = command.optsWithGlobals<{ limit?: number }>();
      await showRun(open(command), id, limit);
    });
  const steer = (verb: 'pause' | 'resume' | 'cancel', description: string) =>
    runs
      .command(`${verb} <id>`)
      .description(description)
      .action(async (runId: string, _options: object, command: Command) => {
        const cli = open(command);
        const run = await cli.use((client) => client.sync[verb]({ runId }));
        cli.answer(run, () =>
          cli.terminal.line(
            t('cli.runNotDone', {
              run: run.runId,
              state: t(`runState.${run.state}`),
              done: run.counts.done ?? 0,
              total: run.total,
            }),
          ),
        );
      });
  steer('pause', t('cli.command.runsPause'));
  steer('resume', t('cli.command.runsResume'));
  steer('cancel', t('cli.command.runsCancel'));
}
