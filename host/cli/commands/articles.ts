/** `articles` · `match` · `webshop on|off|changes|undo` · `track` · `story` · `send`. */

import { type Command, Option } from 'commander';
import { explainMiss, explainRefusal, failedText, reasonText } from '../../../shared/i18n/sentences.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { asRefusal, Shortfall, UsageError } from '../../failure.ts';
import type { Client } from '../../load-engine.ts';
import { ask } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { readArticleNumbers } from '../csv.ts';
import { readPages } from '../pages.ts';
import { addBoxChangeCommands } from './box-changes.ts';
import { countingNumber, rowLimit, type Shell, wholeNumber } from './command.ts';

interface ListOptions {
  readonly webshop?: boolean;
  readonly unmatched?: boolean;
  readonly search?: string;
  readonly limit?: number;
}

async function listArticles(cli: Cli, options: ListOptions): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const { limit: wanted, ...filter } = options;
  let total = 0;
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(wanted, terminal.json), async (after: string | undefined, limit) => {
      const page = await client.articles.list({
        ...filter,
        limit,
        ...(after === undefined ? {} : { after }),
      });
      total = page.total;
      return { items: page.articles, next: page.next };
    }),
  );
  cli.answer({ articles: items, next, total }, () => {
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.name') },
        { title: t('column.webshop') },
        { title: t('column.store') },
        { title: t('column.easycashier'), isNumber: true },
        { title: t('column.shopify'), isNumber: true },
        { title: t('column.state') },
      ],
      items.flatMap((article) => {
        const lead = [article.articleNumber, article.name, t(article.isWebshop ? 'cli.yes' : 'cli.no')];
        const miss = article.miss === null ? null : explainMiss(translator, article.miss).what;
        if (article.cells.length === 0) return [[...lead, '', '', '', miss ?? '']];
        return article.cells.map((cell, index) => [
          ...(index === 0 ? lead : ['', '', '']),
          cell.storeNumber,
          formats.number(cell.easycashier),
          formats.number(cell.shopify),
          miss ?? t(`cellState.${cell.state}`),
        ]);
      }),
    );
    terminal.line(t('cli.articlesTotal', { total }));
    if (next !== null) terminal.line(t('cli.more', { more: total - items.length }));
  });
}

async function match(cli: Cli): Promise<void> {
  const { terminal, translator } = cli;
  const { t } = translator;
  const report = await cli.use((client) => client.articles.match());
  cli.answer(report, () => {
    const { matched, webshopArticles, shopifyOnly } = report;
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.name') },
        { title: t('column.near') },
        { title: t('column.suggestion') },
        { title: t('column.cause') },
        { title: t('column.cure') },
      ],
      report.missed.map((row) => {
        const { what, cure } = explainMiss(translator, row.cause);
        return [row.articleNumber, row.name, row.shopifySku ?? '', row.suggestedSku ?? '', what, cure];
      }),
    );
    terminal.line(t('cli.matchSummary', { matched, articles: webshopArticles, shopifyOnly }));
    const untracked = report.missed.filter((row) => row.cause === 'untracked').length;
    if (untracked > 0) terminal.line(t('cli.matchUntracked', { count: untracked }));
    if (report.notStocked.length > 0) {
      terminal.line(t('cli.matchNotStocked', { count: report.notStocked.length }));
    }
    if (report.withoutSku > 0) terminal.line(t('cli.matchWithoutSku', { count: report.withoutSku }));
  });
}

interface WebshopOptions {
  readonly all?: boolean;
  readonly file?: string;
  /** How many boxes change. */
  readonly confirm?: number;
}

/** What was named, on the line and in a file, each once; or all. @throws UsageError for neither and for both */
async function chosenArticles(
  numbers: readonly string[],
  options: WebshopOptions,
): Promise<{ articleNumbers: string[] } | { all: true }> {
  const listed = [...numbers, ...(options.file === undefined ? [] : await readArticleNumbers(options.file))];
  const isNamed = listed.length > 0;
  if (isNamed === (options.all === true)) throw new UsageError('cli.usage.noArticleNumbers');
  return isNamed ? { articleNumbers: [...new Set(listed)] } : { all: true };
}

type BoxChange = Parameters<Client['articles']['setWebshop']>[0];

/** Changes the boxes; where their number must be said and a person is there, asks for it once. */
async function changeBoxes(cli: Cli, client: Client, change: BoxChange, confirm: number | undefined) {
  const set = (boxes: number | undefined) =>
    client.articles.setWebshop({ ...change, ...(boxes === undefined ? {} : { confirmBoxes: boxes }) });
  try {
    return await set(confirm);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal?.code !== 'boxesConfirm' || confirm !== undefined || !cli.terminal.canAsk) throw error;
    cli.terminal.line(explainRefusal(cli.translator, refusal.code, refusal.args).what);
    const rows = String(refusal.args.rows ?? '');
    if ((await ask(cli.translator.t('cli.ask.guard', { rows }))) !== rows) throw error;
    return set(Number(rows));
  }
}

