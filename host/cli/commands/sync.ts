/** `plan` · `plan show` · `apply` · `sync` · `undo` · `drift`. */
import { type Command, Option } from 'commander';
import { gapCauses, type PlanSummary, planGroups, type RunSummary } from '../../../shared/contract/sync.ts';
import { reasonText } from '../../../shared/i18n/sentences.ts';
import { asRefusal, Shortfall } from '../../failure.ts';
import type { Client } from '../../load-engine.ts';
import { ask } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { readLeftRows, requireNoneRefused, writeLeftRows } from '../left-rows.ts';
import { planLines, runLines } from '../output/plan-text.ts';
import { withProgress } from '../output/progress.ts';
import { readPages } from '../pages.ts';
import { countingNumber, rowLimit, type Shell, wholeNumber } from './command.ts';

type PlanGroup = (typeof planGroups)[number];

function write(cli: Cli, lines: readonly string[]): void {
  for (const line of lines) cli.terminal.line(line);
}

function watched<T>(cli: Cli, client: Client, work: () => Promise<T>): Promise<T> {
  return withProgress(client, cli.terminal, cli.translator, cli.formats, work);
}

/** A run that did not reach its end is told as a failure, after its answer. */
function requireDone({ translator: { t } }: Cli, run: RunSummary): void {
  if (run.state === 'done') return;
  const args = { run: run.runId, state: t(`runState.${run.state}`), done: run.counts.done ?? 0 };
  throw new Shortfall(
    'runNotDone',
    t('cli.runNotDone', { ...args, total: run.total }),
    t('cli.next.unknownRun'),
  );
}

/** The answer to what writes: the run, and each row that it left, with its reason. */
async function answerRun<Run extends RunSummary>(
  cli: Cli,
  work: (client: Client) => Promise<Run>,
): Promise<void> {
  const { run, left } = await cli.use(async (client) => {
    const done = await work(client);
    return { run: done, left: await readLeftRows(client, done) };
  });
  cli.answer({ ...run, left }, () => {
    writeLeftRows(cli, left);
    write(cli, runLines(cli.translator, cli.formats, run));
  });
  requireDone(cli, run);
  requireNoneRefused(cli, run, left);
}

async function plan(cli: Cli): Promise<void> {
  const summary = await cli.use((client) => watched(cli, client, () => client.sync.plan()));
  cli.answer(summary, () => write(cli, planLines(cli.translator, cli.formats, summary)));
}

interface ShowOptions {
  readonly group?: PlanGroup;
  readonly search?: string;
  readonly limit?: number;
}

async function showPlan(
  cli: Cli,
  planId: string,
  { group, search, limit: wanted }: ShowOptions,
): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  let summary: PlanSummary | undefined;
  const filter = { planId, ...(group ? { groups: [group] } : {}), ...(search ? { search } : {}) };
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(wanted, terminal.json), async (after: string | undefined, limit) => {
      const page = await client.sync.planShow({
        ...filter,
        limit,
        ...(after === undefined ? {} : { after }),
      });
      summary = page.plan;
      return { items: page.rows, next: page.next };
    }),
  );
  cli.answer({ plan: summary, rows: items, next }, () => {
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.name') },
        { title: t('column.store') },
        { title: t('column.easycashier'), isNumber: true },
        { title: t('column.change') },
        { title: t('column.group') },
        { title: t('column.cause') },
      ],
      items.map((row) => [
        row.articleNumber,
        row.name,
        row.storeNumber,
        formats.number(row.easycashier),
        formats.change(row.before, row.after),
        t(`planGroup.${row.group}`),
        row.reason === null ? '' : reasonText(translator, row.reason),
      ]),
    );
    if (next !== null) terminal.line(t('cli.more', { more: '…' }));
    if (summary !== undefined) write(cli, planLines(translator, formats, summary));
  });
}

