/** `practice`: the two practice servers, until SIGINT or SIGTERM. Nothing is sent for real. */
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { untilSignal } from '../signals.ts';
import { countingNumber, type Shell, wholeNumber } from './command.ts';

interface PracticeOptions {
  readonly articles?: number;
  readonly stores?: number;
  readonly port?: number;
  readonly seed?: number;
}

async function practice(cli: Cli, _options: PracticeOptions): Promise<void> {
  const { terminal, translator } = cli;
  const signal = untilSignal(() => undefined);
  terminal.line(translator.t('cli.practiceReady'));
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export function addPracticeCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('practice')
    .description(t('cli.command.practice'))
    .option('--articles <n>', t('cli.option.articles'), countingNumber)
    .option('--stores <n>', t('cli.option.stores'), countingNumber)
    .option('--port <n>', t('cli.option.port'), wholeNumber)
    .option('--seed <n>', t('cli.option.seed'), wholeNumber)
    .action(async (options: PracticeOptions, command: Command) => practice(open(command), options));
}
