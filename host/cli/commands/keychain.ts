/** `keychain`: asks a keychain again that was found closed, wherever the engine runs. */
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

async function keychain(cli: Cli): Promise<void> {
  await cli.use((client) => client.connection.openKeychain());
  cli.answer({ open: true }, () => cli.terminal.line(cli.translator.t('cli.keychainAnswers')));
}

export function addKeychainCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('keychain')
    .description(t('cli.command.keychain'))
    .action(async (_options: unknown, command: Command) => keychain(open(command)));
}
