/** The whole command line, in one language. */
import { Command, CommanderError, Option } from 'commander';
import { locales, type Translator } from '../../shared/i18n/translate.ts';
import { UsageError } from '../failure.ts';
import type { OpenCli } from './cli.ts';
import { addActivationCommands } from './commands/activation.ts';
import { addActivityCommands } from './commands/activity.ts';
import { addAlertsCommands } from './commands/alerts.ts';
import { addArticlesCommands } from './commands/articles.ts';
import { addBufferCommand } from './commands/buffer.ts';
import type { Shell } from './commands/command.ts';
import { addConnectCommands } from './commands/connect.ts';
import { addCopiesCommands } from './commands/copies.ts';
import { addKeychainCommand } from './commands/keychain.ts';
import { addMoveCommands } from './commands/move.ts';
import { addOrdersCommands } from './commands/orders.ts';
import { addPracticeCommand } from './commands/practice.ts';
import { addProbeCommand } from './commands/probe.ts';
import { addRunCommand } from './commands/run.ts';
import { addRunsCommands } from './commands/runs.ts';
import { addServeCommand } from './commands/serve.ts';
import { addServiceCommands } from './commands/service.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { addStoresCommands } from './commands/stores.ts';
import { addSyncCommands } from './commands/sync.ts';
import { addWebhooksCommands } from './commands/webhooks.ts';

export function buildProgram(translator: Translator, open: OpenCli): Command {
  const { t } = translator;
  const titles = new Map([
    ['Usage:', t('cli.usageTitle')],
    ['Options:', t('cli.optionsTitle')],
    ['Global Options:', t('cli.globalTitle')],
    ['Commands:', t('cli.commandsTitle')],
    ['Arguments:', t('cli.argumentsTitle')],
  ]);
  const program = new Command('backoffice')
    .description(t('cli.about'))
    .option('--json', t('cli.option.json'))
    .option('--data <dir>', t('cli.option.data'))
    .addOption(new Option('--lang <language>', t('cli.option.lang')).choices(locales))
    .helpOption('-h, --help', t('cli.option.help'))
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureHelp({ styleTitle: (title) => titles.get(title) ?? title, showGlobalOptions: true })
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .exitOverride();

  const shell: Shell = { program, translator, open };
  addConnectCommands(shell);
  addStoresCommands(shell);
  addActivationCommands(shell);
  addKeychainCommand(shell);
  addProbeCommand(shell);
  addArticlesCommands(shell);
  addBufferCommand(shell);
  addSyncCommands(shell);
  addRunsCommands(shell);
  addOrdersCommands(shell);
  addWebhooksCommands(shell);
  addActivityCommands(shell);
  addSettingsCommands(shell);
  addAlertsCommands(shell);
  addCopiesCommands(shell);
  addMoveCommands(shell);
  addRunCommand(shell);
  addServeCommand(shell);
  addServiceCommands(shell);
  addPracticeCommand(shell);
  inheritOutput(program);
  return program;
}

/** Commands copy their parent's settings when they are made; nested ones get theirs here, whatever their order. */
function inheritOutput(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritOutput(command);
  }
}

const usageKeys = {
  'commander.unknownCommand': 'cli.usage.unknownCommand',
  'commander.unknownOption': 'cli.usage.unknownOption',
  'commander.missingArgument': 'cli.usage.missingArgument',
  'commander.optionMissingArgument': 'cli.usage.missingValue',
  'commander.invalidArgument': 'cli.usage.badValue',
  'commander.excessArguments': 'cli.usage.tooMany',
  'commander.help': 'cli.usage.noCommand',
} as const;

/** Null when commander has only shown help; otherwise its complaint in our words. */
export function asUsageError(error: CommanderError): UsageError | null {
  if (error.exitCode === 0) return null;
  const key = Object.entries(usageKeys).find(([code]) => code === error.code)?.[1] ?? 'cli.usage.other';
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map(([, text]) => text ?? '');
  // »option '--limit <n>' argument 'x' is invalid«: the option or argument comes first.
  return new UsageError(key, { what: quoted[0] ?? '' });
}

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
