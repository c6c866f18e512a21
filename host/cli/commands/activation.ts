/** `check` · `activate` · `deactivate`. */

import { type Command, Option } from 'commander';
import type { CheckLine } from '../../../shared/contract/connection.ts';
import { checkSentence } from '../../../shared/i18n/sentences.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { Shortfall } from '../../failure.ts';
import { ask } from '../ask.ts';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;

function writeLines(cli: Cli, lines: readonly CheckLine[]): void {
  for (const line of lines) cli.terminal.line(`${marks[line.state]} ${checkSentence(cli.translator, line)}`);
}

async function check(cli: Cli): Promise<void> {
  const { terminal, translator } = cli;
  const result = await cli.use((client) => client.connection.check());
  cli.answer(result, () => {
    writeLines(cli, result.lines);
    if (result.ok) terminal.line(translator.t('cli.checkOk'));
  });
  if (result.ok) return;
  const first = result.lines.find(({ state }) => state === 'failed');
  const hint = first ? checkSentence(translator, first) : '';
  throw new Shortfall('preflightFailed', translator.t('cli.checkFailed'), hint);
}

type OpenOrders = 'taken' | 'book' | 'ask';

/** Swedish and English answers; anything else leaves the question in the inbox. */
function readAnswer(text: string): OpenOrders {
  if (/^(j|ja|y|yes|taken)$/i.test(text)) return 'taken';
  return /^(n|nej|no|book)$/i.test(text) ? 'book' : 'ask';
}

async function activate(cli: Cli, openOrders: OpenOrders | undefined): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  await cli.use(async (client) => {
    const result = await client.connection.activate(openOrders === undefined ? {} : { openOrders });
    cli.answer(result, () => {
      writeLines(cli, result.lines);
      terminal.line(t('cli.activated', { at: formats.instant(result.activatedAt, ourTime(Date.now())) }));
      if (result.openOrders.length === 0) return;
      terminal.line(t('cli.openOrders', { orders: result.openOrders.length }));
      for (const { name, units } of result.openOrders) {
        terminal.line(`  ${t('cli.openOrder', { order: name, units })}`);
      }
    });
    if (result.openOrders.length === 0 || (openOrders ?? 'ask') !== 'ask') return;

    const choice =
      openOrders === undefined && terminal.canAsk ? readAnswer(await ask(t('cli.ask.openOrders'))) : 'ask';
    const { items } = await client.orders.inbox({ resolved: false });
    const question = items.find(({ kind }) => kind === 'openOrders');
    if (choice !== 'ask' && question !== undefined) {
      await client.orders.resolve({ inboxId: question.inboxId, choice });
      terminal.line(t('cli.inboxResolved', { choice: t(`choice.${choice}`) }));
    } else terminal.line(t('cli.openOrdersWait'));
  });
}

export function addActivationCommands({ program, translator: { t }, open }: Shell): void {
  program
    .command('check')
    .description(t('cli.command.check'))
    .action(async (_options: object, command: Command) => check(open(command)));
  program
    .command('activate')
    .description(t('cli.command.activate'))
    .addOption(
      new Option('--open-orders <choice>', t('cli.option.openOrders')).choices(['taken', 'book', 'ask']),
    )
    .action(async (options: { openOrders?: OpenOrders }, command: Command) =>
      activate(open(command), options.openOrders),
    );
  program
    .command('deactivate')
    .description(t('cli.command.deactivate'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const result = await cli.use((client) => client.connection.deactivate());
      cli.answer(result, () => cli.terminal.line(t('cli.deactivated')));
    });
}