async function setWebshop(
  cli: Cli,
  on: boolean,
  numbers: readonly string[],
  options: WebshopOptions,
): Promise<void> {
  const { terminal, translator } = cli;
  const { t } = translator;
  const chosen = await chosenArticles(numbers, options);
  const result = await cli.use((client) => changeBoxes(cli, client, { on, ...chosen }, options.confirm));
  cli.answer(result, () => {
    const { changed, unchanged } = result;
    for (const failed of result.failed) {
      const { articleNumber } = failed;
      terminal.line(t('cli.webshopFailed', { articleNumber, reason: failedText(translator, failed) }));
    }
    terminal.line(t('cli.webshopDone', { state: t(on ? 'cli.on' : 'cli.off'), changed, unchanged }));
    if (result.changeId !== null) terminal.line(t('cli.webshopUndoHint', { change: result.changeId }));
  });
  if (result.failed.length === 0) return;
  throw new Shortfall('webshopPartly', t('cli.webshopSomeFailed', { failed: result.failed.length }), '');
}

async function track(cli: Cli, numbers: readonly string[], options: WebshopOptions): Promise<void> {
  const { terminal, translator } = cli;
  const { t } = translator;
  const chosen = await chosenArticles(numbers, options);
  const result = await cli.use((client) => client.articles.setTracked(chosen));
  cli.answer(result, () => {
    const { changed, unchanged } = result;
    for (const failed of result.failed) {
      const { articleNumber } = failed;
      terminal.line(t('cli.trackFailed', { articleNumber, reason: failedText(translator, failed) }));
    }
    terminal.line(t('cli.trackDone', { changed, unchanged }));
  });
  if (result.failed.length === 0) return;
  throw new Shortfall('trackPartly', t('cli.trackSomeFailed', { failed: result.failed.length }), '');
}

async function story(cli: Cli, articleNumber: string, limit: number | undefined): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const told = await cli.use((client) =>
    client.articles.story({ articleNumber, ...(limit === undefined ? {} : { limit }) }),
  );
  cli.answer(told, () => {
    const { article, lines } = told;
    const now = ourTime(Date.now());
    terminal.line(`${article.articleNumber} ${article.name}`);
    for (const cell of article.cells) {
      const sides = `EasyCashier ${formats.number(cell.easycashier)} · Shopify ${formats.number(cell.shopify)}`;
      const held = cell.held === 0 ? '' : ` · ${t('cli.held', { units: cell.held })}`;
      const setAside = cell.setAside === 0 ? '' : ` · ${t('setAside', { units: cell.setAside })}`;
      const state = t(`cellState.${cell.state}`);
      terminal.line(`${t('column.store')} ${cell.storeNumber}: ${sides} · ${state}${held}${setAside}`);
    }
    cli.table(
      [
        { title: t('column.time') },
        { title: t('column.event') },
        { title: t('column.store') },
        { title: t('column.change') },
        { title: t('column.cause') },
      ],
      lines.map((line) => [
        formats.clock(line.at, now),
        translator.find(`logEvent.${line.event}`) ?? line.event,
        line.storeNumber ?? '',
        formats.change(line.before, line.after),
        [translator.find(`logCause.${line.cause}`) ?? line.cause, line.reference ?? ''].join(' ').trim(),
      ]),
    );
  });
}

async function send(cli: Cli, articleNumber: string): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const answer = await cli.use((client) => client.articles.sendNow({ articleNumber }));
  cli.answer(answer, () => {
    for (const { storeNumber, before, after, outcome, reason } of answer.stores) {
      const words = t(`cli.sent.${outcome}`, {
        store: storeNumber,
        change: formats.change(before, after),
        after: formats.number(after),
      });
      terminal.line(reason === null ? words : `${words} ${reasonText(translator, reason)}`);
    }
  });
}

export function addArticlesCommands({ program, translator: { t }, open }: Shell): void {
  program
    .command('articles')
    .description(t('cli.command.articles'))
    .option('--webshop', t('cli.option.webshop'))
    .option('--unmatched', t('cli.option.unmatched'))
    .option('--search <text>', t('cli.option.search'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async (options: ListOptions, command: Command) =>
      listArticles(open(command), localOptions(options)),
    );
  program
    .command('match')
    .description(t('cli.command.match'))
    .action(async (_options: object, command: Command) => match(open(command)));
  const webshop = program.command('webshop').description(t('cli.command.webshop'));
  for (const state of ['on', 'off'] as const) {
    webshop
      .command(`${state} [numbers...]`)
      .description(`${t('cli.command.webshop')} (${t(`cli.${state}`)})`)
      .option('--all', t('cli.option.all'))
      .option('--file <path>', t('cli.option.file'))
      .addOption(new Option('--confirm <boxes>', t('cli.option.confirmBoxes')).argParser<number>(wholeNumber))
      .action(async (numbers: string[], options: WebshopOptions, command: Command) =>
        setWebshop(open(command), state === 'on', numbers, options),
      );
  }
  addBoxChangeCommands(webshop, { t, open });
  program
    .command('track [numbers...]')
    .description(t('cli.command.track'))
    .option('--all', t('cli.option.all'))
    .option('--file <path>', t('cli.option.file'))
    .action(async (numbers: string[], options: WebshopOptions, command: Command) =>
      track(open(command), numbers, options),
    );
  program
    .command('send <number>')
    .description(t('cli.command.send'))
    .action(async (number: string, _options: object, command: Command) => send(open(command), number));
  program
    .command('story <number>')
    .description(t('cli.command.story'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async (number: string, options: { limit?: number }, command: Command) =>
      story(open(command), number, options.limit),
    );
}

/** Only what the list understands; commander may have put shared options beside it. */
function localOptions({ webshop, unmatched, search, limit }: ListOptions): ListOptions {
  return {
    ...(webshop ? { webshop } : {}),
    ...(unmatched ? { unmatched } : {}),
    ...(search === undefined ? {} : { search }),
    ...(limit === undefined ? {} : { limit }),
  };
}