/** Applies; where the guard asks for the row count and a person is there, asks for it once. */
async function applyPlan(
  cli: Cli,
  client: Client,
  planId: string,
  confirmRows: number | undefined,
): Promise<RunSummary> {
  const apply = (confirmed: number | undefined) =>
    watched(cli, client, () =>
      client.sync.apply({ planId, ...(confirmed === undefined ? {} : { confirmRows: confirmed }) }),
    );
  try {
    return await apply(confirmRows);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal?.code !== 'guardConfirm' || confirmRows !== undefined || !cli.terminal.canAsk) throw error;
    const rows = refusal.args.rows ?? '';
    const { t } = cli.translator;
    const typed = await ask(t('cli.ask.guard', { rows: String(rows) }));
    if (typed !== String(rows)) throw error;
    return apply(Number(rows));
  }
}

function apply(cli: Cli, planId: string, confirmRows: number | undefined): Promise<void> {
  return answerRun(cli, (client) => applyPlan(cli, client, planId, confirmRows));
}

function sync(cli: Cli, confirmRows: number | undefined): Promise<void> {
  return answerRun(cli, async (client) => {
    const summary = await watched(cli, client, () => client.sync.plan());
    const [counted = ''] = planLines(cli.translator, cli.formats, { ...summary, guard: null });
    cli.terminal.line(counted);
    const applied = await applyPlan(cli, client, summary.planId, confirmRows);
    return { ...applied, plan: summary };
  });
}

function undo(cli: Cli, runId: string): Promise<void> {
  return answerRun(cli, (client) => watched(cli, client, () => client.sync.undo({ runId })));
}

async function drift(cli: Cli): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const report = await cli.use((client) => watched(cli, client, () => client.sync.drift()));
  cli.answer(report, () => {
    const { cells, equal, differences, byDesign } = report;
    const gaps = gapCauses.filter((cause) => byDesign[cause] > 0);
    const tellGaps = () => {
      for (const cause of gaps) terminal.line(t(`gap.${cause}`, { count: byDesign[cause] }));
    };
    if (differences.length === 0) {
      terminal.line(t('cli.driftEqual', { cells }));
      return tellGaps();
    }
    terminal.line(t('cli.driftDiffers', { equal, cells, differences: differences.length }));
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.store') },
        { title: t('column.easycashier'), isNumber: true },
        { title: t('column.shopify'), isNumber: true },
        { title: t('column.target'), isNumber: true },
        { title: t('column.cause') },
      ],
      differences.map((row) => [
        row.articleNumber,
        row.storeNumber,
        formats.number(row.easycashier),
        formats.number(row.shopify),
        formats.number(row.target),
        t(`difference.${row.cause}`),
      ]),
    );
    tellGaps();
  });
}

export function addSyncCommands({ program, translator: { t }, open }: Shell): void {
  const confirm = () =>
    new Option('--confirm <rows>', t('cli.option.confirm')).argParser<number>(wholeNumber);
  const planCommand = program
    .command('plan')
    .description(t('cli.command.plan'))
    .action(async (_options: object, command: Command) => plan(open(command)));
  planCommand
    .command('show <id>')
    .description(t('cli.command.planShow'))
    .addOption(new Option('--group <group>', t('cli.option.group')).choices(planGroups))
    .option('--search <text>', t('cli.option.search'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async (id: string, options: ShowOptions, command: Command) =>
      showPlan(open(command), id, options),
    );
  program
    .command('apply <id>')
    .description(t('cli.command.apply'))
    .addOption(confirm())
    .action(async (id: string, options: { confirm?: number }, command: Command) =>
      apply(open(command), id, options.confirm),
    );
  program
    .command('sync')
    .description(t('cli.command.sync'))
    .addOption(confirm())
    .action(async (options: { confirm?: number }, command: Command) => sync(open(command), options.confirm));
  program
    .command('undo <run>')
    .description(t('cli.command.undo'))
    .action(async (run: string, _options: object, command: Command) => undo(open(command), run));
  program
    .command('drift')
    .description(t('cli.command.drift'))
    .action(async (_options: object, command: Command) => drift(open(command)));
}
