/** `keychain`: asks a keychain again that was found closed, wherever the engine runs. */
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

async function keychain(cli: Cli): Promise<void> {
  const answer = await cli.use((client) => client.connection.openKeychain());
  const words = answer.isKept ? 'cli.keychainAnswers' : 'cli.keychainUnused';
  cli.answer(answer, () => cli.terminal.line(cli.translator.t(words)));
}

export function addKeychainCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('keychain')
    .description(t('cli.command.keychain'))
    .action(async (_options: unknown, command: Command) => keychain(open(command)));
}
