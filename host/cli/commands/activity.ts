/** `status` · `week` · `pause` · `resume` · `log` · `report`. */
import type { Command } from 'commander';
import { weekFigures } from '../../../shared/contract/activity.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { supportReport } from '../../system/support-report.ts';
import type { Cli } from '../cli.ts';
import { followLog, readLog } from '../log-reading.ts';
import { logText } from '../output/log-text.ts';
import { statusLines } from '../output/status-text.ts';
import { countingNumber, type Shell } from './command.ts';

async function status(cli: Cli): Promise<void> {
  const found = await cli.use((client) => client.activity.status());
  cli.answer(found, () => {
    for (const line of statusLines(cli.translator, cli.formats, found, ourTime(Date.now())))
      cli.terminal.line(line);
  });
}

/** The week at a glance: the figures of the window's picture. */
async function week(cli: Cli): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const [{ days }, { oldestWaitingAt }] = await cli.use(({ activity }) =>
    Promise.all([activity.week(), activity.traffic()]),
  );
  cli.answer({ days, oldestWaitingAt }, () => {
    cli.table(
      [
        { title: t('week.day') },
        ...weekFigures.map((figure) => ({ title: t(`week.${figure}`), isNumber: true })),
      ],
      days.map(({ day, figures }) => [
        day,
        ...weekFigures.map((figure) => formats.number(figures === null ? null : figures[figure])),
      ]),
    );
    const now = ourTime(Date.now());
    terminal.line(
      oldestWaitingAt === null
        ? t('week.noneWaits')
        : t('week.oldest', { since: formats.instant(oldestWaitingAt, now) }),
    );
  });
}

interface LogOptions {
  readonly limit?: number;
  readonly since?: string;
  readonly until?: string;
}

/** Oldest first for a person (the newest is where the eye is); as the contract has it for a program. */
async function log(cli: Cli, { limit, ...days }: LogOptions): Promise<void> {
  // Of a range of days everything is meant.
  const all = days.since === undefined && days.until === undefined ? 100 : Number.POSITIVE_INFINITY;
  const page = await cli.use((client) => readLog(client, limit ?? all, days));
  cli.answer(page, () => {
    if (page.lines.length === 0) return cli.terminal.line(cli.translator.t('cli.logEmpty'));
    for (const line of page.lines.toReversed()) {
      cli.terminal.line(logText(cli.translator, cli.formats, line, ourTime(Date.now())));
    }
  });
}

export function addActivityCommands({ program, translator: { t }, open }: Shell): void {
  program
    .command('status')
    .description(t('cli.command.status'))
    .action(async (_options: object, command: Command) => status(open(command)));
  program
    .command('week')
    .description(t('cli.command.week'))
    .action(async (_options: object, command: Command) => week(open(command)));
  program
    .command('pause')
    .description(t('cli.command.pause'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const { pausedAt } = await cli.use((client) => client.activity.pause());
      cli.answer({ pausedAt }, () =>
        cli.terminal.line(t('cli.paused', { since: cli.formats.instant(pausedAt, ourTime(Date.now())) })),
      );
    });
  program
    .command('resume')
    .description(t('cli.command.resume'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const answer = await cli.use((client) => client.activity.resume());
      cli.answer(answer, () => cli.terminal.line(t('cli.resumed')));
    });
  program
    .command('log')
    .description(t('cli.command.log'))
    .option('--follow', t('cli.option.follow'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .option('--since <date>', t('cli.option.since'))
    .option('--until <date>', t('cli.option.until'))
    .action(async ({ follow, ...options }: LogOptions & { follow?: boolean }, command: Command) => {
      if (follow) await followLog(open(command), options.limit ?? 10);
      else await log(open(command), options);
    });
  program
    .command('report')
    .description(t('cli.command.report'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const [engine, { company }] = await cli.use(({ activity }) =>
        Promise.all([activity.report(), activity.status()]),
      );
      const { text } = supportReport(engine, company, cli.host.dataDir, cli.redactor, Date.now());
      cli.answer(JSON.parse(text), () => cli.terminal.block(text));
    });
}
